using System.Text;
using System.Xml;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Reading;
using Bulletin.Settings;
using Bulletin.Site;

namespace Bulletin.Feeds;

/// <summary>Reads the content of feeds: the newest announcements, complete.</summary>
internal sealed class FeedReader(
    AnnouncementLists lists, AnnouncementReader reader, AnnouncementPresenter presenter, BulletinSettings settings)
{
    /// <summary>The maximum number of announcements per feed: 50.</summary>
    public const int MaximumItems = 50;

    // The maximum size of the texts in a feed, as XML. An entry that would exceed it, and those after it, have only
    // their lead.
    private const int MaximumBytes = 2 * 1024 * 1024;

    /// <summary>Reads the feed of the site, or of one category.</summary>
    /// <param name="category">The category; null for the site.</param>
    /// <param name="categories">All categories.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public async Task<Feed> ReadAsync(Category? category, CategorySet categories, CancellationToken cancellation)
    {
        // A feed is ordered by time, so pinned announcements, which come first in lists, are placed by their dates.
        AnnouncementPage pinned = await NewestAsync(category, categories, isPinned: true, cancellation).ConfigureAwait(false);
        AnnouncementPage others = await NewestAsync(category, categories, isPinned: false, cancellation).ConfigureAwait(false);
        List<AnnouncementSummary> newest = pinned.Items.Concat(others.Items)
            .OrderByDescending(one => one.PublishedAt).ThenBy(one => one.Id).DistinctBy(one => one.Id).Take(MaximumItems).ToList();
        IReadOnlyDictionary<Guid, Announcement> whole = await reader
            .ReadAsync(newest.Select(one => one.Id), cancellation)
            .ConfigureAwait(false);
        // An announcement withdrawn between the two reads must not be shown.
        List<FeedItem> items = ItemsOf(
            newest
                .Select(one => whole.GetValueOrDefault(one.Id))
                .OfType<Announcement>()
                .Where(one => one.Status == AnnouncementStatus.Published),
            categories);
        return new Feed
        {
            Id = category is null ? $"{settings.PublicUrl}/feed" : $"urn:uuid:{category.Id:D}",
            Title = category is null ? settings.Title : $"{category.Name} – {settings.Title}",
            Description = category?.Description,
            Language = settings.Language,
            Address = settings.PublicUrl + FeedLink.PathOf(category?.Slug),
            HomePage = settings.PublicUrl + "/",
            Items = items,
            // An empty feed needs a constant timestamp.
            Updated = items.Select(item => item.Updated).Append(category?.ChangedAt ?? DateTimeOffset.UnixEpoch).Max(),
            TrueUntil = Instants.Earlier(pinned.TrueUntil, others.TrueUntil),
        };
    }

    private Task<AnnouncementPage> NewestAsync(
        Category? category, CategorySet categories, bool isPinned, CancellationToken cancellation) => lists.PublicAsync(
            new PublicListQuery { Categories = category is null ? [] : [category], Pinned = isPinned },
            categories,
            string.Empty,
            MaximumItems,
            cancellation);

    // A text that cannot fit any more is not rendered.
    private List<FeedItem> ItemsOf(IEnumerable<Announcement> announcements, CategorySet categories)
    {
        List<FeedItem> items = [];
        int left = MaximumBytes;
        foreach (Announcement announcement in announcements)
        {
            string url = presenter.UrlOf(announcement);
            string? html = left > 0 && announcement.Body.Length <= left ? HtmlOf(announcement, new Uri(url)) : null;
            left = html is null ? 0 : left - BytesOf(html);
            items.Add(ItemOf(announcement, url, html is not null && left >= 0 ? html : LeadOf(announcement), categories));
        }

        return items;
    }

    private FeedItem ItemOf(Announcement announcement, string url, string html, CategorySet categories)
    {
        MediaPlace media = presenter.MediaOf(announcement.Id);
        return new FeedItem(Readable(announcement), url, html, AnnouncementPresenter.CategoriesOf(announcement, categories))
        {
            Image = media.Image(announcement.Image) is { } image
                ? image with { Alt = XmlText(image.Alt), Credit = image.Credit is { } credit ? XmlText(credit) : null }
                : null,
            ImageType = announcement.Image?.Medium?.Universal().Kind.MediaType,
            Attachments = media.Attachments(announcement.Attachments)
                .Select(one => one with { Title = XmlText(one.Title ?? one.Name) }).ToList(),
        };
    }

    private static Announcement Readable(Announcement announcement) =>
        announcement with
        {
            Title = XmlText(announcement.Title),
            Lead = XmlText(announcement.Lead),
            Author = announcement.Author is { } author ? XmlText(author) : null,
            UpdateNote = announcement.UpdateNote is { } note ? XmlText(note) : null,
        };

    // Falls back to the lead if the text has too many addresses to be made absolute: one such text must not make the
    // whole feed fail.
    private string HtmlOf(Announcement announcement, Uri page) =>
        presenter.Html(announcement, page) ?? LeadOf(announcement);

    private static string LeadOf(Announcement announcement) => $"<p>{HtmlEscape.Text(announcement.Lead)}</p>";

    // The size in XML, in which the HTML is escaped once more.
    private static int BytesOf(string html) =>
        Encoding.UTF8.GetByteCount(html) + (3 * (html.AsSpan().Count('<') + html.AsSpan().Count('>'))) + (4 * html.AsSpan().Count('&'));

    // Removes the characters that XML 1.0 does not allow even when escaped (XML 1.0, 2.2).
    private static string XmlText(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            if (XmlConvert.IsXmlChar(text[index]))
            {
                kept.Append(text[index]);
            }
            else if (index + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[index + 1], text[index]))
            {
                kept.Append(text[index]).Append(text[++index]);
            }
        }

        return kept.ToString();
    }
}
