using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>A category, as named in the line of an announcement.</summary>
internal sealed record CategoryName(string? Slug, string? Name);

/// <summary>
/// The line of an announcement, or of one of its former revisions: the content, and the members that it names. A line
/// with a revision comes from an export and is imported exactly; any other is a new announcement, with the defaults of
/// one.
/// </summary>
internal sealed record AnnouncementLine
{
    // A new member of announcements needs one entry here. The id is read separately, and so are the categories, which
    // need those of the site.
    private static readonly LineMember[] Members =
    [
        LineMember.Parsed(
            "slug",
            one => one.Slug,
            (one, value) => one with { Slug = value ?? string.Empty },
            AnnouncementInput.SlugOf,
            isNullable: true),
        LineMember.Of(
            "formerSlugs",
            one => one.FormerSlugs,
            (one, value) => one with { FormerSlugs = value },
            WriteTexts,
            ReadFormerSlugs),
        LineMember.Of(
            "status",
            one => one.Status,
            (one, value) => one with { Status = value },
            (json, value) => json.WriteStringValue(value.Word()),
            ReadStatus),
        LineMember.Text(
            "title",
            one => one.Title,
            (one, value) => one with { Title = value! },
            1,
            AnnouncementInput.MaximumTitle),
        LineMember.Text(
            "lead",
            one => one.Lead,
            (one, value) => one with { Lead = value ?? string.Empty, IsLeadDerived = string.IsNullOrEmpty(value) },
            0,
            AnnouncementInput.MaximumLead,
            isNullable: true),
        LineMember.Boolean("leadDerived", one => one.IsLeadDerived, (one, value) => one with { IsLeadDerived = value }),
        LineMember.Parsed(
            "language",
            one => one.Language,
            (one, value) => one with { Language = value! },
            AnnouncementInput.LanguageOf),
        LineMember.Of(
            "body",
            one => one.BodyText,
            (one, value) => one with { BodyText = value },
            (json, value) => json.WriteStringValue(value.Value),
            members => LongText.Of(members.LongText("body", AnnouncementInput.MaximumBodyBytes).Value ?? string.Empty)),
        LineMember.Of(
            "format",
            one => one.Format,
            (one, value) => one with { Format = value },
            (json, value) => json.WriteStringValue(AnnouncementPresenter.WordOf(value)),
            members => members.Word("format", AnnouncementInput.FormatOf, "must be markdown or html").Value ?? default),
        LineMember.Of(
            "image",
            one => one.Image,
            (one, value) => one with { Image = value },
            MediaLines.Write,
            members => members.Object("image", nullable: true, MediaLines.ReadImage).Value),
        LineMember.Of(
            "attachments",
            one => one.Attachments,
            (one, value) => one with { Attachments = value },
            MediaLines.Write,
            members => MediaLines.ReadAttachments(members, "attachments")),
        LineMember.Of(
            "bodyMedia",
            one => one.BodyMedia,
            (one, value) => one with { BodyMedia = value },
            MediaLines.Write,
            members => MediaLines.ReadMedia(members, "bodyMedia")),
        LineMember.Boolean("pinned", one => one.Pinned, (one, value) => one with { Pinned = value }),
        LineMember.Instant("pinnedUntil", one => one.PinnedUntil, (one, value) => one with { PinnedUntil = value }),
        LineMember.Boolean("keep", one => one.Keep, (one, value) => one with { Keep = value }),
        LineMember.Text(
            "author",
            one => one.Author,
            (one, value) => one with { Author = NullIfEmpty(value) },
            0,
            200,
            isNullable: true),
        LineMember.Parsed(
            "sourceUrl",
            one => one.SourceUrl,
            (one, value) => one with { SourceUrl = value },
            text => AnnouncementInput.WebAddress(text, https: false),
            isNullable: true),
        LineMember.Stamp("createdAt", one => one.CreatedAt, (one, value) => one with { CreatedAt = value }),
        LineMember.Text("createdBy", one => one.CreatedBy, (one, value) => one with { CreatedBy = value! }, 1, 500),
        LineMember.Text(
            "ownerId",
            one => one.OwnerId,
            (one, value) => one with { OwnerId = NullIfEmpty(value) },
            0,
            1000,
            isNullable: true),
        LineMember.Instant("publishedAt", one => one.PublishedAt, (one, value) => one with { PublishedAt = value }),
        LineMember.Instant("updatedAt", one => one.UpdatedAt, (one, value) => one with { UpdatedAt = value }),
        LineMember.Text(
            "updateNote",
            one => one.UpdateNote,
            (one, value) => one with { UpdateNote = NullIfEmpty(value) },
            0,
            AnnouncementInput.MaximumNote,
            isNullable: true),
        LineMember.Instant("expiresAt", one => one.ExpiresAt, (one, value) => one with { ExpiresAt = value }),
        LineMember.Instant("archivedAt", one => one.ArchivedAt, (one, value) => one with { ArchivedAt = value }),
        LineMember.Instant("deletedAt", one => one.DeletedAt, (one, value) => one with { DeletedAt = value }),
        LineMember.Instant("firstPublicAt", one => one.FirstPublicAt, (one, value) => one with { FirstPublicAt = value }),
        LineMember.Instant("archivingFrom", one => one.ArchivingFrom, (one, value) => one with { ArchivingFrom = value }),
        LineMember.Number(Revision, one => one.Revision, (one, value) => one with { Revision = value }),
        LineMember.Stamp("changedAt", one => one.ChangedAt, (one, value) => one with { ChangedAt = value }),
        LineMember.Text("changedBy", one => one.ChangedBy, (one, value) => one with { ChangedBy = value! }, 1, 500),
        LineMember.Text("changeAction", one => one.ChangeAction, (one, value) => one with { ChangeAction = value! }, 1, 100),
        LineMember.Text(
            "changeNote",
            one => one.ChangeNote,
            (one, value) => one with { ChangeNote = NullIfEmpty(value) },
            0,
            AnnouncementInput.MaximumNote,
            isNullable: true),
        LineMember.Boolean("minor", one => one.IsMinorChange, (one, value) => one with { IsMinorChange = value }),
    ];

