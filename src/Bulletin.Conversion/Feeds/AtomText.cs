using System.Net;
using System.Text;
using System.Xml.Linq;
using Bulletin.Conversion.Text;

namespace Bulletin.Conversion.Feeds;

/// <summary>The texts of Atom, which say themselves what they are: text, HTML or XHTML.</summary>
internal static class AtomText
{
    /// <summary>A text as one line.</summary>
    public static string Line(XElement? text) => text is null ? string.Empty : TypeOf(text) switch
    {
        "html" or "text/html" or "xhtml" => SourceText.FromHtml(Html(text)),
        _ => SourceText.OneLine(text.Value),
    };

    /// <summary>A text as HTML; empty when it is of another kind.</summary>
    public static string Html(XElement? text) => text is null ? string.Empty : TypeOf(text) switch
    {
        "html" or "text/html" => text.Value,
        "xhtml" or "application/xhtml+xml" => Markup(text),
        "text" or "text/plain" => Paragraphs.Of(WebUtility.HtmlEncode(text.Value)),
        _ => string.Empty,
    };

    private static string TypeOf(XElement text) => text.Attribute("type")?.Value.Trim().ToLowerInvariant() ?? "text";

    // As a browser reads it: only void elements may be without an end tag.
    private static string Markup(XElement parent)
    {
        var html = new StringBuilder();
        foreach (XNode node in parent.Nodes())
        {
            Append(html, node);
        }

        return html.ToString();
    }

    // The depth of an element that was read is bounded.
    private static void Append(StringBuilder html, XNode node)
    {
        if (node is XText text)
        {
            html.Append(WebUtility.HtmlEncode(text.Value));
        }
        else if (node is XElement element)
        {
            string name = element.Name.LocalName;
            html.Append('<').Append(name);
            foreach (XAttribute attribute in element.Attributes())
            {
                html.Append(' ').Append(attribute.Name.LocalName).Append("=\"").Append(WebUtility.HtmlEncode(attribute.Value)).Append('"');
            }

            html.Append('>');
            if (name is "br" or "hr" or "img" or "wbr" or "col")
            {
                return;
            }

            foreach (XNode child in element.Nodes())
            {
                Append(html, child);
            }

            html.Append("</").Append(name).Append('>');
        }
    }
}
