using Bulletin.Announcements;
using Bulletin.Reading;

namespace Bulletin.Feeds;

/// <summary>The content of a feed in any format.</summary>
internal sealed record Feed
{
    /// <summary>The id, which never changes, even if the site or the category is renamed.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary>The language of the site, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The URL of the feeds without the extension of the format, such as <c>https://…/feed</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The URL of the site.</summary>
    public required string HomePage { get; init; }

    /// <summary>The newest announcements, by publication.</summary>
    public required IReadOnlyList<FeedItem> Items { get; init; }

    /// <summary>The time of the last change, which stays the same as long as the content does.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>The next instant at which part of the content becomes public or expires, or null.</summary>
    public DateTimeOffset? TrueUntil { get; init; }
}

/// <summary>An announcement in a feed.</summary>
/// <param name="Announcement">The announcement.</param>
/// <param name="Url">The URL of its page.</param>
/// <param name="Html">
/// The complete text as safe HTML with absolute URLs, without characters that XML does not allow.
/// </param>
/// <param name="Categories">Its categories.</param>
internal sealed record FeedItem(Announcement Announcement, string Url, string Html, IReadOnlyList<CategoryReference> Categories)
{
    /// <summary>The picture, or null.</summary>
    public AnnouncementImage? Image { get; init; }

    /// <summary>The media type at the URL of the picture; null if it is elsewhere, so that it is unknown.</summary>
    public string? ImageType { get; init; }

    /// <summary>The files that it carries.</summary>
    public IReadOnlyList<AnnouncementAttachment> Attachments { get; init; } = [];

    /// <summary>The id in every feed, which stays the same if the URL changes.</summary>
    public string Id => $"urn:uuid:{Announcement.Id:D}";

    /// <summary>The publication date: <c>pubDate</c> in RSS, <c>published</c> in Atom.</summary>
    public DateTimeOffset Published => Announcement.PublishedAt ?? Announcement.CreatedAt;

    /// <summary>The date of the last editorial change, never before the publication: <c>updated</c> in Atom.</summary>
    public DateTimeOffset Updated => Announcement.UpdatedAt is { } updated && updated > Published ? updated : Published;
}
