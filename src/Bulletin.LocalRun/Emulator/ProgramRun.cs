using System.ComponentModel;
using System.Diagnostics;

namespace Bulletin.LocalRun.Emulator;

/// <summary>A program that was run to its end: its exit code and what it wrote last.</summary>
internal sealed record ProgramRun(int ExitCode, OutputTail Output)
{
    /// <summary>Runs a program without a standard input and waits for its end; cancellation kills it with its children.</summary>
    /// <exception cref="Win32Exception">There is no such program, or it cannot be executed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<ProgramRun> ToEndAsync(string program, string[] arguments, string folder, CancellationToken cancellationToken)
    {
        using Process process = Start(program, arguments, folder);
        OutputTail output = new();
        output.Follow(process);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ProgramRun(process.ExitCode, output);
    }

    /// <summary>Starts a program with all three streams redirected, in a folder that exists.</summary>
    /// <exception cref="Win32Exception">There is no such program, or it cannot be executed.</exception>
    public static Process Start(string program, IEnumerable<string> arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        return Process.Start(start)!;
    }
}
