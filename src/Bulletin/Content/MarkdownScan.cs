namespace Bulletin.Content;

/// <summary>
/// Checks Markdown before it is parsed, for text that the parser would scan again and again. The counts are upper
/// bounds from fast passes over the text; work that is known only during parsing is counted by
/// <see cref="MarkdownWork"/>.
/// </summary>
internal static class MarkdownScan
{
    // The maximum number of characters that the parser may scan again: some tens of milliseconds, as measured.
    private const long MaximumSteps = 50_000_000;

    // The same for parsing addresses, which is slower.
    private const long MaximumAddressSteps = 8_000_000;

    // Copying a line means copying its start and its end.
    private const int StepsOfLine = 2;

    // The sequences that make the parser search for an end that may not exist, the end, and the relative cost of the
    // search.
    private static readonly (string Start, string End, int Weight)[] Spans =
        [("<?", "?>", 8), ("<!--", "-->", 8), ("<![CDATA[", "]]>", 8), ("<!", ">", 8)];

    /// <summary>Throws for Markdown that would be too expensive to parse.</summary>
    /// <exception cref="ContentException">
    /// A table, or the number of lines, links or definitions, exceeds a limit.
    /// </exception>
    public static void Check(string markdown)
    {
        CheckTables(markdown);
        CheckAddresses(markdown);
        long definitions = 0L;
        long steps = 0L;
        foreach ((int Start, int Length) paragraph in Paragraphs(markdown))
        {
            ReadOnlySpan<char> text = markdown.AsSpan(paragraph.Start, paragraph.Length);
            // The parser removes link definitions from the front of a paragraph one by one and copies the remaining
            // lines each time.
            int definitionsHere = text.Count("]:");
            definitions += definitionsHere;
            steps += (StepsOfLine * (long)definitionsHere * text.Count('\n'))
                + StepsOfTitles(text)
                + StepsOfSpans(text)
                + StepsOfCode(text);
            if (definitions > ContentLimits.MaximumDefinitions)
            {
                throw ContentLimits.TooManyDefinitions();
            }

            if (steps > MaximumSteps)
            {
                throw ContentLimits.TooMuchInParagraph();
            }
        }
    }

    // Returns the runs of lines without an empty line, which inline markup never crosses.
    private static List<(int Start, int Length)> Paragraphs(string markdown)
    {
        List<(int, int)> paragraphs = [];
        int lines = 0;
        int start = 0;
        int position = 0;
        while (position < markdown.Length)
        {
            ReadOnlySpan<char> rest = markdown.AsSpan(position);
            int end = rest.IndexOfAny('\r', '\n');
            ReadOnlySpan<char> line = end < 0 ? rest : rest[..end];
            if (++lines > ContentLimits.MaximumLines)
            {
                throw ContentLimits.TooManyLines();
            }

            if (WithoutContainers(line).IsEmpty)
            {
                if (position > start)
                {
                    paragraphs.Add((start, position - start));
                }

                start = position + line.Length;
            }

            position += line.Length + (end < 0 ? 0 : end + 1 < rest.Length && rest[end] == '\r' && rest[end + 1] == '\n' ? 2 : 1);
        }

        if (markdown.Length > start)
        {
            paragraphs.Add((start, markdown.Length - start));
        }

        return paragraphs;
    }

    private static void CheckTables(string markdown)
    {
        long cells = 0L;
        int columns = 0;
        int linesInRun = 0;
        foreach (ReadOnlySpan<char> rawLine in markdown.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = WithoutContainers(rawLine);
            if (line.IsEmpty)
            {
                (columns, linesInRun) = (0, 0);
                continue;
            }

            // The delimiter row makes a table of the line above it and of all lines up to the next empty one. Each of
            // them gets as many cells as it has columns, however short the line is.
            if (linesInRun++ > 0 && line.Contains('|') && line.Contains('-') && !line.ContainsAnyExcept("|-: \t"))
            {
                columns = Math.Max(columns, line.Trim('|').Count('|') + 1);
                cells += columns;
            }

            if (columns > ContentLimits.MaximumTableColumns)
            {
                throw ContentLimits.TooManyColumns();
            }

            cells += columns;
            if (cells > 2 * ContentLimits.MaximumTableCells)
            {
                throw ContentLimits.TooManyCells();
            }
        }
    }

    // After every "](" the parser reads up to the next blank before it knows if this is an address.
    private static void CheckAddresses(string markdown)
    {
        long steps = 0L;
        foreach (Range range in markdown.AsSpan().SplitAny(' ', '\t', '\n', '\r'))
        {
            ReadOnlySpan<char> run = markdown.AsSpan()[range];
            steps += (long)run.Count("](") * run.Length;
            if (steps > MaximumAddressSteps)
            {
                throw ContentLimits.TooMuchInParagraph();
            }
        }
    }

    // After an address and a blank there may be a title, whose end is searched for up to the end of the paragraph.
    private static long StepsOfTitles(ReadOnlySpan<char> text)
    {
        long steps = 0L;
        for (int next = text.IndexOf("]("); next >= 0; next = text.IndexOf("]("))
        {
            text = text[(next + 2)..];
            ReadOnlySpan<char> address = text.TrimStart();
            int blank = address.IndexOfAny(" \t\r\n");
            if (blank < 0)
            {
                return steps;
            }

            ReadOnlySpan<char> title = address[blank..].TrimStart();
            if (title is ['"' or '\'' or '(', ..])
            {
                steps += Distance(title[1..], title[0] == '(' ? ")" : title[0] == '"' ? "\"" : "'");
            }

            if (steps > MaximumSteps)
            {
                return steps;
            }
        }

        return steps;
    }

    private static long StepsOfSpans(ReadOnlySpan<char> text)
    {
        long steps = 0L;
        foreach ((string? start, string? end, int weight) in Spans)
        {
            ReadOnlySpan<char> rest = text;
            for (int next = rest.IndexOf(start); next >= 0 && steps <= MaximumSteps; next = rest.IndexOf(start))
            {
                rest = rest[(next + start.Length)..];
                steps += weight * Distance(rest, end);
            }
        }

        return steps;
    }

    // A run of backticks is closed by one of the same length; if there is none, the search goes on to the end.
    private static long StepsOfCode(ReadOnlySpan<char> text)
    {
        HashSet<int> lengths = [];
        ReadOnlySpan<char> rest = text;
        for (int next = rest.IndexOf('`'); next >= 0; next = rest.IndexOf('`'))
        {
            rest = rest[next..];
            int length = rest.IndexOfAnyExcept('`');
            length = length < 0 ? rest.Length : length;
            lengths.Add(length);
            rest = rest[length..];
        }

        return (long)lengths.Count * (text.Length + (8L * text.Count('\n')));
    }

    private static long Distance(ReadOnlySpan<char> text, ReadOnlySpan<char> end)
    {
        int distance = text.IndexOf(end);
        return distance < 0 ? text.Length : distance;
    }

    // Removes the markers of quotes and the indentation before the text of a line (and blanks after it).
    private static ReadOnlySpan<char> WithoutContainers(ReadOnlySpan<char> line) => line.Trim(" \t>");
}
