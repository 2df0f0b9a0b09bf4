using Bulletin.Announcements;
using Bulletin.Reading;

namespace Bulletin.Feeds;

/// <summary>What a feed says, whatever its format.</summary>
internal sealed record Feed
{
    /// <summary>Never changes, whatever the site or the category is called.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary>The language of the site, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The address of the feeds without what tells the formats apart, such as <c>https://…/feed</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The address of the site.</summary>
    public required string HomePage { get; init; }

    /// <summary>The newest, by publication.</summary>
    public required IReadOnlyList<FeedItem> Items { get; init; }

    /// <summary>When it last changed: the same as long as it says the same.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>The next instant at which something in it becomes public or expires, or null.</summary>
    public DateTimeOffset? TrueUntil { get; init; }
}

/// <summary>An announcement in a feed.</summary>
/// <param name="Announcement">The announcement.</param>
/// <param name="Url">The address of its page.</param>
/// <param name="Html">The whole text, safe, with absolute addresses, of characters that XML can hold.</param>
/// <param name="Categories">Its categories.</param>
internal sealed record FeedItem(Announcement Announcement, string Url, string Html, IReadOnlyList<CategoryReference> Categories)
{
    /// <summary>The id in every feed: it stays when the address changes.</summary>
    public string Id => $"urn:uuid:{Announcement.Id:D}";

    public DateTimeOffset Published => Announcement.PublishedAt ?? Announcement.CreatedAt;

    public DateTimeOffset Updated => Announcement.UpdatedAt is { } updated && updated > Published ? updated : Published;
}
