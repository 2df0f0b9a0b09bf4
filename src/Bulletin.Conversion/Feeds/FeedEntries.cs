using System.Xml.Linq;
using Bulletin.Conversion.Dates;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.Feeds;

/// <summary>Reads the entries of a feed.</summary>
internal sealed class FeedEntries(FeedHead head, FeedAddresses addresses, SourceDate dates, ConversionReport report)
{
    private static readonly XName Language = XNamespace.Xml + "lang";

    // The dates of an entry from other vocabularies, in order of preference.
    private static readonly XName[] OtherDates =
    [
        XmlNames.DublinCore + "date", XmlNames.DublinCoreTerms + "issued", XmlNames.DublinCoreTerms + "created",
        XmlNames.DublinCoreTerms + "date", XmlNames.Atom + "published", XmlNames.Atom + "issued", XmlNames.Atom + "updated",
        XmlNames.DublinCoreTerms + "modified",
    ];

    private static readonly string[] OwnDates = ["pubDate", "published", "issued", "created", "date"];
    private static readonly string[] OwnChanges = ["updated", "modified"];

    // Elements that are read here, or that are of no use in an announcement.
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "title", "link", "guid", "id", "description", "summary", "content", "encoded", "body", "div", "category", "subject", "author",
        "creator", "contributor", "pubDate", "published", "issued", "created", "date", "updated", "modified", "language", "enclosure",
        "origLink", "comments", "commentRss", "commentRSS", "source", "about", "type", "format", "identifier",
    };

    private static readonly HashSet<string> Single = new(StringComparer.OrdinalIgnoreCase)
    {
        "title", "author", "creator",
    };

    public FeedHead Head => head;

    /// <summary>Returns the title of an entry as one line.</summary>
    public static string Title(XElement item)
    {
        XElement? title = item.OwnElements("title").FirstOrDefault(one => one.Value.Length > 0)
            ?? item.Named(XmlNames.DublinCore + "title").FirstOrDefault() ?? item.Named(XmlNames.Atom + "title").FirstOrDefault();
        return title?.Name.Namespace == XmlNames.Atom ? AtomText.Line(title) : SourceText.FromHtml(RssText(title, null));
    }

    /// <summary>
    /// Converts an element to an entry; null if nothing distinguishes it from other entries, which the report then
    /// mentions.
    /// </summary>
    /// <param name="item">The element.</param>
    /// <param name="number">The number of the entry.</param>
    /// <param name="title">The <see cref="Title"/> of the entry.</param>
    public SourceEntry? Of(XElement item, int number, string title)
    {
        bool isAtom = item.Name.Namespace == XmlNames.Atom;
        string[] said = [.. Dates(item)];
        if (addresses.Of(item, head, $"{title}\n{said.FirstOrDefault()}") is not { } address)
        {
            report.Skip(number, title, "has no address, and nor has the feed: a second run could not tell that it was imported");
            return null;
        }

        NoteOthers(item, number, title);
        (XElement? summary, XElement? content) = isAtom ? AtomParts(item, number, title) : RssParts(item);
        string summaryText = Html(summary, number, title);
        string body = Html(content, number, title);
        XElement? shown = body.Length > 0 ? content : summary;
        return new SourceEntry
        {
            Number = number,
            Title = title,
            Lead = LeadOf(summaryText, body, number, title),
            Body = body.Length > 0 ? body : summaryText,
            Address = address,
            Base = shown is null ? null : XmlMarkup.BaseOf(shown, head.StatedBase, head.Base),
            Language = item.Attribute(Language)?.Value
                ?? item.TextOf(XmlNames.DublinCore + "language")?.Trim()
                ?? NullIfEmpty(head.Language),
            PublishedAt = Date(said, number, title),
            Categories = isAtom ? AtomCategories(item) : RssCategories(item),
            Author = SourceText.Name(AuthorOf(item)),
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string? AuthorOf(XElement item) =>
        item.OwnElements("author").FirstOrDefault()?.TextOf(item.Name.Namespace + "name")
        ?? item.TextOf(XmlNames.DublinCore + "creator")
        ?? item.OwnElements("author").Concat(item.Named(XmlNames.Atom + "author")).Where(author => !author.HasElements)
            .Select(author => author.Value).FirstOrDefault()
        ?? item.Named(XmlNames.Atom + "author").FirstOrDefault()?.TextOf(XmlNames.Atom + "name");

    private static IEnumerable<string> Dates(XElement item) =>
        OwnDates.Select(item.OwnTextOf).Concat(OtherDates.Select(item.TextOf)).Concat(OwnChanges.Select(item.OwnTextOf)).OfType<string>();

    private DateTimeOffset? Date(string[] said, int number, string title)
    {
        string? wrong = null;
        foreach (string text in said)
        {
            if (dates.Parse(text) is { } date)
            {
                if (wrong is not null)
                {
                    report.Note(number, title, $"has a date that is none ('{wrong}'): another of its dates counts");
                }

                return date;
            }

            wrong ??= SourceText.OneLine(text.Length > 40 ? text[..40] : text);
        }

        string what = wrong is null ? "has no date" : $"has a date that is none ('{wrong}')";
        if (dates.Parse(head.Date) is not { } made)
        {
            if (wrong is not null)
            {
                report.Note(number, title, what);
            }

            return null;
        }

        report.Note(number, title, $"{what}: it gets the feed's");
        return made;
    }

    private (XElement? Summary, XElement? Content) AtomParts(XElement entry, int number, string title)
    {
        XElement? summary = entry.OwnElements("summary").FirstOrDefault();
        List<XElement> contents = [.. entry.OwnElements("content").Where(content => content.Attribute("src") is null)];
        foreach (XElement elsewhere in entry.OwnElements("content").Where(content => content.Attribute("src") is not null))
        {
            string source = elsewhere.Attribute("src")!.Value.Trim();
            report.Note(number, title, $"has its content at another address ({source}), which is left out");
        }

        // The first content that is text counts.
        XElement? shown = contents is [var only]
            ? only
            : contents.Find(content => AtomText.Of(content, null).Html.Length > 0) ?? contents.FirstOrDefault();
        int others = contents.Count(content => content != shown) + entry.OwnElements("summary").Count(other => other != summary);
        if (others > 0)
        {
            report.Note(number, title, $"has {others} more contents or summaries, which are left out");
        }

        return (summary, shown);
    }

    private (XElement? Summary, XElement? Content) RssParts(XElement item)
    {
        if (item.OwnElements("enclosure").Any())
        {
            report.Count("enclosures (files beside an entry), left out");
        }

        XElement[] summaries = Texts(
            item.OwnElements("description"), item.OwnElements("summary"), item.Named(XmlNames.DublinCore + "description"),
            item.Named(XmlNames.Atom + "summary"));
        XElement[] contents = Texts(
            item.Named(XmlNames.Content + "encoded"), item.Named(XmlNames.Xhtml + "body"), item.Named(XmlNames.Xhtml + "div"),
            item.Named(XmlNames.Atom + "content"), item.OwnElements("content"), item.OwnElements("encoded"), item.OwnElements("body"));
        foreach (XElement other in Others(summaries).Concat(Others(contents)))
        {
            report.Count($"elements <{SourceText.OneLine(other.Name.LocalName)}> beside another text of the entry, left out");
        }

        return contents is [var full, ..] ? (summaries.FirstOrDefault(), full) : (null, summaries.FirstOrDefault());
    }

    private static XElement[] Texts(params IEnumerable<IEnumerable<XElement>> elements) =>
        [.. elements.SelectMany(named => named).Where(element => element.HasElements || !string.IsNullOrWhiteSpace(element.Value))];

    private static IEnumerable<XElement> Others(XElement[] texts) =>
        texts.Skip(1).Where(text => text.Value.Trim() != texts[0].Value.Trim());

    private string Html(XElement? element, int number, string title)
    {
        if (element is null)
        {
            return string.Empty;
        }

        Uri? page = XmlMarkup.BaseOf(element, head.StatedBase, head.Base);
        if (element.Name.Namespace != XmlNames.Atom)
        {
            return RssText(element, page);
        }

        AtomText text = AtomText.Of(element, page);
        if (text.LeftOut is { } type)
        {
            report.Note(number, title, $"has a {element.Name.LocalName} of the type '{SourceText.OneLine(type)}', which is left out");
        }

        return text.Html;
    }

    // RSS contains escaped HTML. Child elements mean that the HTML was not escaped, or only in part.
    private static string RssText(XElement? element, Uri? page)
    {
        if (element is null)
        {
            return string.Empty;
        }

        if (element.HasElements)
        {
            bool isEscaped = element.Nodes().OfType<XText>().Any(text => text.Value.Contains("</", StringComparison.Ordinal));
            return XmlMarkup.Inner(element, page, isEscaped);
        }

        return element.Value.Contains('<', StringComparison.Ordinal) ? element.Value : Paragraphs.Of(element.Value);
    }

    // A summary that repeats the beginning of the body, as most systems generate it, is not used as the lead.
    private string? LeadOf(string summary, string body, int number, string title)
    {
        if (summary.Length == 0 || body.Length == 0)
        {
            return null;
        }

        string whole = SourceText.FromHtml(summary);
        string beginning = whole.Replace("[…]", string.Empty, StringComparison.Ordinal).TrimEnd(' ', '…', '.', '[', ']');
        if (beginning.Length == 0 || SourceText.FromHtml(body).StartsWith(beginning, StringComparison.Ordinal))
        {
            return null;
        }

        string lead = SourceText.FirstLine(summary);
        if (lead.Length < whole.Length)
        {
            report.Note(number, title, "has a summary of several paragraphs beside its text: the first became the lead");
        }

        return lead.Length > 0 ? lead : null;
    }

    // Reports elements that have text and are not read.
    private void NoteOthers(XElement item, int number, string title)
    {
        IEnumerable<XElement> withText = item.Elements().Where(other => !string.IsNullOrWhiteSpace(other.Value));
        foreach (IGrouping<XName, XElement> others in withText.GroupBy(other => other.Name))
        {
            string name = SourceText.OneLine(others.Key.LocalName);
            if (!Known.Contains(name))
            {
                report.Count($"elements <{name}> of entries, left out", others.Count());
            }
            else if (others.Count() > 1 && Single.Contains(name))
            {
                report.Note(number, title, $"has {others.Count()} elements <{name}>: one of them counts");
            }
        }
    }

    private static List<SourceCategory> RssCategories(XElement item) =>
    [
        .. item.OwnElements("category").Concat(item.Named(XmlNames.DublinCore + "subject"))
            .Select(category => new SourceCategory(null, SourceText.FromHtml(category.Value)))
            .Where(category => category.Name.Length > 0),
    ];

    private static List<SourceCategory> AtomCategories(XElement entry) =>
    [
        .. entry.OwnElements("category").Select(AtomCategory)
            .Concat(entry.Named(XmlNames.DublinCore + "subject")
                .Select(subject => new SourceCategory(null, SourceText.FromHtml(subject.Value))))
            .Where(category => category.Name.Length > 0),
    ];

    private static SourceCategory AtomCategory(XElement category)
    {
        string? term = category.Attribute("term")?.Value.Trim();
        string? label = category.Attribute("label")?.Value;
        return new SourceCategory(label is null ? null : term, SourceText.OneLine(label ?? term ?? string.Empty));
    }
}
