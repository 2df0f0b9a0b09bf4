namespace Bulletin.Content;

/// <summary>
/// Looks at Markdown before it is parsed, for what the parser itself would pay too much for. The counts are upper
/// bounds, made in one pass over the text; exact ones are taken when the result is written.
/// </summary>
internal static class MarkdownBounds
{
    // A link address is read to its end before the parser learns whether it is one, again for every "](" in a run
    // of characters without a blank. Fifty million steps are a tenth of a second.
    private const long MaximumAddressSteps = 50_000_000;

    /// <summary>Refuses Markdown that would cost too much.</summary>
    /// <exception cref="ContentException">A table or the number of unfinished links is out of bounds.</exception>
    public static void Check(string markdown)
    {
        CheckTables(markdown);
        CheckAddresses(markdown);
    }

    private static void CheckTables(string markdown)
    {
        var cells = 0L;
        var columns = 0;
        var linesInRun = 0;
        foreach (var rawLine in markdown.AsSpan().EnumerateLines())
        {
            // What may stand before the text of a line in quotes and lists.
            var line = rawLine.Trim(" \t>");
            if (line.IsEmpty)
            {
                (columns, linesInRun) = (0, 0);
                continue;
            }

            // The delimiter row is what makes a table of the line above it and of all lines to the next empty one,
            // and each of them gets as many cells as it has columns, however short it is.
            if (linesInRun++ > 0 && line.Contains('|') && line.Contains('-') && !line.ContainsAnyExcept("|-: \t"))
            {
                columns = Math.Max(columns, line.Trim('|').Count('|') + 1);
                cells += columns;
            }

            if (columns > ContentLimits.MaximumTableColumns)
                throw ContentLimits.TooManyColumns();
            cells += columns;
            if (cells > 2 * ContentLimits.MaximumTableCells)
                throw ContentLimits.TooManyCells();
        }
    }

    private static void CheckAddresses(string markdown)
    {
        var steps = 0L;
        foreach (var range in markdown.AsSpan().SplitAny(' ', '\t', '\n', '\r'))
        {
            var run = markdown.AsSpan()[range];
            steps += (long)run.Count("](") * run.Length;
            if (steps > MaximumAddressSteps)
                throw ContentLimits.TooComplex();
        }
    }
}