    /// <summary>The name of the member with the categories.</summary>
    public const string CategoriesMember = "categories";

    private const string Revision = "revision";

    // Members that a line does not name are ignored, the language included.
    private static readonly Announcement Nothing = AnnouncementChange.Blank(Guid.Empty, string.Empty, default, Actor.Service);

    private readonly List<LineMember> named = [];

    /// <summary>The id of the announcement, also for a former revision; null if it has none yet.</summary>
    public Guid? Id { get; private init; }

    /// <summary>The content of the line; members that it does not name are to be ignored.</summary>
    public required Announcement Said { get; init; }

    /// <summary>The categories; null if the line does not name them.</summary>
    public IReadOnlyList<CategoryName>? Categories { get; private init; }

    /// <summary>The lead derived from the body; null if it was not prepared.</summary>
    public string? PreparedLead { get; init; }

    /// <summary>True if the line is imported exactly, because it names its revision.</summary>
    public bool IsExact => Said.Revision > 0;

    /// <summary>The names of the members, in order.</summary>
    public static IEnumerable<string> Names => Members.Select(member => member.Name);

    /// <summary>Writes a line.</summary>
    public static void Write(Utf8JsonWriter json, Announcement announcement, bool isFormer, CategorySet categories)
    {
        json.WriteStartObject();
        json.WriteString("type", isFormer ? TransferFormat.Revision : TransferFormat.Announcement);
        json.WriteString(isFormer ? "of" : "id", announcement.Id);
        foreach (LineMember member in Members)
        {
            json.WritePropertyName(member.Name);
            member.Write(json, announcement);
        }

        WriteCategories(json, announcement.Categories, categories);
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes the member with the categories, which is the last of its line. Deleted categories of a former revision
    /// are omitted.
    /// </summary>
    public static void WriteCategories(Utf8JsonWriter json, IReadOnlyList<Guid> ids, CategorySet categories)
    {
        json.WritePropertyName(CategoriesMember);
        WriteCategories(json, categories.Present(ids).Select(categories.Stored).OfType<Category>());
    }

    /// <summary>Writes the value of the member with the categories.</summary>
    public static void WriteCategories(Utf8JsonWriter json, IEnumerable<Category> categories)
    {
        json.WriteStartArray();
        foreach (Category category in categories)
        {
            json.WriteStartObject();
            json.WriteString("slug", category.Slug);
            json.WriteString("name", category.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <exception cref="ProblemException">Members are invalid; the problem names each of them.</exception>
    public static AnnouncementLine Read(JsonElement root, bool isFormer)
    {
        var members = new JsonMembers(root);
        members.Ignore("type");
        (Announcement said, List<LineMember> named) = ReadMembers(members, root, Nothing, Members);
        Guid? own = ReadId(members, isFormer ? "of" : "id");
        Member<IReadOnlyList<CategoryName>> categories = ReadCategories(members);
        Require(members, isFormer ? ["of", Revision, "title"] : said.Revision > 0 ? ["id", "title"] : ["title"]);
        members.ThrowIfWrong();
        var line = new AnnouncementLine { Id = own, Said = said, Categories = categories.IsPresent ? categories.Value ?? [] : null };
        line.named.AddRange(named);
        return line;
    }

    /// <summary>Returns the members with these names, in order.</summary>
    public static IEnumerable<LineMember> MembersOf(string[] names) => Members.Where(member => names.Contains(member.Name));

    /// <summary>
    /// Reads members of a JSON object into an announcement, which keeps those that the object does not name.
    /// </summary>
    /// <returns>The announcement, and the members that the object names.</returns>
    public static (Announcement Said, List<LineMember> Named) ReadMembers(
        JsonMembers members, JsonElement root, Announcement said, IEnumerable<LineMember> all)
    {
        // A derived lead is derived again from the body, because it may contain text that a given lead may not.
        bool isDerived = root.TryGetProperty("leadDerived", out JsonElement derived) && derived.ValueKind == JsonValueKind.True;
        if (isDerived)
        {
            members.Ignore("lead");
            said = said with { Lead = PlainLeadOf(root) };
        }

        List<LineMember> named = [];
        foreach (LineMember member in all.Where(member => members.Has(member.Name) && !(isDerived && member.Name == "lead")))
        {
            said = member.Read(members, said);
            named.Add(member);
        }

        return (said, named);
    }

    /// <summary>Reads an id; null if it is missing or invalid.</summary>
    public static Guid? ReadId(JsonMembers members, string name) =>
        members.Parsed<string>(name, IdOf).Value is { } text ? Guid.Parse(text) : null;

    public static Member<IReadOnlyList<CategoryName>> ReadCategories(JsonMembers members) => members.Array(
        CategoriesMember, AnnouncementInput.MaximumCategories, nullable: true, (item, name) => CategoryOf(members, item, name));

    /// <summary>Records an error for each of these members that is missing.</summary>
    public static void Require(JsonMembers members, IEnumerable<string> names)
    {
        foreach (string name in names.Where(name => !members.Has(name)))
        {
            members.Error(name, "is required");
        }
    }

    /// <summary>Returns true if the line names a member.</summary>
    public bool Has(string member) => named.Exists(one => one.Name == member);

    /// <summary>
    /// Returns true if an announcement already has the content of the line, apart from changes made only by the clock.
    /// </summary>
    /// <param name="announcement">The announcement.</param>
    /// <param name="categories">The ids of the line's categories; null if it names none.</param>
    /// <param name="now">The current instant.</param>
    public bool IsSaidBy(Announcement announcement, IReadOnlyList<Guid>? categories, DateTimeOffset now)
    {
        Announcement same = WithLead(Over(announcement)) with { ArchiveAt = announcement.ArchiveAt };
        if (!IsExact && (same.Status, announcement.Status) is (AnnouncementStatus.Published, AnnouncementStatus.Scheduled))
        {
            same = same with { Status = AnnouncementStatus.Scheduled };
        }

        // A file that was replaced is taken over by what readers do not see, which is no change of the announcement.
        if (!announcement.At(now).IsPublic)
        {
            same = same.WithMedia(announcement.Media().ToDictionary(medium => medium.Id));
        }

        return AnnouncementChange.IsSame(announcement.At(now), same.At(now))
            && (categories is null || categories.SequenceEqual(announcement.Categories));
    }

    /// <summary>Returns the former revision of the line.</summary>
    /// <param name="categories">The ids of the line's categories.</param>
    /// <param name="language">The language of the site.</param>
    public Announcement ToFormer(IReadOnlyList<Guid> categories, string language) =>
        WithLead(Over(AnnouncementChange.Blank(Id!.Value, language, default, Actor.Service))) with { Categories = categories };

    /// <summary>Returns the announcement of the line.</summary>
    /// <param name="id">The id of the announcement.</param>
    /// <param name="categories">The ids of the line's categories.</param>
    /// <param name="now">The current instant.</param>
    /// <param name="actor">The actor who imports.</param>
    /// <param name="language">The language of the site.</param>
    /// <param name="archiveAfter">The setting <c>Bulletin:Archiving:After</c>.</param>
    public Announcement ToAnnouncement(
        Guid id, IReadOnlyList<Guid> categories, DateTimeOffset now, Actor actor, string language, TimeSpan archiveAfter)
    {
        Announcement blank = AnnouncementChange.Blank(id, language, now, actor) with { ChangeAction = TransferFormat.Action };
        Announcement filled = WithLead(Over(blank)) with { Categories = categories };
        Announcement made = IsExact ? filled : Begun(blank, filled, archiveAfter, now);
        return made with { ArchiveAt = ArchivingRules.ArchiveAt(made, archiveAfter) };
    }

    // Returns a new announcement whose age counts from its publication date, because it was public elsewhere.
    private static Announcement Begun(Announcement blank, Announcement filled, TimeSpan archiveAfter, DateTimeOffset now)
    {
        bool wasPublic =
            filled.Status is AnnouncementStatus.Published or AnnouncementStatus.Archived && filled.PublishedAt <= now;
        Announcement settled = AnnouncementChange.Settle(
            blank,
            wasPublic ? filled with { FirstPublicAt = filled.FirstPublicAt ?? filled.PublishedAt } : filled,
            filled.Status,
            archiveAfter,
            now);
        return settled with
        {
            ArchivingFrom = settled.Status == AnnouncementStatus.Published && wasPublic ? settled.PublishedAt : settled.ArchivingFrom,
            Revision = 1,
        };
    }

    private Announcement Over(Announcement other) => named.Aggregate(other, (to, member) => member.Copy(Said, to));

    /// <summary>
    /// Returns an announcement with the lead derived from its body, or with the given lead if none can be derived.
    /// </summary>
    public static Announcement WithDerivedLead(Announcement announcement, string given)
    {
        try
        {
            return announcement with { Lead = Lead.FromBody(announcement.Body, announcement.Format) };
        }
        catch (ContentException)
        {
            // A body stored under older limits may exceed today's limits.
            return announcement with { Lead = given };
        }
    }

    private Announcement WithLead(Announcement announcement) =>
        announcement.IsLeadDerived && (Has("body") || Has("lead") || Has("leadDerived") || announcement.Lead.Length == 0)
            ? PreparedLead is { } lead && announcement.Format == Said.Format && announcement.BodyText.Equals(Said.BodyText)
                ? announcement with { Lead = lead }
                : WithDerivedLead(announcement, Said.Lead)
            : announcement;

    // Returns the lead of the line, which is needed only if none can be derived from the body any more.
    private static string PlainLeadOf(JsonElement root) =>
        root.TryGetProperty("lead", out JsonElement value) && value.ValueKind == JsonValueKind.String
        && new JsonMembers(root).String("lead", value, multiline: false) is { } lead
            ? lead[..Math.Min(lead.Length, AnnouncementInput.MaximumLead)]
            : string.Empty;

    internal static (string? Value, string? Error) IdOf(string text) => Guid.TryParseExact(text, "D", out Guid id) && id != Guid.Empty
        ? (text, null)
        : (null, "must be a UUID such as 0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11");

    private static CategoryName? CategoryOf(JsonMembers members, JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return members.String(name, item, multiline: false) is { } slug ? new CategoryName(slug, null) : null;
        }

        JsonMembers inside = members.Inside(name, item);
        var category = new CategoryName(
            inside.Parsed<string>("slug", text => (text, null), nullable: true).Value,
            inside.Text("name", 1, 80, nullable: true).Value);
        if (category is { Slug: null, Name: null })
        {
            inside.Error("slug", "or name is required");
        }

        inside.RefuseOthers();
        return category;
    }

    private static AnnouncementStatus ReadStatus(JsonMembers members) => members
        .Word("status", AnnouncementStatusWords.Parse, "must be draft, scheduled, published, archived or deleted").Value ?? default;

    private static IReadOnlyList<string> ReadFormerSlugs(JsonMembers members) =>
        TransferFormat.ReadSlugs(members, "formerSlugs", Announcement.MaximumFormerSlugs);

    private static void WriteTexts(Utf8JsonWriter json, IReadOnlyList<string> texts)
    {
        json.WriteStartArray();
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
