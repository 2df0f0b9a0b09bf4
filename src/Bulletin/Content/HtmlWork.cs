using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace Bulletin.Content;

/// <summary>
/// Counts the work of parsing one HTML text, token by token and in advance, and throws when it exceeds a limit.
/// </summary>
/// <remarks>
/// It counts steps instead of measuring time, so that every machine accepts the same bodies. It counts the elements
/// that the parser creates, including those it adds itself (the HTML standard copies unclosed formatting into every
/// following paragraph), and the nodes that it visits and moves where tags do not fit together: text between the cells
/// of a table is moved before the table, and wrong nesting is corrected.
/// </remarks>
internal sealed class HtmlWork(CancellationToken cancellation)
{
    // The html, head and body elements of the document.
    private const int OuterElements = 3;

    // The maximum number of nodes visited because tags do not fit together: some tens of milliseconds.
    private const long MaximumSteps = 10_000_000;

    // Copying memory takes one step for this many characters or references. Removing children from an element one by
    // one moves the remaining ones up each time, and appending text to text copies it.
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

    /// <summary>Checks the next attribute of a tag.</summary>
    /// <returns>True, to keep the attribute.</returns>
    /// <exception cref="ContentException">The tag has too many attributes.</exception>
    public static bool TakeAttribute(ref StructHtmlToken tag, ReadOnlyMemory<char> name) =>
        tag.Attributes.Count < ContentLimits.MaximumAttributes
            ? true
            : throw ContentLimits.TooManyAttributes();

    /// <summary>Checks the next token, and the effects of the previous one.</summary>
    /// <exception cref="ContentException">A limit is exceeded.</exception>
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

    /// <summary>Counts an element that the parser has created, before it is added to the tree.</summary>
    /// <exception cref="ContentException">
    /// There are too many elements, or the previous one is nested too deeply.
    /// </exception>
    public void Make(IElement element)
    {
        if (++elements > ContentLimits.MaximumElements + OuterElements)
        {
            throw ContentLimits.TooManyElements();
        }

        // The element itself has no parent yet, but the previous one is in its place by now.
        CheckPrevious();
        previous = element;
        textSinceElement = 0;

        // The content of a template is outside the tree, so its depth cannot be measured.
        if (element is IHtmlTemplateElement && ++templates > ContentLimits.MaximumNesting)
        {
            throw ContentLimits.TooDeep();
        }
    }

    /// <summary>Counts an element that the parser itself has copied.</summary>
    /// <exception cref="ContentException">
    /// There are too many elements, or the previous one is nested too deeply.
    /// </exception>
    public void Copy(IElement copy)
    {
        Make(copy);
        copies.Add(copy);
    }

    private void CheckPrevious()
    {
        int depth = 0;
        for (INode? node = previous; node is not null; node = node.Parent)
        {
            if (++depth > ContentLimits.MaximumNesting + OuterElements)
            {
                throw ContentLimits.TooDeep();
            }
        }
    }

    // The nodes moved because of the previous token are known only now.
    private void CountMoves()
    {
        // Only an element that is not allowed in a table is inserted elsewhere than at the end, and the parser searches
        // for the table from the beginning.
        if (elements > elementsBefore && previous?.Parent is { } parent && parent.LastChild != previous)
        {
            Count(elements);
        }

        elementsBefore = elements;

        foreach (IElement copy in copies)
        {
            Count((long)copy.ChildNodes.Length * copy.ChildNodes.Length / Faster);
        }

        copies.Clear();
    }

    private void CountText(string text)
    {
        textSinceElement += text.Length;
        Count(textSinceElement / Faster);
        if (openTables > 0 && !isInCell && !string.IsNullOrWhiteSpace(text))
        {
            Count(elements);
        }
    }

    // Formatting is compared with all open formatting, attribute by attribute.
    private void CountAttributes(HtmlTagToken tag) => Count((long)tag.Attributes.Count * tag.Attributes.Count);

    // Tracks whether text would now be in a table but outside its cells; if in doubt, it would.
    private void FollowTables()
    {
        if (structure is not var (name, isStart, elementsThen))
        {
            return;
        }

        structure = null;
        bool isMade = isStart && elements > elementsThen;
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
        {
            throw ContentLimits.TooBadlyNested();
        }
    }
}
