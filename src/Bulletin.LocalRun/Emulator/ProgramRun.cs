using System.ComponentModel;
using System.Diagnostics;

namespace Bulletin.LocalRun.Emulator;

/// <summary>The result of a program: its exit code and its last output.</summary>
internal sealed record ProgramRun(int ExitCode, OutputTail Output)
{
    /// <summary>Runs a program without standard input and waits for it to exit; cancellation kills it and its children.</summary>
    /// <exception cref="Win32Exception">The program does not exist or cannot be executed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
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

    /// <summary>Starts a program in an existing folder, with all three streams redirected.</summary>
    /// <exception cref="Win32Exception">The program does not exist or cannot be executed.</exception>
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
