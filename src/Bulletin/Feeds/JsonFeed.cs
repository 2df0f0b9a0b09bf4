using System.Text.Json;
using System.Text.Json.Serialization;
using Bulletin.Reading;

namespace Bulletin.Feeds;

/// <summary>A feed as JSON Feed 1.1 (www.jsonfeed.org/version/1.1).</summary>
internal sealed record JsonFeed
{
    public const string Version11 = "https://jsonfeed.org/version/1.1";

    /// <summary>The version of the format, as a URL.</summary>
    public string Version { get; } = Version11;

    /// <summary>The title of the feed: that of the site, preceded by the category in a category's feed.</summary>
    public required string Title { get; init; }

    /// <summary>The URL of the site to which the feed belongs.</summary>
    [JsonPropertyName("home_page_url")]
    public required string HomePageUrl { get; init; }

    /// <summary>The URL of the feed.</summary>
    [JsonPropertyName("feed_url")]
    public required string FeedUrl { get; init; }

    /// <summary>The description of the category; absent if it has none, and in the feed of the site.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Description { get; init; }

    /// <summary>The language of the site, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The announcements, the newest first.</summary>
    public required IReadOnlyList<JsonFeedItem> Items { get; init; }

    public static byte[] Write(Feed feed) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonFeed
        {
            Title = feed.Title,
            HomePageUrl = feed.HomePage,
            FeedUrl = feed.Address + FeedFormat.Json.Extension,
            Description = feed.Description,
            Language = feed.Language,
            Items = feed.Items.Select(JsonFeedItem.Of).ToList(),
        },
        FeedsJson.Web.JsonFeed);
}

/// <summary>An item of a JSON Feed.</summary>
internal sealed record JsonFeedItem
{
    /// <summary>The id of the announcement, as <c>urn:uuid:</c>; it stays the same if the URL changes.</summary>
    public required string Id { get; init; }

    /// <summary>The URL of its page.</summary>
    public required string Url { get; init; }

    /// <summary>The URL of the announcement's source; absent if it was written for this site.</summary>
    [JsonPropertyName("external_url")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? ExternalUrl { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The lead, as plain text.</summary>
    public required string Summary { get; init; }

    /// <summary>The complete text as safe HTML with absolute URLs.</summary>
    [JsonPropertyName("content_html")]
    public required string ContentHtml { get; init; }

    /// <summary>The URL of the picture; absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Image { get; init; }

    /// <summary>The files that it carries; absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyList<JsonFeedAttachment>? Attachments { get; init; }

    /// <summary>The time from which it is public.</summary>
    [JsonPropertyName("date_published")]
    public required DateTimeOffset DatePublished { get; init; }

    /// <summary>The time of the last change visible to readers; the time of publication if there was none.</summary>
    [JsonPropertyName("date_modified")]
    public required DateTimeOffset DateModified { get; init; }

    /// <summary>The author, as a list of one; absent if not specified.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyList<JsonFeedAuthor>? Authors { get; init; }

    /// <summary>The names of its categories.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The language of the announcement, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The properties for which JSON Feed has no member.</summary>
    [JsonPropertyName("_bulletin")]
    public required JsonFeedExtension Bulletin { get; init; }

    public static JsonFeedItem Of(FeedItem item) => new()
    {
        Id = item.Id,
        Url = item.Url,
        ExternalUrl = item.Announcement.SourceUrl,
        Title = item.Announcement.Title,
        Summary = item.Announcement.Lead,
        ContentHtml = item.Html,
        Image = item.Image?.Url,
        Attachments = item.Attachments.Count == 0 ? null : item.Attachments.Select(JsonFeedAttachment.Of).ToList(),
        DatePublished = item.Published,
        DateModified = item.Updated,
        Authors = item.Announcement.Author is { } author ? [new JsonFeedAuthor(author)] : null,
        Tags = item.Categories.Select(category => category.Name).ToList(),
        Language = item.Announcement.Language,
        Bulletin = new JsonFeedExtension(
            item.Announcement.Pinned, item.Categories.Select(category => category.Slug).ToList(), item.Announcement.UpdateNote),
    };
}

/// <summary>An author of a JSON Feed's item.</summary>
/// <param name="Name">The name.</param>
internal sealed record JsonFeedAuthor(string Name);

/// <summary>A file of a JSON Feed's item.</summary>
/// <param name="Url">The URL.</param>
/// <param name="MimeType">The media type.</param>
/// <param name="Title">The text of its link.</param>
/// <param name="SizeInBytes">The size in bytes.</param>
internal sealed record JsonFeedAttachment(
    string Url,
    [property: JsonPropertyName("mime_type")] string MimeType,
    string Title,
    [property: JsonPropertyName("size_in_bytes")] long SizeInBytes)
{
    public static JsonFeedAttachment Of(AnnouncementAttachment file) => new(file.Url, file.Type, file.Title ?? file.Name, file.Bytes);
}

/// <summary>The properties for which JSON Feed has no member.</summary>
/// <param name="Pinned">True if lists show the announcement first.</param>
/// <param name="Categories">The slugs of its categories, in the order of the tags.</param>
/// <param name="UpdateNote">The note on the change at <c>date_modified</c>; absent if there is none.</param>
internal sealed record JsonFeedExtension(
    bool Pinned,
    IReadOnlyList<string> Categories,
    [property: JsonPropertyName("update_note"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UpdateNote);
