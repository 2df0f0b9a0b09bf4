using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Transfer;

/// <summary>
/// The line of the draft of an announcement's next revision. It follows the line of the announcement.
/// </summary>
internal sealed record DraftLine
{
    private const string BaseRevision = "baseRevision";

    // The members of an announcement that a draft also has; the others remain those of the announcement.
    private static readonly string[] Names =
    [
        "title", "lead", "leadDerived", "language", "body", "format", "image", "attachments", "bodyMedia", "pinned", "pinnedUntil",
        "keep", "author", "sourceUrl", "expiresAt", "revision", "changedAt", "changedBy", "changeNote", "minor",
    ];

    private static readonly LineMember[] Members = [.. AnnouncementLine.MembersOf(Names)];

    private static readonly string[] Required = ["of", "id", BaseRevision, "title", "language", "revision", "changedAt", "changedBy"];

    /// <summary>The id of the draft.</summary>
    public required Guid Id { get; init; }

    /// <summary>The id of the announcement.</summary>
    public required Guid Of { get; init; }

    /// <summary>The revision of the announcement that the writers of the draft have seen.</summary>
    public required int SeenRevision { get; init; }

    /// <summary>The content of the draft, in the members of an announcement.</summary>
    public required Announcement Content { get; init; }

    /// <summary>The categories, as named in the line.</summary>
    public required IReadOnlyList<CategoryName> Categories { get; init; }

    /// <summary>The lead derived from the body; null if it was not prepared.</summary>
    public string? PreparedLead { get; init; }

    /// <summary>Writes a line.</summary>
    public static void Write(Utf8JsonWriter json, AnnouncementDraft draft, CategorySet categories)
    {
        Announcement content = ContentOf(draft, categories);
        json.WriteStartObject();
        json.WriteString("type", TransferFormat.Draft);
        json.WriteString("of", draft.AnnouncementId);
        json.WriteString("id", draft.Id);
        json.WriteNumber(BaseRevision, draft.BaseRevision);
        foreach (LineMember member in Members)
        {
            json.WritePropertyName(member.Name);
            member.Write(json, content);
        }

        AnnouncementLine.WriteCategories(json, content.Categories, categories);
        json.WriteEndObject();
    }

    /// <exception cref="ProblemException">Members are invalid; the problem names each of them.</exception>
    public static DraftLine Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore("type");
        Announcement content = AnnouncementChange.Blank(Guid.Empty, string.Empty, default, Actor.Service);
        (content, _) = AnnouncementLine.ReadMembers(members, root, content, Members);
        Guid id = AnnouncementLine.ReadId(members, "id") ?? Guid.Empty;
        Guid of = AnnouncementLine.ReadId(members, "of") ?? Guid.Empty;
        int seen = members.Integer(BaseRevision, 1, int.MaxValue - 1).Value ?? 1;
        IReadOnlyList<CategoryName> categories = AnnouncementLine.ReadCategories(members).Value ?? [];
        AnnouncementLine.Require(members, Required);
        members.ThrowIfWrong();
        return new DraftLine { Id = id, Of = of, SeenRevision = seen, Content = content, Categories = categories };
    }

    /// <summary>Returns the draft of the line.</summary>
    /// <param name="categories">The ids of the line's categories.</param>
    public AnnouncementDraft ToDraft(IReadOnlyList<Guid> categories) => new AnnouncementDraft
    {
        Id = Id,
        AnnouncementId = Of,
        BaseRevision = SeenRevision,
        Revision = Content.Revision,
        ChangedAt = Content.ChangedAt,
        ChangedBy = Content.ChangedBy,
        ChangeNote = Content.ChangeNote,
        IsMinorChange = Content.IsMinorChange,
        Title = Content.Title,
        Lead = Content.Lead,
        Language = Content.Language,
        Format = Content.Format,
    }.Saying(WithLead() with { Categories = categories });

    private Announcement WithLead() => !Content.IsLeadDerived
        ? Content
        : PreparedLead is { } lead ? Content with { Lead = lead } : AnnouncementLine.WithDerivedLead(Content, Content.Lead);

    private static Announcement ContentOf(AnnouncementDraft draft, CategorySet categories) =>
        draft.On(AnnouncementChange.Blank(draft.AnnouncementId, draft.Language, default, Actor.Service), categories) with
        {
            Revision = draft.Revision,
            ChangedAt = draft.ChangedAt,
            ChangedBy = draft.ChangedBy,
            ChangeNote = draft.ChangeNote,
            IsMinorChange = draft.IsMinorChange,
        };
}
