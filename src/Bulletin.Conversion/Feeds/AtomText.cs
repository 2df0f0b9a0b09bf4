using System.Net;
using System.Text;
using System.Xml.Linq;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.Feeds;

/// <summary>
/// A text of Atom 1.0 or 0.3, converted to HTML. Such texts state their type: text, HTML, XHTML or a media type; in 0.3
/// also whether they are markup, escaped markup or base64.
/// </summary>
/// <param name="Html">The text as HTML; empty if the content is not text.</param>
/// <param name="LeftOut">The media type of content that is not text; null: none.</param>
internal sealed record AtomText(string Html, string? LeftOut = null)
{
    private static readonly AtomText Nothing = new(string.Empty);

    /// <summary>Returns the text of an element as one line without markup; empty if there is no element.</summary>
    public static string Line(XElement? text) => text switch
    {
        null => string.Empty,
        { HasElements: false } when TypeOf(text) is "text" or "text/plain" && ModeOf(text) is null or "xml" =>
            SourceText.OneLine(text.Value),
        _ => SourceText.FromHtml(Of(text, null).Html),
    };

    /// <summary>Converts the content of an element.</summary>
    /// <param name="text">The element, if any.</param>
    /// <param name="page">The base of relative addresses in markup; null: they stay as they are.</param>
    public static AtomText Of(XElement? text, Uri? page)
    {
        if (text is null)
        {
            return Nothing;
        }

        string type = TypeOf(text);
        if (text.HasElements)
        {
            return type.StartsWith("multipart/", StringComparison.Ordinal) ? OfAlternatives(text, page) : OfElements(text, type, page);
        }

        string? mode = ModeOf(text);
        if (mode == "base64" || !IsText(type))
        {
            return IsText(type) && Decoded(text.Value) is { } decoded ? OfString(decoded, type, isEscaped: true)
                : string.IsNullOrWhiteSpace(text.Value) ? Nothing : new AtomText(string.Empty, type);
        }

        return OfString(text.Value, type, mode == "escaped");
    }

    private static AtomText OfString(string value, string type, bool isEscaped) => new(type switch
    {
        "html" or "text/html" or "text/x-html" => value,
        _ when isEscaped || type is "xhtml" or "application/xhtml+xml" =>
            value.Contains('<', StringComparison.Ordinal) ? value : Paragraphs.Of(value),
        _ => Paragraphs.Of(WebUtility.HtmlEncode(value)),
    });

    private static AtomText OfElements(XElement text, string type, Uri? page)
    {
        bool isOther = !IsText(type) || type is "text/xml" or "application/xml";
        bool isMarkup = text.Elements().Any(child => child.Name.Namespace == XmlNames.Xhtml || child.Name.LocalName is "div" or "p");
        if (isOther && !isMarkup)
        {
            return new AtomText(string.Empty, type);
        }

        // The div around XHTML is not part of the content (RFC 4287, 3.1.1.3).
        XElement[] children = [.. text.Elements()];
        bool isWrapped = children is [{ Name: var only }] && only == XmlNames.Xhtml + "div"
            && text.Nodes().OfType<XText>().All(node => string.IsNullOrWhiteSpace(node.Value));
        return new AtomText(isWrapped
            ? XmlMarkup.Inner(children[0], XmlMarkup.BaseWithin(children[0], page))
            : XmlMarkup.Inner(text, page));
    }

    // Returns the best of several alternative forms.
    private static AtomText OfAlternatives(XElement text, Uri? page)
    {
        AtomText[] forms =
        [
            .. text.OwnElements("content").OrderBy(form => TypeOf(form) is "text" or "text/plain" ? 1 : 0).Select(form => Of(form, page)),
        ];
        return forms.FirstOrDefault(form => form.Html.Length > 0) ?? forms.FirstOrDefault() ?? Nothing;
    }

    private static bool IsText(string type) =>
        type is "text" or "html" or "xhtml" or "application/xhtml+xml" || type.StartsWith("text/", StringComparison.Ordinal);

    private static string TypeOf(XElement text)
    {
        string type = text.Attribute("type")?.Value.Split(';')[0].Trim().ToLowerInvariant() ?? string.Empty;
        return type.Length > 0 ? type : "text";
    }

    private static string? ModeOf(XElement text) => text.Attribute("mode")?.Value.Trim().ToLowerInvariant();

    private static string? Decoded(string base64)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            return strict.GetString(Convert.FromBase64String(base64));
        }
        catch (Exception wrong) when (wrong is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
