using System.Text.Json;
using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Feeds;

/// <summary>A feed as JSON Feed 1.1 (www.jsonfeed.org/version/1.1).</summary>
internal sealed record JsonFeed
{
    public string Version { get; } = "https://jsonfeed.org/version/1.1";

    public required string Title { get; init; }

    [JsonPropertyName("home_page_url")]
    public required string HomePageUrl { get; init; }

    [JsonPropertyName("feed_url")]
    public required string FeedUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Description { get; init; }

    public required string Language { get; init; }

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
        RepresentationJson.Web.JsonFeed);
}

/// <summary>An item of a JSON Feed.</summary>
internal sealed record JsonFeedItem
{
    public required string Id { get; init; }

    public required string Url { get; init; }

    [JsonPropertyName("external_url")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? ExternalUrl { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    [JsonPropertyName("content_html")]
    public required string ContentHtml { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Image { get; init; }

    [JsonPropertyName("date_published")]
    public required DateTimeOffset DatePublished { get; init; }

    [JsonPropertyName("date_modified")]
    public required DateTimeOffset DateModified { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyList<JsonFeedAuthor>? Authors { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required string Language { get; init; }

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
        Image = item.Announcement.Image?.Url,
        DatePublished = item.Published,
        DateModified = item.Updated,
        Authors = item.Announcement.Author is { } author ? [new JsonFeedAuthor(author)] : null,
        Tags = item.Categories.Select(category => category.Name).ToList(),
        Language = item.Announcement.Language,
        Bulletin = new JsonFeedExtension(item.Announcement.Pinned, item.Categories.Select(category => category.Slug).ToList(), item.Announcement.UpdateNote),
    };
}

/// <summary>An author of a JSON Feed's item.</summary>
internal sealed record JsonFeedAuthor(string Name);

/// <summary>What JSON Feed has no member for.</summary>
/// <param name="Pinned">Whether lists have the announcement first.</param>
/// <param name="Categories">The slugs of its categories, in the order of the tags.</param>
/// <param name="UpdateNote">What the change that moved <c>date_modified</c> says of itself; absent when it says nothing.</param>
internal sealed record JsonFeedExtension(
    bool Pinned,
    IReadOnlyList<string> Categories,
    [property: JsonPropertyName("update_note"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UpdateNote);
