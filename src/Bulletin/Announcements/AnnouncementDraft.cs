using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Bulletin.Content;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>
/// The next version of an announcement that readers see, or will see at its instant: what an edit may change, kept apart until it is
/// published. State, address and date of publication are the announcement's own.
/// </summary>
internal sealed record AnnouncementDraft
{
    /// <summary>Tells it from all other drafts, also from the next one of the same announcement.</summary>
    public required Guid Id { get; init; }

    /// <summary>The announcement whose next version it is.</summary>
    public required Guid AnnouncementId { get; init; }

    /// <summary>The revision of the announcement that its writers have seen.</summary>
    public required int BaseRevision { get; init; }

    /// <summary>Counts its changes, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who changed it last.</summary>
    public required string ChangedBy { get; init; }

    public required string Title { get; init; }

    public required string Lead { get; init; }

    /// <summary>Whether the lead was taken from the body.</summary>
    public bool IsLeadDerived { get; init; }

    public required string Language { get; init; }

    public required BodyFormat Format { get; init; }

    /// <summary>The text as it was written, in its stored form; it stands beside the document, in chunks.</summary>
    [JsonIgnore]
    public LongText BodyText { get; init; } = LongText.Empty;

    /// <summary>The text as it was written.</summary>
    /// <exception cref="InvalidDataException">What is stored is damaged.</exception>
    [JsonIgnore]
    public string Body => BodyText.Value;

    public AnnouncementImage? Image { get; init; }

    /// <summary>The ids of the categories as they were; those that were merged since follow their alias.</summary>
    public IReadOnlyList<Guid> Categories { get; init; } = [];

    public bool Pinned { get; init; }

    public DateTimeOffset? PinnedUntil { get; init; }

    public bool Keep { get; init; }

    public string? Author { get; init; }

    public string? SourceUrl { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the public history will say of the change.</summary>
    public string? ChangeNote { get; init; }

    /// <summary>Whether the change will be too small for the public history.</summary>
    public bool IsMinorChange { get; init; }

    /// <summary>
    /// The ETag: its revision and a part of its id, so that the ETag of a draft that was published is never that of the next one.
    /// </summary>
    [JsonIgnore]
    public string ETag => $"\"r{Revision}-{Id.ToString("N")[..12]}\"";

    /// <summary>What the announcement would be with the content of the draft, its categories as they are now.</summary>
    public Announcement On(Announcement announcement, CategorySet categories) => announcement with
    {
        Title = Title,
        Lead = Lead,
        IsLeadDerived = IsLeadDerived,
        Language = Language,
        Format = Format,
        BodyText = BodyText,
        Image = Image,
        Categories = categories.Present(Categories),
        Pinned = Pinned,
        PinnedUntil = PinnedUntil,
        Keep = Keep,
        Author = Author,
        SourceUrl = SourceUrl,
        ExpiresAt = ExpiresAt,
    };

    /// <summary>The draft with the content of what the announcement would be.</summary>
    public AnnouncementDraft Saying(Announcement content) => this with
    {
        Title = content.Title,
        Lead = content.Lead,
        IsLeadDerived = content.IsLeadDerived,
        Language = content.Language,
        Format = content.Format,
        BodyText = content.BodyText,
        Image = content.Image,
        Categories = content.Categories,
        Pinned = content.Pinned,
        PinnedUntil = content.PinnedUntil,
        Keep = content.Keep,
        Author = content.Author,
        SourceUrl = content.SourceUrl,
        ExpiresAt = content.ExpiresAt,
    };

    /// <summary>Whether two drafts say the same.</summary>
    public bool IsSame(AnnouncementDraft other) =>
        this with { Categories = [] } == other with { Categories = [] } && Categories.SequenceEqual(other.Categories);

    /// <summary>Writes the draft into its row.</summary>
    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.Draft(AnnouncementId));
        row[nameof(AnnouncementDraft)] = JsonSerializer.SerializeToUtf8Bytes(this, StoredAnnouncementJson.Compact.AnnouncementDraft);
        BodyText.Write(row, nameof(Body));
        return row;
    }

    /// <exception cref="InvalidDataException">The row does not hold a draft.</exception>
    public static AnnouncementDraft FromRow(TableEntity row)
    {
        try
        {
            AnnouncementDraft draft = JsonSerializer.Deserialize(row.GetBinary(nameof(AnnouncementDraft)), StoredAnnouncementJson.Compact.AnnouncementDraft)
                ?? throw new InvalidDataException($"Row {row.RowKey} holds no draft.");
            return draft with { BodyText = LongText.Read(row, nameof(Body)) };
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"Row {row.RowKey} holds no draft: {broken.Message}", broken);
        }
    }
}

/// <summary>Reads and removes drafts of next versions.</summary>
internal static class AnnouncementDraftRows
{
    /// <summary>Reads the draft of an announcement's next version, or null.</summary>
    public static async Task<AnnouncementDraft?> ReadDraftAsync(this SiteTable table, Guid announcement, CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.Draft(announcement), cancellation).ConfigureAwait(false) is { } row ? AnnouncementDraft.FromRow(row) : null;

    /// <summary>Removes the draft of an announcement that goes for good, when there is one.</summary>
    public static async Task PurgeDraftAsync(this SiteWrite write, Guid announcement, CancellationToken cancellation)
    {
        if (await write.Table.ReadAsync(RowKeys.Draft(announcement), cancellation).ConfigureAwait(false) is { } row)
        {
            write.Transaction.Delete(row);
        }
    }
}
