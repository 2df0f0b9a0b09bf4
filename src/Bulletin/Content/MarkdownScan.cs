namespace Bulletin.Content;

/// <summary>
/// Looks at Markdown before it is parsed, for what the parser would look through again and again. The counts are upper bounds made in
/// passes over the text that take a moment; what can only be known while it is parsed is counted by <see cref="MarkdownWork"/>.
/// </summary>
internal static class MarkdownScan
{
    // How many characters the parser may look at again: some tens of milliseconds, as measured.
    private const long MaximumSteps = 50_000_000;

    // The same where an address is read to its end, which is slower.
    private const long MaximumAddressSteps = 8_000_000;

    // Copying a line is copying where it begins and ends.
    private const int StepsOfLine = 2;

    // What makes the parser look for an end that may not come, the end, and how slow looking is.
    private static readonly (string Start, string End, int Weight)[] Spans =
        [("<?", "?>", 8), ("<!--", "-->", 8), ("<![CDATA[", "]]>", 8), ("<!", ">", 8)];

    /// <summary>Refuses Markdown that would cost too much.</summary>
    /// <exception cref="ContentException">A table, the lines, the links or the definitions are out of bounds.</exception>
    public static void Check(string markdown)
    {
        CheckTables(markdown);
        CheckAddresses(markdown);
        var definitions = 0L;
        var steps = 0L;
        foreach (var paragraph in Paragraphs(markdown))
        {
            var text = markdown.AsSpan(paragraph.Start, paragraph.Length);
            // Definitions of links in one run of lines are taken off its front one by one, the lines of the rest being copied each time.
            var definitionsHere = text.Count("]:");
            definitions += definitionsHere;
            steps += (StepsOfLine * (long)definitionsHere * text.Count('\n')) + StepsOfTitles(text) + StepsOfSpans(text) + StepsOfCode(text);
            if (definitions > ContentLimits.MaximumDefinitions)
                throw ContentLimits.TooManyDefinitions();
            if (steps > MaximumSteps)
                throw ContentLimits.TooMuchInParagraph();
        }
    }

    // Runs of lines without an empty one: no markup inside a paragraph goes beyond.
    private static List<(int Start, int Length)> Paragraphs(string markdown)
    {
        List<(int, int)> paragraphs = [];
        var lines = 0;
        var start = 0;
        var position = 0;
        while (position < markdown.Length)
        {
            var rest = markdown.AsSpan(position);
            var end = rest.IndexOfAny('\r', '\n');
            var line = end < 0 ? rest : rest[..end];
            if (++lines > ContentLimits.MaximumLines)
                throw ContentLimits.TooManyLines();
            if (WithoutContainers(line).IsEmpty)
            {
                if (position > start)
                    paragraphs.Add((start, position - start));
                start = position + line.Length;
            }

            position += line.Length + (end < 0 ? 0 : end + 1 < rest.Length && rest[end] == '\r' && rest[end + 1] == '\n' ? 2 : 1);
        }

        if (markdown.Length > start)
            paragraphs.Add((start, markdown.Length - start));
        return paragraphs;
    }

    private static void CheckTables(string markdown)
    {
        var cells = 0L;
        var columns = 0;
        var linesInRun = 0;
        foreach (var rawLine in markdown.AsSpan().EnumerateLines())
        {
            var line = WithoutContainers(rawLine);
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

    // Behind every "](" the parser reads an address, which ends at a blank, before it learns whether it is one.
    private static void CheckAddresses(string markdown)
    {
        var steps = 0L;
        foreach (var range in markdown.AsSpan().SplitAny(' ', '\t', '\n', '\r'))
        {
            var run = markdown.AsSpan()[range];
            steps += (long)run.Count("](") * run.Length;
            if (steps > MaximumAddressSteps)
                throw ContentLimits.TooMuchInParagraph();
        }
    }

    // Behind an address and a blank may be a title, whose end is looked for to the end of the paragraph.
    private static long StepsOfTitles(ReadOnlySpan<char> text)
    {
        var steps = 0L;
        for (var next = text.IndexOf("]("); next >= 0; next = text.IndexOf("]("))
        {
            text = text[(next + 2)..];
            var address = text.TrimStart();
            var blank = address.IndexOfAny(" \t\r\n");
            if (blank < 0)
                return steps;

            var title = address[blank..].TrimStart();
            if (title is ['"' or '\'' or '(', ..])
                steps += Distance(title[1..], title[0] == '(' ? ")" : title[0] == '"' ? "\"" : "'");
            if (steps > MaximumSteps)
                return steps;
        }

        return steps;
    }

    private static long StepsOfSpans(ReadOnlySpan<char> text)
    {
        var steps = 0L;
        foreach (var (start, end, weight) in Spans)
        {
            var rest = text;
            for (var next = rest.IndexOf(start); next >= 0 && steps <= MaximumSteps; next = rest.IndexOf(start))
            {
                rest = rest[(next + start.Length)..];
                steps += weight * Distance(rest, end);
            }
        }

        return steps;
    }

    // The partner of a run of backticks is one of the same length; what has none is looked for to the end.
    private static long StepsOfCode(ReadOnlySpan<char> text)
    {
        HashSet<int> lengths = [];
        var rest = text;
        for (var next = rest.IndexOf('`'); next >= 0; next = rest.IndexOf('`'))
        {
            rest = rest[next..];
            var length = rest.IndexOfAnyExcept('`');
            length = length < 0 ? rest.Length : length;
            lengths.Add(length);
            rest = rest[length..];
        }

        return (long)lengths.Count * (text.Length + (8L * text.Count('\n')));
    }

    private static long Distance(ReadOnlySpan<char> text, ReadOnlySpan<char> end)
    {
        var distance = text.IndexOf(end);
        return distance < 0 ? text.Length : distance;
    }

    // Without what may stand before (and behind) the text of a line in quotes and lists.
    private static ReadOnlySpan<char> WithoutContainers(ReadOnlySpan<char> line) => line.Trim(" \t>");
}
