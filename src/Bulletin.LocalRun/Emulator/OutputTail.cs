using System.Diagnostics;

namespace Bulletin.LocalRun.Emulator;

/// <summary>The last 20 lines of a program's standard output and standard error, for an error message.</summary>
internal sealed class OutputTail
{
    private const int MaxLines = 20;

    private readonly Queue<string> lines = new();

    /// <summary>Starts to collect the output of a process; both streams must be redirected.</summary>
    public void Follow(Process process)
    {
        process.OutputDataReceived += (_, output) => Add(output.Data);
        process.ErrorDataReceived += (_, output) => Add(output.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Returns true if one of the stored lines contains the text.</summary>
    public bool Contains(string text)
    {
        lock (lines)
        {
            return lines.Any(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>Returns the stored lines, indented, each after a line break; an empty string if there are none.</summary>
    public override string ToString()
    {
        lock (lines)
        {
            return string.Concat(lines.Select(line => Environment.NewLine + "  " + line));
        }
    }

    private void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line.TrimEnd());
            if (lines.Count > MaxLines)
            {
                lines.Dequeue();
            }
        }
    }
}
