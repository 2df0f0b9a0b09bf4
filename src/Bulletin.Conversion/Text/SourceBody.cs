using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Conversion.Lines;

namespace Bulletin.Conversion.Text;

/// <summary>
/// Cleans a body to what <see cref="BodyRenderer"/> would show of it. The cleaned body is what is imported: an editor who opens it later
/// finds no remains of the old system in it.
/// </summary>
internal static partial class SourceBody
{
    /// <summary>The cleaned body.</summary>
    /// <exception cref="ContentException">The body exceeds a bound.</exception>
    public static string Clean(string html, Uri? page, ConversionReport report)
    {
        // An image that stands in the text itself can be longer than all the text may be, and is not shown in any case.
        string withoutData = DataAddress().Replace(html, match =>
        {
            report.Count("images within the text of a page (data:), left out");
            return " src=\"\"";
        });
        if (withoutData.Length > ContentLimits.MaximumBodyLength)
        {
            throw TooLong(withoutData.Length);
        }

        string resolved;
        using (IHtmlDocument document = BoundedHtmlParser.Parse(withoutData))
        {
            ReplaceFrames(document, report);
            Resolve(document, page);
            resolved = HtmlRewriter.Rewrite(document.Body!);
        }

        if (resolved.Length > ContentLimits.MaximumBodyLength)
        {
            throw TooLong(resolved.Length);
        }

        string clean = BodyRenderer.ToSafeHtml(resolved, BodyFormat.Html).Trim();
        int bytes = Encoding.UTF8.GetByteCount(clean);
        return bytes <= AnnouncementInput.MaximumBodyBytes ? clean : throw TooLong(bytes);
    }

    private static ContentException TooLong(int length) =>
        new($"its body has about {length / 1024} KiB; at most {AnnouncementInput.MaximumBodyBytes / 1024} KiB are allowed");

    // A film or a map of another service is no content of ours, but where to find it is.
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

    private static void Resolve(IHtmlDocument document, Uri? page)
    {
        foreach (IElement element in document.Body!.QuerySelectorAll("a[href], img"))
        {
            string name = element.LocalName == "a" ? "href" : "src";
            string? address = element.GetAttribute(name);
            if (name == "src" && string.IsNullOrEmpty(address))
            {
                // Pages that load their images late keep the address elsewhere.
                address = element.GetAttribute("data-src") ?? element.GetAttribute("data-lazy-src");
            }

            bool isFootnote = address is ['#', .. var target] && FootnoteMark.Parse(target) is not null;
            if (address is null || isFootnote)
            {
                continue;
            }

            // A scheme of its own stands as it is, whatever it is: what may stay is decided where the body is cleaned.
            bool isResolved = page is not null && Uri.TryCreate(page, address, out Uri? absolute)
                && (absolute.Scheme == Uri.UriSchemeHttp || absolute.Scheme == Uri.UriSchemeHttps);
            element.SetAttribute(name, isResolved ? new Uri(page!, address).AbsoluteUri : address);
        }
    }

    [GeneratedRegex("""\ssrc\s*=\s*("\s*data:[^"]*"|'\s*data:[^']*')""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex DataAddress();
}
