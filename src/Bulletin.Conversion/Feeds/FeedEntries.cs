using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Bulletin.Conversion.Dates;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.Feeds;

/// <summary>Reads the entries of a feed.</summary>
internal sealed class FeedEntries(FeedHead head, SourceDate dates, ConversionReport report)
{
    private static readonly XName Base = XNamespace.Xml + "base";
    private static readonly XName Language = XNamespace.Xml + "lang";

    public FeedHead Head => head;

    /// <summary>The entry in an element; null when it cannot be told from others, which the report then says.</summary>
    public SourceEntry? Of(XElement item, int number)
    {
        bool isAtom = item.Name.Namespace == XmlNames.Atom;
        string title = isAtom ? AtomText.Line(item.Element(XmlNames.Atom + "title")) : SourceText.FromHtml(Title(item));
        Uri? page = SourceAddress.Of(item.Attribute(Base)?.Value, head.Base) ?? head.Base;
        string? date = isAtom
            ? item.OwnTextOf("published") ?? item.OwnTextOf("updated")
            : item.OwnTextOf("pubDate") ?? item.TextOf(XmlNames.DublinCore + "date") ?? item.TextOf(XmlNames.Atom + "published");
        Uri? address = (isAtom ? AtomLink(item, page) : RssLink(item, page)) ?? MadeAddress(item, title, date);
        if (address is null)
        {
            report.Skip(number, title, "has no address, and nor has the feed: a second run could not tell that it was imported");
            return null;
        }

        (string summary, string body) = isAtom ? AtomBody(item) : RssBody(item);
        return new SourceEntry
        {
            Number = number,
            Title = title,
            Lead = LeadOf(summary, body),
            Body = body.Length > 0 ? body : summary,
            Address = address,
            Language = item.Attribute(Language)?.Value ?? item.TextOf(XmlNames.DublinCore + "language")?.Trim() ?? NullIfEmpty(head.Language),
            PublishedAt = Date(date, number, title),
            Categories = isAtom ? AtomCategories(item) : RssCategories(item),
            Author = SourceText.Name(isAtom
                ? item.Element(XmlNames.Atom + "author")?.OwnTextOf("name")
                : item.TextOf(XmlNames.DublinCore + "creator") ?? item.OwnTextOf("author")),
        };
    }

    private static string Title(XElement item) => item.OwnTextOf("title") ?? item.TextOf(XmlNames.DublinCore + "title") ?? string.Empty;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private DateTimeOffset? Date(string? text, int number, string title)
    {
        if (dates.Parse(text) is { } date)
        {
            return date;
        }

        string what = text is null ? "has no date" : $"has a date that is none ('{SourceText.OneLine(text.Length > 40 ? text[..40] : text)}')";
        if (dates.Parse(head.Date) is not { } made)
        {
            report.Note(number, title, what);
            return null;
        }

        report.Note(number, title, $"{what}: it gets the feed's");
        return made;
    }

    // Some feeds link every entry to the front page; that is no address of the entry.
    private Uri? Own(string? text, Uri? page) => SourceAddress.Of(text, page) is { } address && address.AbsoluteUri != head.Page?.AbsoluteUri ? address : null;

    private Uri? AtomLink(XElement entry, Uri? page)
    {
        List<XElement> links = [.. entry.Elements(XmlNames.Atom + "link").Where(link => link.Attribute("rel")?.Value is null or "alternate")];
        XElement? best = links.Find(link => link.Attribute("type")?.Value is null or "text/html" or "application/xhtml+xml") ?? links.FirstOrDefault();
        Uri? linkPage = SourceAddress.Of(best?.Attribute(Base)?.Value, page) ?? page;
        return Own(best?.Attribute("href")?.Value, linkPage) ?? Own(entry.OwnTextOf("id"), null);
    }

    private Uri? RssLink(XElement item, Uri? page)
    {
        XElement? guid = item.Element(item.Name.Namespace + "guid");
        bool isPermaLink = guid is not null && guid.Attribute("isPermaLink")?.Value.Trim().ToLowerInvariant() is not "false";
        string? alternate = item.Elements(XmlNames.Atom + "link")
            .FirstOrDefault(link => link.Attribute("rel")?.Value is null or "alternate")?.Attribute("href")?.Value;
        return Own(item.TextOf(XmlNames.FeedBurner + "origLink"), page)
            ?? Own(item.OwnTextOf("link"), page)
            ?? Own(alternate, page)
            ?? (isPermaLink ? Own(guid!.Value, null) : null)
            ?? Own(item.Attribute(XmlNames.Rdf + "about")?.Value, null);
    }

    // An entry without an address of its own gets one that leads to the feed's page and is always the same for this entry.
    private Uri? MadeAddress(XElement item, string title, string? date)
    {
        string? id = item.OwnTextOf("guid") ?? item.OwnTextOf("id");
        string named = id ?? $"{title}\n{date}";
        string mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named.Trim())))[..16];
        return head.Page is { } page ? new UriBuilder(page) { Fragment = $"entry-{mark}" }.Uri : null;
    }

    private (string Summary, string Body) RssBody(XElement item)
    {
        if (item.OwnElements("enclosure").Any())
        {
            report.Count("enclosures (files beside an entry), left out");
        }

        string summary = Markup(item.OwnTextOf("description") ?? item.OwnTextOf("summary") ?? item.TextOf(XmlNames.DublinCore + "description"));
        string? full = item.TextOf(XmlNames.Content + "encoded") ?? item.TextOf(XmlNames.Atom + "content");
        return full is null ? (string.Empty, summary) : (summary, Markup(full));
    }

    private (string Summary, string Body) AtomBody(XElement entry)
    {
        XElement? content = entry.Element(XmlNames.Atom + "content");
        if (content?.Attribute("src") is not null)
        {
            report.Count("contents that stand at another address, left out");
            content = null;
        }

        return (AtomText.Html(entry.Element(XmlNames.Atom + "summary")), AtomText.Html(content));
    }

    private static string Markup(string? text) =>
        text is null ? string.Empty : text.Contains('<', StringComparison.Ordinal) ? text : Paragraphs.Of(text);

    // What is only the beginning of the body, as most systems make it, is no lead of its own.
    private static string? LeadOf(string summary, string body)
    {
        if (summary.Length == 0 || body.Length == 0)
        {
            return null;
        }

        string lead = SourceText.FirstLine(summary);
        string beginning = lead.Replace("[…]", string.Empty, StringComparison.Ordinal).TrimEnd(' ', '…', '.', '[', ']');
        return beginning.Length == 0 || SourceText.FromHtml(body).StartsWith(beginning, StringComparison.Ordinal) ? null : lead;
    }

    private static List<SourceCategory> RssCategories(XElement item) =>
    [
        .. item.OwnElements("category").Concat(item.Elements(XmlNames.DublinCore + "subject"))
            .Select(category => new SourceCategory(null, SourceText.FromHtml(category.Value)))
            .Where(category => category.Name.Length > 0),
    ];

    private static List<SourceCategory> AtomCategories(XElement entry) =>
    [
        .. entry.Elements(XmlNames.Atom + "category").Select(category => (Term: category.Attribute("term")?.Value.Trim(), Label: category.Attribute("label")?.Value))
            .Select(category => new SourceCategory(category.Label is null ? null : category.Term, SourceText.OneLine(category.Label ?? category.Term ?? string.Empty)))
            .Where(category => category.Name.Length > 0),
    ];
}
