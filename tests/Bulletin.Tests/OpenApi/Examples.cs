using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Bulletin.Announcements;
using Bulletin.Audit;
using Bulletin.Categories;
using Bulletin.Changes;
using Bulletin.Feeds;
using Bulletin.Http;
using Bulletin.Search;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>Examples of answers: what the service would write of one announcement and one category.</summary>
internal static class Examples
{
    private static readonly DateTimeOffset Published = new(2024, 4, 23, 8, 33, 0, TimeSpan.Zero);

    private static readonly CategoryRepresentation Category = new("srodowisko-i-przestrzen", "Środowisko i przestrzeń", "Zieleń, powietrze, planowanie", 10, 8);

    private static readonly AnnouncementRepresentation Item = new()
    {
        Id = Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"),
        Slug = "metropolia-w-partnerskiej-inicjatywie-miast",
        Url = "https://news.example.org/news/metropolia-w-partnerskiej-inicjatywie-miast",
        Status = "published",
        Title = "Metropolia w partnerskiej inicjatywie miast",
        Lead = "Dołączamy do sieci miast, które wspólnie planują zieleń.",
        Language = "pl",
        Format = "markdown",
        Image = new AnnouncementImage("https://media.example.org/park.jpg", "Park nad Starą Przystanią"),
        Categories = [new CategoryReference(Category.Slug, Category.Name)],
        Pinned = false,
        Author = "Redakcja",
        SourceUrl = null,
        CreatedAt = Published.AddMinutes(-3),
        PublishedAt = Published,
        UpdatedAt = Published.AddMinutes(3),
        ExpiresAt = null,
        ArchivedAt = null,
        Revision = 3,
    };

    private static readonly AnnouncementRepresentation Whole = Item with
    {
        Body = "Dołączamy do **sieci miast**.",
        BodyHtml = "<p>Dołączamy do <strong>sieci miast</strong>.</p>\n",
    };

    private static readonly EditorsAnnouncement EditorsItem = new(Item)
    {
        CreatedBy = "Redakcja",
        DeletedAt = null,
        ArchiveAt = Published.AddDays(365),
        ChangedAt = Published.AddMinutes(3),
    };

    private static readonly EditorsAnnouncement EditorsWhole = new(Whole)
    {
        CreatedBy = "Redakcja",
        DeletedAt = null,
        ArchiveAt = Published.AddDays(365),
        ChangedAt = Published.AddMinutes(3),
        Keep = false,
        LastChange = new LastChange("Redakcja", "patch", "Poprawiony termin", false),
        FormerSlugs = [],
    };

    private static readonly EditorsCategory EditorsCategory = new(
        Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b12"), Category.Slug, Category.Name, Category.Description, Category.Order, Category.Count, [], 1, Published.AddDays(-30), Published.AddDays(-30));

    private static readonly Dictionary<string, JsonNode> OfSchemas = new()
    {
        ["Announcement"] = Json(Whole, RepresentationJson.Web.AnnouncementRepresentation),
        ["AnnouncementList"] = Json(new AnnouncementList([Item], "AZ2b"), RepresentationJson.Web.AnnouncementList),
        ["EditorsAnnouncement"] = Json(EditorsWhole, RepresentationJson.Web.EditorsAnnouncement),
        ["EditorsAnnouncementList"] = Json(new EditorsAnnouncementList([EditorsItem], null), RepresentationJson.Web.EditorsAnnouncementList),
        ["CategoryList"] = Json(new CategoryList([Category]), RepresentationJson.Web.CategoryList),
        ["Category"] = Json(Category, RepresentationJson.Web.CategoryRepresentation),
        ["EditorsCategory"] = Json(EditorsCategory, RepresentationJson.Web.EditorsCategory),
        ["EditorsCategoryList"] = Json(new EditorsCategoryList([EditorsCategory]), RepresentationJson.Web.EditorsCategoryList),
        ["FoundAnnouncementList"] = Json(
            new FoundAnnouncementList(
                [new FoundAnnouncement(Item, new Highlight("Metropolia w partnerskiej <mark>inicjatywie</mark> <mark>miast</mark>", "Dołączamy do sieci <mark>miast</mark>, które wspólnie planują zieleń."))], null),
            RepresentationJson.Web.FoundAnnouncementList),
        ["AuditList"] = Json(
            new AuditList(
                [
                    new AuditItem
                    {
                        At = Published.AddMinutes(4),
                        Actor = "Stażysta",
                        Role = "author",
                        Action = "publish",
                        Target = Item.Id.ToString(),
                        Outcome = "403",
                        Version = null,
                        Address = "203.0.113.0/24",
                    },
                    new AuditItem
                    {
                        At = Published.AddMinutes(3),
                        Actor = "Redakcja",
                        Role = "editor",
                        Action = "patch",
                        Target = Item.Id.ToString(),
                        Outcome = AuditItem.Committed,
                        Version = 1204,
                        Address = null,
                    },
                ],
                "AZ2b"),
            RepresentationJson.Web.AuditList),
        ["ChangeList"] = Json(
            new ChangeList([new ChangeRepresentation("updated", Item.Id, Whole, null)], "MXxhYmN8MTJ8", false), RepresentationJson.Web.ChangeList),
    };

    /// <summary>An example of an answer.</summary>
    /// <param name="mediaType">Its content type.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="status">Its status.</param>
    public static JsonNode Of(string mediaType, IOpenApiSchema? schema, string status) => (mediaType, (schema as OpenApiSchemaReference)?.Reference.Id) switch
    {
        (_, "HealthReport") => Json(status == "503" ? new HealthReport("unavailable", ["storage"]) : new HealthReport("ready", []), RepresentationJson.Web.HealthReport),
        (_, { } name) => OfSchemas.TryGetValue(name, out JsonNode? example) ? example.DeepClone() : throw new InvalidOperationException($"Give an example of {name}."),
        ("text/plain", _) => $"{ProblemKind.ChangedMeanwhile.Title} ({ProblemKind.ChangedMeanwhile.Status})\n\n{ProblemKind.ChangedMeanwhile.Explanation}\n",
        ("application/xml", _) => """<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>""",
        _ => Encoding.UTF8.GetString(FeedFormat.All.Single(format => format.MediaType == mediaType).Write(Feed)),
    };

    private static Feed Feed => new()
    {
        Id = "https://news.example.org/feed",
        Title = "Metropolia",
        Description = null,
        Language = "pl",
        Address = "https://news.example.org/feed",
        HomePage = "https://news.example.org/",
        Items = [],
        Updated = Published,
        TrueUntil = null,
    };

    private static JsonNode Json<T>(T value, JsonTypeInfo<T> json) => JsonSerializer.SerializeToNode(value, json)!;
}
