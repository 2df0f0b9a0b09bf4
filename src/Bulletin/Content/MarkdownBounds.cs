using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;

namespace Bulletin.Content;

/// <summary>
/// Looks at Markdown before the expensive part of parsing, for what the parser would pay too much for. The counts are
/// upper bounds made in one pass over the text; the exact ones are taken when the result is written.
/// </summary>
internal static class MarkdownBounds
{
    // How many characters the parser may look at again because of links and the like: about a second, as measured.
    private const long MaximumSteps = 400_000_000;

    // The same where an address is read to its end, which is slower.
    private const long MaximumAddressSteps = 50_000_000;

    // What makes the parser look through the rest of a paragraph (for the end of a title or of a processing
    // instruction) or back to its start (for an open link, before each bare address), and how slow that is.
    private static readonly (string Start, int Weight)[] Starts =
        [("](", 1), ("http", 1), ("www.", 1), ("ftp:", 1), ("mailto:", 1), ("tel:", 1), ("<?", 8), ("<!", 8)];

    private static readonly object StepsKey = new();

    /// <summary>Makes a pipeline check each paragraph and heading when its end is known and before its inlines are parsed.</summary>
    public static void CheckBlocksOf(OrderedList<BlockParser> parsers)
    {
        parsers.FindExact<ParagraphBlockParser>()!.Closed += CheckParagraph;
        parsers.FindExact<HeadingBlockParser>()!.Closed += CheckParagraph;
    }

    /// <summary>Refuses Markdown that would cost too much.</summary>
    /// <exception cref="ContentException">A table, the links or the definitions are out of bounds.</exception>
    public static void Check(string markdown)
    {
        CheckTables(markdown);
        CheckDefinitions(markdown);
        CheckLines(markdown);
        CheckAddresses(markdown);
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

    // Definitions of links in one run of lines are taken off its front one by one, the rest being copied each time.
    private static void CheckDefinitions(string markdown)
    {
        var steps = 0L;
        var definitions = 0L;
        var length = 0L;
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            if (WithoutContainers(line).IsEmpty)
            {
                steps += definitions * length;
                (definitions, length) = (0, 0);
            }

            definitions += line.Count("]:");
            length += line.Length;
            Refuse(steps + (definitions * length) > MaximumSteps);
        }
    }

    private static void CheckLines(string markdown)
    {
        var steps = 0L;
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            steps += WeightOf(line) * line.Length;
            Refuse(steps > MaximumSteps);
        }
    }

    private static void CheckParagraph(BlockProcessor processor, Block block)
    {
        var paragraph = (LeafBlock)block;
        var weight = 0L;
        var length = 0L;
        for (var index = 0; index < paragraph.Lines.Count; index++)
        {
            var line = paragraph.Lines.Lines[index].Slice.AsSpan();
            weight += WeightOf(line);
            length += line.Length;
        }

        // The limit is one for the whole document, which is where the pipeline, shared by all threads, can keep a sum.
        var steps = (weight * length) + (long)(processor.Document.GetData(StepsKey) ?? 0L);
        processor.Document.SetData(StepsKey, steps);
        Refuse(steps > MaximumSteps);
    }

    // Behind every "](" the parser reads an address, which ends at a blank, before it learns whether it is one.
    private static void CheckAddresses(string markdown)
    {
        var steps = 0L;
        foreach (var range in markdown.AsSpan().SplitAny(' ', '\t', '\n', '\r'))
        {
            var run = markdown.AsSpan()[range];
            steps += (long)run.Count("](") * run.Length;
            Refuse(steps > MaximumAddressSteps);
        }
    }

    private static long WeightOf(ReadOnlySpan<char> text)
    {
        var weight = 0L;
        foreach (var (start, each) in Starts)
            weight += (long)text.Count(start) * each;
        return weight;
    }

    // Without what may stand before (and behind) the text of a line in quotes and lists.
    private static ReadOnlySpan<char> WithoutContainers(ReadOnlySpan<char> line) => line.Trim(" \t>");

    private static void Refuse(bool isTooMuch)
    {
        if (isTooMuch)
            throw ContentLimits.TooComplex();
    }
}
