using System.Diagnostics;

namespace Bulletin.Host.LocalStorage;

/// <summary>The last lines a program wrote, standard output and errors together, for an error message.</summary>
internal sealed class OutputTail
{
    private const int MaxLines = 20;

    private readonly Queue<string> _lines = new();

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
        lock (_lines)
            return _lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>The kept lines, indented, each after a line break; an empty string when there are none.</summary>
    public override string ToString()
    {
        lock (_lines)
            return string.Concat(_lines.Select(line => Environment.NewLine + "  " + line));
    }

    private void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;

        lock (_lines)
        {
            _lines.Enqueue(line.TrimEnd());
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }
}
