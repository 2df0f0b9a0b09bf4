using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Bulletin.Content;
using Bulletin.Media;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>
/// A pending next version of a scheduled, published or archived announcement: the content that an edit may change,
/// until it is published. State, slug and publication date belong to the announcement.
/// </summary>
internal sealed record AnnouncementDraft
{
    /// <summary>The id of the draft, which differs from that of the announcement's next draft.</summary>
    public required Guid Id { get; init; }

    /// <summary>The id of the announcement.</summary>
    public required Guid AnnouncementId { get; init; }

    /// <summary>The revision of the announcement on which the draft is based.</summary>
    public required int BaseRevision { get; init; }

    /// <summary>The number of the draft's own revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The time of the last change.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The name of the actor who changed it last.</summary>
    public required string ChangedBy { get; init; }

    public required string Title { get; init; }

    public required string Lead { get; init; }

    /// <summary>True if the lead was derived from the body.</summary>
    public bool IsLeadDerived { get; init; }

    public required string Language { get; init; }

    public required BodyFormat Format { get; init; }

    /// <summary>The source text in its stored form, kept in properties next to the JSON document.</summary>
    [JsonIgnore]
    public LongText BodyText { get; init; } = LongText.Empty;

    /// <summary>The source text.</summary>
    /// <exception cref="InvalidDataException">The stored form is damaged.</exception>
    [JsonIgnore]
    public string Body => BodyText.Value;

    public StoredImage? Image { get; init; }

    /// <summary>The files that the next version carries, in the editor's order.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>The media that the body names.</summary>
    public IReadOnlyList<NamedMedium> BodyMedia { get; init; } = [];

    /// <summary>The ids of the categories, which may have been merged since.</summary>
    public IReadOnlyList<Guid> Categories { get; init; } = [];

    public bool Pinned { get; init; }

    public DateTimeOffset? PinnedUntil { get; init; }

    public bool Keep { get; init; }

    public string? Author { get; init; }

    public string? SourceUrl { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The note for the public history, if any.</summary>
    public string? ChangeNote { get; init; }

    /// <summary>True if the change is too small for the public history.</summary>
    public bool IsMinorChange { get; init; }

    /// <summary>
    /// The ETag: the revision and a part of the id, so that it differs from every ETag of the next draft.
    /// </summary>
    [JsonIgnore]
    public string ETag => $"\"r{Revision}-{Id.ToString("N")[..12]}\"";

    /// <summary>Returns the announcement with the content of the draft and its current categories.</summary>
    public Announcement On(Announcement announcement, CategorySet categories) => announcement with
    {
        Title = Title,
        Lead = Lead,
        IsLeadDerived = IsLeadDerived,
        Language = Language,
        Format = Format,
        BodyText = BodyText,
        Image = Image,
        Attachments = Attachments,
        BodyMedia = BodyMedia,
        Categories = categories.Present(Categories),
        Pinned = Pinned,
        PinnedUntil = PinnedUntil,
        Keep = Keep,
        Author = Author,
        SourceUrl = SourceUrl,
        ExpiresAt = ExpiresAt,
    };

    /// <summary>Returns the draft with the content of an announcement.</summary>
    public AnnouncementDraft Saying(Announcement content) => this with
    {
        Title = content.Title,
        Lead = content.Lead,
        IsLeadDerived = content.IsLeadDerived,
        Language = content.Language,
        Format = content.Format,
        BodyText = content.BodyText,
        Image = content.Image,
        Attachments = content.Attachments,
        BodyMedia = content.BodyMedia,
        Categories = content.Categories,
        Pinned = content.Pinned,
        PinnedUntil = content.PinnedUntil,
        Keep = content.Keep,
        Author = content.Author,
        SourceUrl = content.SourceUrl,
        ExpiresAt = content.ExpiresAt,
    };

    /// <summary>Returns true if two drafts are equal.</summary>
    public bool IsSame(AnnouncementDraft other) =>
        this with { Categories = [], Attachments = [], BodyMedia = [] } == other with { Categories = [], Attachments = [], BodyMedia = [] }
        && Categories.SequenceEqual(other.Categories)
        && Attachments.SequenceEqual(other.Attachments)
        && BodyMedia.SequenceEqual(other.BodyMedia);

    /// <summary>Returns the draft as a row.</summary>
    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.Draft(AnnouncementId));
        row[nameof(AnnouncementDraft)] = JsonSerializer.SerializeToUtf8Bytes(this, StoredAnnouncementJson.Compact.AnnouncementDraft);
        BodyText.Write(row, nameof(Body));
        return row;
    }

    /// <exception cref="InvalidDataException">The row does not contain a draft.</exception>
    public static AnnouncementDraft FromRow(TableEntity row) =>
        StoredJson.Read(row, nameof(AnnouncementDraft), StoredAnnouncementJson.Compact.AnnouncementDraft, "draft") with
        {
            BodyText = LongText.Read(row, nameof(Body)),
        };
}

/// <summary>Reads and deletes drafts of next versions.</summary>
internal static class AnnouncementDraftRows
{
    /// <summary>Reads the draft of an announcement's next version; null if there is none.</summary>
    public static async Task<AnnouncementDraft?> ReadDraftAsync(this SiteTable table, Guid announcement, CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.Draft(announcement), cancellation).ConfigureAwait(false) is { } row
            ? AnnouncementDraft.FromRow(row)
            : null;

    /// <summary>Deletes the draft, if any, of an announcement that is purged.</summary>
    public static async Task PurgeDraftAsync(this SiteWrite write, Guid announcement, CancellationToken cancellation)
    {
        if (await write.Table.ReadAsync(RowKeys.Draft(announcement), cancellation).ConfigureAwait(false) is { } row)
        {
            write.Transaction.Delete(row);
        }
    }
}
