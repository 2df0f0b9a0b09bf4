using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Bulletin.Content;

/// <summary>
/// Counts the work of parsing one Markdown text, and throws when it exceeds a limit. It counts steps instead of
/// measuring time, so that every machine accepts the same bodies. <see cref="MarkdownBounds"/> makes a pipeline report
/// to it.
/// </summary>
internal sealed class MarkdownWork(CancellationToken cancellation) : MarkdownParserContext
{
    // The maximum number of blocks or inlines visited to find the place of others: some tens of milliseconds.
    private const long MaximumSteps = 25_000_000;

    // The steps for continuing a list or a quote at a line.
    private const int StepsOfContainer = 40;

    // The steps for descending from an inline to its child.
    private const int StepsOfInline = 3;

    // Markup creates two inlines: one for the character, and one for the text after it.
    private const int InlinesOfSign = 2;

    // The depth is measured at every such number of inlines, and changes by at most as many in between.
    private const int Interval = 8;

    private Block? leaf;
    private int inlines;
    private int blocks;
    private int line;
    private int openedInLine;
    private long steps;

    /// <summary>Counts a quote, list or item that starts.</summary>
    public void Open(int lineIndex)
    {
        openedInLine = lineIndex == line ? openedInLine + 1 : 1;
        line = lineIndex;
        if (openedInLine > 2 * ContentLimits.MaximumNesting)
        {
            throw ContentLimits.TooDeep();
        }
    }

    /// <summary>Counts a check of a line against an open quote, list or item.</summary>
    public void Continue() => Count(StepsOfContainer, ContentLimits.TooManyLinesInContainers);

    /// <summary>Counts a completed block.</summary>
    public void Close(Block block)
    {
        cancellation.ThrowIfCancellationRequested();
        if (++blocks > ContentLimits.MaximumBlocks)
        {
            throw ContentLimits.TooManyBlocks();
        }

        if (block is HeadingBlock { IsSetext: true })
        {
            Remove(block);
        }
    }

    /// <summary>
    /// Counts the removal of a block from its parent, in which the library searches for it from the beginning.
    /// </summary>
    public void Remove(Block block) => Count(block.Parent?.Count ?? 0, ContentLimits.TooManyRemovals);

    /// <summary>
    /// Counts a character that may be markup. The library searches for its place from the beginning of the paragraph
    /// downwards.
    /// </summary>
    public void Meet(Block block, Inline? present)
    {
        inlines = block == leaf ? inlines + 1 : 0;
        leaf = block;
        if (inlines % Interval != Interval - 1)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        int depth = 1;
        for (Inline? inline = present; inline is not null; inline = inline.Parent)
        {
            depth++;
        }

        Count((long)Interval * StepsOfInline * depth, ContentLimits.TooMuchInParagraph);
    }

    /// <summary>
    /// Counts a bare address. The library visits everything before it in the paragraph to search for an open link, and
    /// reads the address up to a blank.
    /// </summary>
    public void MeetAddress(Block block, Inline? present, int length)
    {
        Meet(block, present);
        Count(((long)InlinesOfSign * StepsOfInline * inlines) + length, ContentLimits.TooMuchInParagraph);
    }

    private void Count(long more, Func<ContentException> refusal)
    {
        steps += more;
        if (steps > MaximumSteps)
        {
            throw refusal();
        }
    }
}
