using System.Net;
using System.Text;
using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>Writes markup that is present as XML elements as HTML.</summary>
internal static class XmlMarkup
{
    private static readonly XName BaseAttribute = XNamespace.Xml + "base";

    private static readonly HashSet<string> Void = new(VoidElements, StringComparer.Ordinal);

    /// <summary>The names of HTML's elements without content and end tag, in lower case.</summary>
    public static IReadOnlyList<string> VoidElements => ["br", "hr", "img", "wbr", "input", "col", "area", "embed", "param"];

    /// <summary>Returns the content of an element as HTML; only void elements have no end tag.</summary>
    /// <param name="parent">The element.</param>
    /// <param name="page">
    /// The base of relative addresses in the content; null: they stay as they are. An inner <c>xml:base</c> applies to
    /// its own content.
    /// </param>
    /// <param name="isEscaped">True if the text nodes are HTML themselves, as in a partly escaped description.</param>
    public static string Inner(XElement parent, Uri? page, bool isEscaped = false)
    {
        var html = new StringBuilder();
        foreach (XNode node in parent.Nodes())
        {
            Append(html, node, page, isEscaped);
        }

        return html.ToString();
    }

    /// <summary>
    /// Returns the base of relative addresses in an element, from its <c>xml:base</c> and those of its ancestors.
    /// </summary>
    /// <returns><paramref name="outer"/> if neither the element nor an ancestor states a base.</returns>
    public static Uri? BaseOf(XElement element, Uri? outer, Uri? page)
    {
        Uri? inner = outer;
        foreach (XElement around in element.AncestorsAndSelf().Reverse())
        {
            inner = BaseOf(around.Attribute(BaseAttribute), inner, page);
        }

        return inner;
    }

    /// <summary>
    /// Returns the base of relative addresses in an element whose parent has the base <paramref name="outer"/>.
    /// </summary>
    public static Uri? BaseWithin(XElement element, Uri? outer) => BaseOf(element.Attribute(BaseAttribute), outer, null);

    private static Uri? BaseOf(XAttribute? attribute, Uri? outer, Uri? page) =>
        attribute is null ? outer : Text.SourceAddress.Of(attribute.Value, outer ?? page) ?? outer;

    // Recursion is safe here: XmlItemReader limits the depth of an element.
    private static void Append(StringBuilder html, XNode node, Uri? page, bool isEscaped)
    {
        if (node is XText text)
        {
            html.Append(isEscaped ? text.Value : WebUtility.HtmlEncode(text.Value));
        }
        else if (node is XElement element)
        {
            AppendElement(html, element, BaseWithin(element, page), isEscaped);
        }
    }

    private static void AppendElement(StringBuilder html, XElement element, Uri? page, bool isEscaped)
    {
        string name = element.Name.LocalName;
        html.Append('<').Append(name);
        foreach (XAttribute attribute in element.Attributes())
        {
            bool isAddress = attribute.Name.LocalName is "href" or "src" && !attribute.Value.StartsWith('#');
            string value = isAddress && page is not null && Uri.TryCreate(page, attribute.Value.Trim(), out Uri? absolute)
                ? absolute.AbsoluteUri
                : attribute.Value;
            html.Append(' ').Append(attribute.Name.LocalName).Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');
        }

        html.Append('>');
        if (Void.Contains(name))
        {
            return;
        }

        foreach (XNode child in element.Nodes())
        {
            Append(html, child, page, isEscaped);
        }

        html.Append("</").Append(name).Append('>');
    }
}
