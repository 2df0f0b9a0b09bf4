using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Bulletin.Content;
using Ganss.Xss;

namespace Bulletin.Tests.Content;

/// <summary>
/// Reads rendered HTML as a browser would and looks at every element, attribute and address in it. The lists are written
/// out here on purpose: a mistake in the product's own lists must not hide itself.
/// </summary>
internal static class SafeHtmlAssert
{
    /// <summary>The safe HTML of a body.</summary>
    public static string Render(string body, BodyFormat format) =>
        BodyRenderer.ToSafeHtml(body, format, cancellation: TestContext.Current.CancellationToken);

    private static readonly HashSet<string> Elements =
    [
        .. ("a abbr b bdi blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins "
            + "kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr").Split(' '),
    ];

    private static readonly HashSet<string> Attributes =
    [
        .. ("a:href a:title a:rel a:id a:class abbr:title details:open div:class img:src img:alt img:width img:height img:title li:id "
            + "li:value ol:start ol:type ol:reversed td:align td:colspan td:rowspan th:align th:colspan th:rowspan th:scope "
            + "time:datetime").Split(' '),
    ];

    // The library's opinion of the same lists: it must find nothing to remove. Style sheets are not allowed at all, so it reads none.
    private static HtmlSanitizer Sanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = Elements,
            AllowedAttributes = Attributes.Select(attribute => attribute.Split(':')[1]).Concat(["dir", "lang"]).ToHashSet(),
            AllowedSchemes = new HashSet<string>(["http", "https", "mailto", "tel"]),
            AllowedClasses = new HashSet<string>(["footnotes", "footnote-ref", "footnote-back-ref"]),
            UriAttributes = new HashSet<string>(["href", "src"]),
        });
        sanitizer.RemovingTag += (_, removed) => Assert.Fail($"HtmlSanitizer removes {removed.Tag.OuterHtml}: {removed.Reason}");
        // It also removes addresses that are merely odd, such as "<?a:": for those, the browser's interpretation decides.
        sanitizer.RemovingAttribute += (_, removed) => Assert.True(
            removed.Reason == RemoveReason.NotAllowedUrlValue && LeadsSomewhereAllowed(removed.Attribute.Value),
            $"HtmlSanitizer removes {removed.Attribute.Name} of {removed.Tag.OuterHtml}: {removed.Reason}");
        sanitizer.RemovingCssClass += (_, removed) => Assert.Fail($"HtmlSanitizer removes the class {removed.CssClass}: {removed.Reason}");
        sanitizer.RemovingComment += (_, removed) => Assert.Fail($"HtmlSanitizer removes the comment {removed.Comment.Data}");
        return sanitizer;
    }

    // Read from a page with the scheme "page", so that a relative address shows itself.
    private static bool LeadsSomewhereAllowed(string address) =>
        new Url(new Url("page://host/path"), address) is { IsInvalid: false, Scheme: "page" or "http" or "https" or "mailto" or "tel" };

    public static IElement IsSafe(string html)
    {
        Sanitizer().Sanitize(html);
        IHtmlElement body = new HtmlParser().ParseDocument("<!doctype html><html><body>" + html).Body!;
        foreach (INode node in body.GetDescendants())
        {
            if (node is IElement element)
            {
                ElementIsSafe(element);
            }
            else
            {
                Assert.IsType<IText>(node, exactMatch: false);
            }
        }

        var ids = body.QuerySelectorAll("[id]").Select(element => element.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.True(html.Length <= 1024 * 1024);
        return body;
    }

    private static void ElementIsSafe(IElement element)
    {
        Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
        Assert.Contains(element.LocalName, Elements);
        foreach (IAttr attribute in element.Attributes)
        {
            Assert.True(
                attribute.Name is "dir" or "lang" || Attributes.Contains($"{element.LocalName}:{attribute.Name}"),
                $"{attribute.Name} of {element.LocalName} is not allowed");
            ValueIsSafe(element, attribute.Name, attribute.Value);
        }
    }

    private static void ValueIsSafe(IElement element, string name, string value)
    {
        switch (name)
        {
            case "href":
                AddressIsSafe(value, ["http", "https", "mailto", "tel"], relative: true);
                Assert.Equal(value.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? "noopener noreferrer" : null, element.GetAttribute("rel"));
                break;
            case "src":
                AddressIsSafe(value, ["http", "https"], relative: false);
                break;
            case "id":
                Assert.Matches("^(fn|fnref)-[0-9]+$", value);
                break;
            case "class":
                Assert.Contains(value, new[] { "footnotes", "footnote-ref", "footnote-back-ref" });
                break;
        }
    }

    // A browser first removes blanks and controls around an address, and tabs and line breaks within it (WHATWG URL).
    private static void AddressIsSafe(string value, string[] schemes, bool relative)
    {
        string address = string.Concat(value.Where(c => c is not ('\t' or '\r' or '\n'))).Trim([.. Enumerable.Range(0, 33).Select(c => (char)c)]);
        Assert.DoesNotContain('\\', address);
        Assert.False(address.StartsWith("//", StringComparison.Ordinal), $"{address} has no scheme");
        int end = address.IndexOfAny([':', '/', '?', '#']);
        if (end >= 0 && address[end] == ':')
        {
            Assert.Contains(address[..end].ToLowerInvariant(), schemes);
        }
        else
        {
            Assert.True(relative, $"{address} is relative");
        }
    }

    public static void IsSafeOrRefused(string body, BodyFormat format)
    {
        try
        {
            IsSafe(BodyRenderer.ToSafeHtml(body, format));
        }
        catch (ContentException)
        {
        }
    }
}
