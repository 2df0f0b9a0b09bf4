using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace Bulletin.Content;

/// <summary>
/// Counts the work of one parse of HTML, token by token and before each is taken, and refuses what is too much. It counts and measures
/// no time, so a body is accepted or refused alike on every machine. Counted is what the parser makes, of its own accord too (the HTML
/// standard has unclosed formatting copied into every paragraph that follows), and what it goes through and moves where tags do not
/// fit together: text between the cells of a table is put before the table, wrong nesting is set right.
/// </summary>
internal sealed class HtmlWork(CancellationToken cancellation)
{
    // The html, head and body elements of the document.
    private const int OuterElements = 3;

    // How many nodes may be gone through because tags do not fit together: some tens of milliseconds.
    private const long MaximumSteps = 10_000_000;

    // Copying memory is that much faster, a character or a reference a step: taking the children out of an element one by one moves the
    // rest of them up each time, and text that is appended to text is copied with it.
    private const long Faster = 20;

    private readonly List<IElement> copies = [];
    private INode? previous;
    private int elements;
    private int elementsBefore;
    private int templates;
    private int openTables;
    private bool isInCell;
    private (string Name, bool IsStart, int ElementsThen)? structure;
    private long textSinceElement;
    private long steps;

    /// <summary>Looks at the next attribute of a tag.</summary>
    /// <returns>True: it is kept.</returns>
    /// <exception cref="ContentException">It is one too many.</exception>
    public static bool TakeAttribute(ref StructHtmlToken tag, ReadOnlyMemory<char> name) => tag.Attributes.Count < ContentLimits.MaximumAttributes
        ? true
        : throw ContentLimits.TooManyAttributes();

    /// <summary>Looks at the next token, and at what the one before it has done.</summary>
    /// <exception cref="ContentException">It is too much.</exception>
    public void Take(HtmlToken token)
    {
        cancellation.ThrowIfCancellationRequested();
        CountMoves();
        FollowTables();
        switch (token.Type)
        {
            case HtmlTokenType.Character:
                CountText(token.Name);
                break;
            case HtmlTokenType.StartTag or HtmlTokenType.EndTag:
                structure = (token.Name, token.Type == HtmlTokenType.StartTag, elements);
                CountAttributes((HtmlTagToken)token);
                break;
        }
    }

    /// <summary>Notes an element that the parser makes, before it is put into the tree.</summary>
    /// <exception cref="ContentException">It is one too many, or the one before it was too deep.</exception>
    public void Make(IElement element)
    {
        if (++elements > ContentLimits.MaximumElements + OuterElements)
            throw ContentLimits.TooManyElements();

        // The element itself has no parent yet; the one before it has got its place by now.
        CheckPrevious();
        previous = element;
        textSinceElement = 0;

        // The content of a template hangs outside the tree, where its depth cannot be seen.
        if (element is IHtmlTemplateElement && ++templates > ContentLimits.MaximumNesting)
            throw ContentLimits.TooDeep();
    }

    /// <summary>Notes an element that the parser copies of its own accord.</summary>
    /// <exception cref="ContentException">It is one too many, or the one before it was too deep.</exception>
    public void Copy(IElement copy)
    {
        Make(copy);
        copies.Add(copy);
    }

    private void CheckPrevious()
    {
        var depth = 0;
        for (var node = previous; node is not null; node = node.Parent)
        {
            if (++depth > ContentLimits.MaximumNesting + OuterElements)
                throw ContentLimits.TooDeep();
        }
    }

    // What was moved for the sake of the token before is known now.
    private void CountMoves()
    {
        // Only what has no place in a table is put elsewhere than at the end, and the table is looked for from the beginning.
        if (elements > elementsBefore && previous?.Parent is { } parent && parent.LastChild != previous)
            Count(elements);
        elementsBefore = elements;

        foreach (var copy in copies)
            Count((long)copy.ChildNodes.Length * copy.ChildNodes.Length / Faster);
        copies.Clear();
    }

    private void CountText(string text)
    {
        textSinceElement += text.Length;
        Count(textSinceElement / Faster);
        if (openTables > 0 && !isInCell && !string.IsNullOrWhiteSpace(text))
            Count(elements);
    }

    // Formatting is compared with all formatting that is open, attribute by attribute.
    private void CountAttributes(HtmlTagToken tag) => Count((long)tag.Attributes.Count * tag.Attributes.Count);

    // Whether text would now stand in a table outside its cells. In doubt it would.
    private void FollowTables()
    {
        if (structure is not var (name, isStart, elementsThen))
            return;

        structure = null;
        var isMade = isStart && elements > elementsThen;
        switch (name)
        {
            case "table":
                openTables += isMade ? 1 : !isStart && openTables > 0 && templates == 0 ? -1 : 0;
                isInCell = false;
                break;
            case "td" or "th" or "caption":
                isInCell = isMade;
                break;
            case "tr" or "tbody" or "thead" or "tfoot" or "col" or "colgroup" or "template":
                isInCell = false;
                break;
        }
    }

    private void Count(long more)
    {
        steps += more;
        if (steps > MaximumSteps)
            throw ContentLimits.TooBadlyNested();
    }
}
