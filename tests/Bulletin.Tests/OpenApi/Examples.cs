using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Audit;
using Bulletin.Categories;
using Bulletin.Changes;
using Bulletin.Content;
using Bulletin.Editing.Batches;
using Bulletin.Editing.Drafts;
using Bulletin.Editing.Revisions;
using Bulletin.Feeds;
using Bulletin.Http;
using Bulletin.Library;
using Bulletin.Media;
using Bulletin.Previews;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Search;
using Bulletin.Transfer;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>Examples of answers: what the service would write of one announcement and one category.</summary>
internal static class Examples
{
    /// <summary>The id of a medium.</summary>
    public const string MediumId = "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b14";

    /// <summary>A token of a link to a preview.</summary>
    public static readonly string Token = new PreviewToken(Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"), null, 0, new DateTimeOffset(2024, 4, 30, 8, 33, 0, TimeSpan.Zero)).Sign(new byte[32], "main");

    private static readonly DateTimeOffset Published = new(2024, 4, 23, 8, 33, 0, TimeSpan.Zero);

    private static readonly CategoryRepresentation Category = new("srodowisko-i-przestrzen", "Środowisko i przestrzeń", "Zieleń, powietrze, planowanie", 10, 8);

    private static readonly Medium Medium = new()
    {
        Id = Guid.Parse(MediumId),
        Name = "park.jpg",
        Kind = "jpeg",
        Bytes = 481_516,
        Hash = "3b1f0ac1c0a4b4a6d8f1c6b6e0a4e0dcd0f5a5d5b6a7c8d9e0f1a2b3c4d5e6f7",
        Width = 2400,
        Height = 1600,
        Alt = "Park nad Starą Przystanią",
        Credit = "fot. Anna Nowak",
        Focus = new FocalPoint(0.5, 0.4),
        Revision = 1,
        CreatedAt = Published.AddMinutes(-9),
        CreatedBy = "Redakcja",
        OwnerId = "Redakcja",
        ChangedAt = Published.AddMinutes(-9),
        ChangedBy = "Redakcja",
    };

    private static readonly Medium Document = Medium with
    {
        Id = Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b15"),
        Name = "uchwala.pdf",
        Kind = "pdf",
        Width = null,
        Height = null,
        Alt = null,
        Credit = null,
        Focus = null,
        Document = new DocumentFacts("Uchwała", "pl", IsTagged: true, HasText: true, Pages: 4),
    };

    private static readonly MediaPlace Media = new("https://news.example.org/media/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11");

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
        Image = Media.Image(new StoredImage(null, "Park nad Starą Przystanią", Medium.Named())),
        Categories = [new CategoryReference(Category.Slug, Category.Name)],
        Pinned = false,
        PinnedUntil = null,
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
        UpdateNote = "Poprawiony termin",
        Attachments = Media.Attachments([new Attachment(Document.Named(), "Uchwała w sprawie parku")]),
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

    private static readonly DraftRepresentation Draft = new()
    {
        Id = Item.Id,
        Title = Item.Title,
        Lead = Item.Lead,
        Language = Item.Language,
        Body = "Dołączamy do **sieci miast**, od maja.",
        Format = Item.Format,
        BodyHtml = "<p>Dołączamy do <strong>sieci miast</strong>, od maja.</p>\n",
        Image = Item.Image,
        Attachments = Whole.Attachments!,
        Categories = Item.Categories,
        Pinned = false,
        PinnedUntil = null,
        Keep = false,
        Author = Item.Author,
        SourceUrl = null,
        ExpiresAt = null,
        ChangeNote = "Podany termin",
        Minor = false,
        BaseRevision = Item.Revision,
        Revision = 2,
        ChangedAt = Published.AddMinutes(30),
        ChangedBy = "Redakcja",
    };

    private static readonly EditorsCategory EditorsCategory = new(
        Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b12"), Category.Slug, Category.Name, Category.Description, Category.Order, Category.Count, [], 1, Published.AddDays(-30), Published.AddDays(-30));

    private static readonly KeyRepresentation Key = new(
        Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b13"), "Redakcja", "editor", Published.AddDays(365), Published, "Administrator", Published.AddDays(30), 1);

    private static readonly Dictionary<string, JsonNode> OfSchemas = new()
    {
        ["Announcement"] = Json(Whole, ReadingJson.Web.AnnouncementRepresentation),
        ["AnnouncementList"] = Json(new AnnouncementList([Item], "AZ2b"), ReadingJson.Web.AnnouncementList),
        ["Draft"] = Json(Draft, DraftsJson.Web.DraftRepresentation),
        ["Preview"] = Json(new PreviewRepresentation($"https://news.example.org/preview/{Token}", Token, Published.AddDays(7)), PreviewsJson.Web.PreviewRepresentation),
        ["EditorsAnnouncement"] = Json(EditorsWhole, ReadingJson.Web.EditorsAnnouncement),
        ["EditorsAnnouncementList"] = Json(new EditorsAnnouncementList([EditorsItem], null), ReadingJson.Web.EditorsAnnouncementList),
        ["RevisionList"] = Json(
            new RevisionList([new RevisionItem(3, Published.AddMinutes(3), "Redakcja", "patch", "Poprawiony termin", false, Item.Title, "published")], "AZ2b"), RevisionsJson.Web.RevisionList),
        ["AnnouncementHistory"] = Json(
            new AnnouncementHistory([new HistoryItem(3, Published.AddMinutes(3), "Redakcja", "Poprawiony termin"), new HistoryItem(2, Published, "Redakcja", null)]),
            ReadingJson.Web.AnnouncementHistory),
        ["BatchResult"] = Json(
            new BatchResult(
            [
                new BatchItemResult(Item.Id, 200) { Announcement = EditorsItem },
                new BatchItemResult(Guid.Parse("0198f2c5-5d1e-7c3a-9a51-0c6f6a5d2b11"), 412)
                {
                    Problem = new BatchItemProblem(
                        "/problems/changed-meanwhile", ProblemKind.ChangedMeanwhile.Title, 412, Problem.ChangedMeanwhile(IfMatch.ETagOf(4)).Problem.Detail),
                },
            ]),
            BatchesJson.Web.BatchResult),
        ["CategoryList"] = Json(new CategoryList([Category]), CategoriesJson.Web.CategoryList),
        ["Category"] = Json(Category, CategoriesJson.Web.CategoryRepresentation),
        ["EditorsCategory"] = Json(EditorsCategory, CategoriesJson.Web.EditorsCategory),
        ["EditorsCategoryList"] = Json(new EditorsCategoryList([EditorsCategory]), CategoriesJson.Web.EditorsCategoryList),
        ["Key"] = Json(Key, KeysJson.Web.KeyRepresentation),
        ["KeyList"] = Json(new KeyList([Key]), KeysJson.Web.KeyList),
        // Its checksum is wrong: nobody shall take it for a token that leaked.
        ["CreatedKey"] = Json(
            new CreatedKey(Key.Id, Key.Name, Key.Role, Key.ExpiresAt, Key.CreatedAt, Key.CreatedBy, null, 1, "bk_" + new string('0', 38)), KeysJson.Web.CreatedKey),
        ["FoundAnnouncementList"] = Json(
            new FoundAnnouncementList(
                [new FoundAnnouncement(Item, new Highlight("Metropolia w partnerskiej <mark>inicjatywie</mark> <mark>miast</mark>", "Dołączamy do sieci <mark>miast</mark>, które wspólnie planują zieleń."))], null),
            ReadingJson.Web.FoundAnnouncementList),
        ["AuditList"] = Json(
            new AuditList(
                [
                    new AuditItem
                    {
                        At = Published.AddMinutes(4),
                        Actor = "Stażysta",
                        ActorId = "oidc/5f2b8c0e9d7a4b6f8c1d2e3f4a5b6c7d",
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
                        ActorId = "key/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b12",
                        Role = "editor",
                        Action = "patch",
                        Target = Item.Id.ToString(),
                        Outcome = AuditItem.Committed,
                        Version = 1204,
                        Address = null,
                    },
                ],
                "AZ2b"),
            AuditJson.Web.AuditList),
        ["ImportReport"] = Json(
            new ImportReport([new ImportReportLine(1, ImportReportLine.Created, Item.Id, null), new ImportReportLine(2, ImportReportLine.Unchanged, Item.Id, null)], 1, 1, 0),
            TransferJson.Web.ImportReport),
        ["Medium"] = Json(MediumRepresentation.Of(Document) with { UsedIn = [new MediumUse(Item.Id, Item.Title, "published")] }, LibraryJson.Web.MediumRepresentation),
        ["MediumList"] = Json(new MediumList([MediumRepresentation.Of(Medium)], null), LibraryJson.Web.MediumList),
        ["Upload"] = Json(
            new UploadRepresentation(Guid.Parse("8e03978e-40d5-43e8-bc93-6894a57f9324"), "https://account.blob.core.windows.net/bulletin-media/main/uploads/8e03978e-40d5-43e8-bc93-6894a57f9324?sv=2025-01-05&sig=...", Published.AddMinutes(15)),
            LibraryJson.Web.UploadRepresentation),
        ["JsonFeed"] = JsonNode.Parse(JsonFeed.Write(Feed with { Items = [FeedItem] }))!,
        ["ChangeList"] = Json(
            new ChangeList([new ChangeRepresentation("updated", Item.Id, Whole, null)], "MXxhYmN8MTJ8", false), ChangesJson.Web.ChangeList),
    };

    /// <summary>An example of an answer.</summary>
    /// <param name="mediaType">Its content type.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="status">Its status.</param>
    public static JsonNode Of(string mediaType, IOpenApiSchema? schema, string status) => (mediaType, (schema as OpenApiSchemaReference)?.Reference.Id) switch
    {
        (_, "HealthReport") => Json(status == "503" ? new HealthReport("unavailable", ["storage"]) : new HealthReport("ready", []), HealthJson.Web.HealthReport),
        (_, { } name) => OfSchemas.TryGetValue(name, out JsonNode? example) ? example.DeepClone() : throw new InvalidOperationException($"Give an example of {name}."),
        (RequestBody.Lines, _) => """
            {"type":"site","format":2,"site":"main","version":123,"exportedAt":"2024-04-23T08:40:00Z"}
            {"type":"page","version":123,"next":null}

            """,
        ("text/plain", _) => $"{ProblemKind.ChangedMeanwhile.Title} ({ProblemKind.ChangedMeanwhile.Status})\n\n{ProblemKind.ChangedMeanwhile.Explanation}\n",
        ("application/xml", _) => """<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>""",
        _ => Encoding.UTF8.GetString(FeedFormat.All.Single(format => format.MediaType == mediaType).Write(Feed)),
    };

    private static FeedItem FeedItem => new(
        new Announcement
        {
            Id = Item.Id,
            Slug = Item.Slug,
            Status = AnnouncementStatus.Published,
            Title = Item.Title,
            Lead = Item.Lead,
            IsLeadDerived = false,
            Language = Item.Language,
            Format = BodyFormat.Markdown,
            Author = Item.Author,
            Image = new StoredImage(null, Medium.Alt!, Medium.Named()),
            UpdateNote = Whole.UpdateNote,
            CreatedAt = Item.CreatedAt,
            CreatedBy = "Redakcja",
            PublishedAt = Item.PublishedAt,
            UpdatedAt = Item.UpdatedAt,
            Revision = Item.Revision,
            ChangedAt = Published,
            ChangedBy = "Redakcja",
            ChangeAction = "patch",
        },
        Item.Url,
        Whole.BodyHtml!,
        Item.Categories);

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
