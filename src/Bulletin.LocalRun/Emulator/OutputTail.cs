using System.Diagnostics;

namespace Bulletin.LocalRun.Emulator;

/// <summary>The last lines a program wrote, standard output and errors together, for an error message.</summary>
internal sealed class OutputTail
{
    private const int MaxLines = 20;

    private readonly Queue<string> lines = new();

    /// <summary>Begins to collect what the process writes; both of its streams must be redirected.</summary>
    public void Follow(Process process)
    {
        process.OutputDataReceived += (_, output) => Add(output.Data);
        process.ErrorDataReceived += (_, output) => Add(output.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Whether one of the kept lines contains the text.</summary>
    public bool Contains(string text)
    {
        lock (lines)
            return lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>The kept lines, indented, each after a line break; an empty string when there are none.</summary>
    public override string ToString()
    {
        lock (lines)
            return string.Concat(lines.Select(line => Environment.NewLine + "  " + line));
    }

    private void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;

        lock (lines)
        {
            lines.Enqueue(line.TrimEnd());
            if (lines.Count > MaxLines)
                lines.Dequeue();
        }
    }
}
