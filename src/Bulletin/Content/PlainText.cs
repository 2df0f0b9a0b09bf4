using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Bulletin.Content;

/// <summary>Extracts the words of a body without its markup, for leads, search and feeds.</summary>
public static class PlainText
{
    /// <summary>
    /// Extracts the readable text of a body: blocks, list items and table rows on separate lines, cells separated by a
    /// tab, blanks collapsed except in preformatted text, without the numbers and arrows of footnotes.
    /// </summary>
    /// <param name="body">The text as written by the editor.</param>
    /// <param name="format">The markup language of the text.</param>
    /// <returns>Lines separated by <c>\n</c>, none of them empty; an empty string if the body has no text.</returns>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    public static string FromBody(string body, BodyFormat format)
    {
        ArgumentNullException.ThrowIfNull(body);

        using IHtmlDocument document = SafeDocument.FromBody(body, format);
        return FromSafe(document.Body!);
    }

    /// <summary>Returns the text of an element in a safe document, which has limited nesting.</summary>
    internal static string FromSafe(IElement element)
    {
        var text = new TextLines();
        Append(text, element, preformatted: false);
        return text.ToString();
    }

    private static void Append(TextLines text, INode parent, bool preformatted)
    {
        INodeList children = parent.ChildNodes;
        for (int index = 0; index < children.Length; index++)
        {
            if (children[index] is IText leaf)
            {
                text.Append(leaf.Data, preformatted);
            }
            else if (children[index] is IElement element && !IsFootnoteMark(element))
            {
                AppendElement(text, element, preformatted);
            }
        }
    }

    private static void AppendElement(TextLines text, IElement element, bool preformatted)
    {
        bool isBlock = IsBlock(element.LocalName);
        if (isBlock)
        {
            text.EndLine();
        }

        Append(text, element, preformatted || element.LocalName == "pre");
        if (isBlock)
        {
            text.EndLine();
        }
        else if (element.LocalName is "td" or "th")
        {
            text.EndCell();
        }
    }

    private static bool IsFootnoteMark(IElement element) =>
        element.LocalName == "a" && (element.ClassList.Contains("footnote-ref") || element.ClassList.Contains("footnote-back-ref"));

    private static bool IsBlock(string name) => name is "p" or "div" or "br" or "hr" or "li" or "ul" or "ol" or "dl" or "dt" or "dd"
        or "blockquote" or "pre" or "table" or "caption" or "thead" or "tbody" or "tfoot" or "tr" or "figure" or "figcaption"
        or "details" or "summary" or ['h', >= '2' and <= '6'];
}
