using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Conversion.Lines;

namespace Bulletin.Conversion.Text;

/// <summary>
/// Cleans a body to what <see cref="BodyRenderer"/> would show of it. The cleaned body is imported, so that an editor
/// who opens it later finds no remains of the old system.
/// </summary>
internal static partial class SourceBody
{
    /// <summary>Returns the cleaned body.</summary>
    /// <exception cref="ContentException">The body exceeds a limit.</exception>
    public static CleanBody Clean(string html, Uri? page, ConversionReport report)
    {
        // An image embedded as data: can exceed the length limit of the whole body, and is never shown.
        string withoutData = DataAddress().Replace(html, match =>
        {
            report.Count("images within the text of a page (data:), left out");
            return " src=\"\"";
        });
        // A CDATA section inside another: its content is text, but a browser would read it as a comment.
        withoutData = withoutData.Contains("<![CDATA[", StringComparison.Ordinal)
            ? withoutData.Replace("<![CDATA[", string.Empty, StringComparison.Ordinal)
                .Replace("]]>", string.Empty, StringComparison.Ordinal)
            : withoutData;
        withoutData = SourceText.WithoutUnendedTag(withoutData);
        withoutData = SurrogateReferences().Replace(withoutData, pair => $"{Half(pair, "high")}{Half(pair, "low")}");
        if (withoutData.Length > ContentLimits.MaximumBodyLength)
        {
            throw TooLong(withoutData.Length);
        }

        string resolved;
        int letters;
        using (IHtmlDocument document = BoundedHtmlParser.Parse(withoutData))
        {
            ReplaceFrames(document, report);
            Resolve(document, BaseOf(document, page));
            RestoreText(document);
            letters = Letters(document);
            resolved = HtmlRewriter.Rewrite(document.Body!);
        }

        if (resolved.Length > ContentLimits.MaximumBodyLength)
        {
            throw TooLong(resolved.Length);
        }

        string clean = BodyRenderer.ToSafeHtml(resolved, BodyFormat.Html).Trim();
        int bytes = Encoding.UTF8.GetByteCount(clean);
        if (bytes > AnnouncementInput.MaximumBodyBytes)
        {
            throw TooLong(bytes);
        }

        using IHtmlDocument shown = BoundedHtmlParser.Parse(clean);
        return new CleanBody(clean, HasLostText: Letters(shown) < letters);
    }

    private static char Half(Match pair, string group) => (char)int.Parse(pair.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    // "a <b and c>" and "Jan Nowak <jan@gmina.example>" contain no tags, although a browser reads some.
    private static void RestoreText(IHtmlDocument document)
    {
        foreach (IElement element in document.Body!.QuerySelectorAll("*").Where(element => element is IHtmlUnknownElement).ToList())
        {
            if (!element.LocalName.ContainsAny(':', '-') && element.Attributes.All(attribute => attribute.Value.Length == 0))
            {
                string words = string.Concat(element.Attributes.Select(attribute => " " + attribute.Name));
                element.Prepend(document.CreateTextNode($"<{element.LocalName}{words}>"));
            }
        }
    }

    private static int Letters(IHtmlDocument document) =>
        document.Descendants<IText>().Where(text => text.ParentElement is not { LocalName: "script" or "style" or "template" or "iframe" })
            .Sum(text => text.Data.Count(char.IsLetterOrDigit));

    private static ContentException TooLong(int length) =>
        new($"its body has about {length / 1024} KiB; at most {AnnouncementInput.MaximumBodyBytes / 1024} KiB are allowed");

    // A video or map of another service is not imported, but a link to it is.
    private static void ReplaceFrames(IHtmlDocument document, ConversionReport report)
    {
        foreach (IElement frame in document.Body!.QuerySelectorAll("iframe, video, audio, embed").ToList())
        {
            string? source = frame.GetAttribute("src") ?? frame.QuerySelector("source")?.GetAttribute("src");
            if (string.IsNullOrWhiteSpace(source) || source.TrimStart().StartsWith("about:", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            IElement link = document.CreateElement("a");
            link.SetAttribute("href", source);
            link.TextContent = frame.GetAttribute("title") is { } title && !string.IsNullOrWhiteSpace(title) ? title : source;
            frame.Replace(link);
            report.Count($"<{frame.LocalName}> that became a link");
        }
    }

    private static Uri? BaseOf(IHtmlDocument document, Uri? page) =>
        SourceAddress.Of(document.QuerySelector("base[href]")?.GetAttribute("href"), page) ?? page;

    private static void Resolve(IHtmlDocument document, Uri? page)
    {
        foreach (IElement element in document.Body!.QuerySelectorAll("a[href], img"))
        {
            string name = element.LocalName == "a" ? "href" : "src";
            string? address = element.GetAttribute(name);
            if (name == "src" && string.IsNullOrEmpty(address))
            {
                // Pages that load images lazily keep the address in another attribute.
                address = element.GetAttribute("data-src") ?? element.GetAttribute("data-lazy-src");
            }

            bool isFootnote = address is ['#', .. var target] && FootnoteMark.Parse(target) is not null;
            if (address is null || isFootnote)
            {
                continue;
            }

            // An address with another scheme stays as it is; the cleaning decides whether it may remain.
            string resolved = page is not null && Uri.TryCreate(page, address, out Uri? absolute)
                && (absolute.Scheme == Uri.UriSchemeHttp || absolute.Scheme == Uri.UriSchemeHttps)
                ? absolute.AbsoluteUri
                : address;
            element.SetAttribute(name, resolved);
        }
    }

    // Some programs write a character above U+FFFF as two references, one per surrogate.
    [GeneratedRegex(
        "&#(?<high>55[3-9][0-9]{2}|56[0-2][0-9]{2}|563[01][0-9]);&#(?<low>56[3-9][0-9]{2}|57[0-2][0-9]{2}|573[0-3][0-9]|5734[0-3]);",
        RegexOptions.ExplicitCapture)]
    private static partial Regex SurrogateReferences();

    [GeneratedRegex("""\ssrc\s*=\s*("\s*data:[^"]*"|'\s*data:[^']*')""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex DataAddress();
}
