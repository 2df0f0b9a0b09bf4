using System.Globalization;
using System.Xml.Linq;
using Bulletin.Content;
using Bulletin.Conversion.Dates;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.WordPress;

/// <summary>Reads the posts of an export.</summary>
internal sealed class WordPressPosts(WordPressImages images, SourceDate dates, ConversionReport report, AnnouncementLines lines)
{
    private const int MaximumAuthors = 10_000;

    private readonly Dictionary<string, string> authors = new(StringComparer.OrdinalIgnoreCase);
    private readonly WordPressBody bodies = new(report);
    private Uri? site;
    private string? language;

    /// <summary>Reads an element that describes the site.</summary>
    public void AddHead(XElement? element)
    {
        switch (element?.Name.LocalName)
        {
            case "link" or "base_blog_url":
                site ??= SourceAddress.Of(element.Value);
                break;
            case "language" when element.Value.Trim() is { Length: > 0 } named:
                language ??= named;
                break;
            case "category"
                when CategoryOf(element.WordPress("category_nicename"), element.WordPress("cat_name")) is { Name.Length: > 0 } category:
                lines.AddCategory(category);
                break;
            case "author" when authors.Count < MaximumAuthors && SourceText.Name(element.WordPress("author_display_name")) is { } name:
                authors.TryAdd(element.WordPress("author_login"), name);
                break;
        }
    }

    /// <summary>Converts an item to an entry; null if it is not a post to import, which the report then mentions.</summary>
    /// <param name="item">The item.</param>
    /// <param name="number">The number of the item.</param>
    /// <param name="titleOf">The title of the item, read on demand.</param>
    public SourceEntry? Of(XElement item, int number, Lazy<string> titleOf)
    {
        if (item.WordPress("post_type") is not "post" and var type)
        {
            SkipType(type, number, titleOf);
            return null;
        }

        string title = titleOf.Value;
        string status = item.WordPress("status");
        if (Refusal(item, status) is { } reason)
        {
            report.Skip(number, title, reason);
            return null;
        }

        if (Address(item) is not { } address)
        {
            report.Skip(number, title, "has no address, and nor has the site: a second run could not tell that it was imported");
            return null;
        }

        bool isDraft = status is not ("publish" or "future");
        return new SourceEntry
        {
            Number = number,
            Title = title,
            Lead = SourceText.FromHtml(item.Excerpt()) is { Length: > 0 } lead ? lead : null,
            Body = bodies.ToHtml(item.TextOf(XmlNames.Content + "encoded") ?? string.Empty),
            Address = address,
            Slug = SlugOf(item),
            Language = language,
            IsDraft = isDraft,
            PublishedAt = isDraft ? null : Date(item, number, title),
            Categories = Categories(item),
            Author = Author(item),
            Pinned = item.WordPress("is_sticky") == "1",
            Image = images.Of(item),
        };
    }

    private void SkipType(string type, int number, Lazy<string> title)
    {
        if (type == "page")
        {
            report.Skip(number, title.Value, "is a page, no post");
        }
        else
        {
            report.SkipKind(type.Length > 0 ? $"items of the kind {SourceText.OneLine(type)}, skipped" : "items without a kind, skipped");
        }
    }

    private static string? Refusal(XElement item, string status) => status switch
    {
        _ when item.WordPress("post_password").Length > 0 => "is protected by a password",
        "publish" or "future" or "draft" or "pending" or "private" => null,
        "trash" => "is in the bin",
        "" => "has no status",
        _ => $"has the status {SourceText.OneLine(status)}",
    };

    private Uri? Address(XElement item)
    {
        if (SourceAddress.Of(item.OwnTextOf("link"), site) is { } link && link.AbsoluteUri != site?.AbsoluteUri)
        {
            return link;
        }

        return site is not null && item.WordPress("post_id") is { Length: > 0 } id
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? SourceAddress.Of($"?p={number}", site)
            : null;
    }

    // WordPress percent-encodes letters that are not ASCII; such a name is transliterated like a title.
    private static string? SlugOf(XElement item)
    {
        string name = Uri.UnescapeDataString(item.WordPress("post_name"));
        if (!name.Any(char.IsLetterOrDigit))
        {
            return null;
        }

        return Slug.IsValid(name) ? name : Slug.FromText(name);
    }

    // Drafts and some imports have a date of zeros, or in year -1, which means no date. Any other date that cannot be
    // read is reported.
    private DateTimeOffset? Date(XElement item, int number, string title)
    {
        string universal = item.WordPress("post_date_gmt");
        string[] said =
        [
            universal.Length > 0 ? universal + "Z" : string.Empty, item.WordPress("post_date"), item.OwnTextOf("pubDate") ?? string.Empty,
        ];
        foreach (string text in said)
        {
            if (dates.Parse(text) is { } date)
            {
                return date;
            }

            if (text.AsSpan().ContainsAnyInRange('1', '9') && !text.Contains("-0001", StringComparison.Ordinal))
            {
                report.Note(number, title, $"has a date that is none ('{SourceText.OneLine(text.Length > 40 ? text[..40] : text)}')");
            }
        }

        return null;
    }

    private List<SourceCategory> Categories(XElement item)
    {
        var categories = new List<SourceCategory>();
        foreach (XElement category in item.OwnElements("category"))
        {
            if (category.Attribute("domain")?.Value is not "category" and var domain)
            {
                report.Count(domain == "post_tag" ? "tags, left out" : "terms of other kinds, left out");
                continue;
            }

            categories.Add(CategoryOf(category.Attribute("nicename")?.Value.Trim() ?? string.Empty, category.Value));
        }

        return categories;
    }

    // WordPress percent-encodes letters that are not ASCII.
    private static SourceCategory CategoryOf(string nicename, string name)
    {
        string slug = Uri.UnescapeDataString(nicename);
        return new SourceCategory(
            Slug.IsValid(slug) ? slug : slug.Any(char.IsLetterOrDigit) ? Slug.FromText(slug) : null,
            SourceText.FromHtml(name) is { Length: > 0 } text ? text : slug);
    }

    private string? Author(XElement item)
    {
        string login = item.TextOf(XmlNames.DublinCore + "creator")?.Trim() ?? string.Empty;
        return authors.GetValueOrDefault(login) ?? SourceText.Name(login);
    }
}
