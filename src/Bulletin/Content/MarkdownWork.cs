using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Bulletin.Content;

/// <summary>
/// Counts the work of one reading of Markdown and refuses what is too much. It counts and measures no time, so a body is accepted or
/// refused alike on every machine. <see cref="MarkdownBounds"/> makes a pipeline tell it of what happens.
/// </summary>
internal sealed class MarkdownWork(CancellationToken cancellation) : MarkdownParserContext
{
    // How many blocks or inlines may be gone through to find the place of others: some tens of milliseconds.
    private const long MaximumSteps = 25_000_000;

    // Going on with a list or a quote at a line, in steps.
    private const int StepsOfContainer = 40;

    // Going down from an inline to one in it, in steps.
    private const int StepsOfInline = 3;

    // The inline that a sign becomes, and the text behind it.
    private const int InlinesOfSign = 2;

    // How often it is looked how deep the present inline is. In between it changes by no more.
    private const int Interval = 8;

    private Block? leaf;
    private int inlines;
    private int blocks;
    private int line;
    private int openedInLine;
    private long steps;

    /// <summary>Notes a quote, a list or an item that begins.</summary>
    public void Open(int lineIndex)
    {
        openedInLine = lineIndex == line ? openedInLine + 1 : 1;
        line = lineIndex;
        if (openedInLine > 2 * ContentLimits.MaximumNesting)
            throw ContentLimits.TooDeep();
    }

    /// <summary>Notes that a line was held against a quote, a list or an item that is open.</summary>
    public void Continue() => Count(StepsOfContainer, ContentLimits.TooManyLinesInContainers);

    /// <summary>Notes a block that is complete.</summary>
    public void Close(Block block)
    {
        cancellation.ThrowIfCancellationRequested();
        if (++blocks > ContentLimits.MaximumBlocks)
            throw ContentLimits.TooManyBlocks();
        if (block is HeadingBlock { IsSetext: true })
            Remove(block);
    }

    /// <summary>Notes a block that was taken out of its parent, where it is looked for from the beginning.</summary>
    public void Remove(Block block) => Count(block.Parent?.Count ?? 0, ContentLimits.TooManyRemovals);

    /// <summary>Notes a character that may be markup. Its place is looked for from the beginning of the paragraph down.</summary>
    public void Meet(Block block, Inline? present)
    {
        inlines = block == leaf ? inlines + 1 : 0;
        leaf = block;
        if (inlines % Interval != Interval - 1)
            return;

        cancellation.ThrowIfCancellationRequested();
        var depth = 1;
        for (var inline = present; inline is not null; inline = inline.Parent)
            depth++;
        Count((long)Interval * StepsOfInline * depth, ContentLimits.TooMuchInParagraph);
    }

    /// <summary>
    /// Notes a bare address. Everything before it in the paragraph is gone through, for a link that is open, and the address is read up
    /// to a blank.
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
            throw refusal();
    }
}
