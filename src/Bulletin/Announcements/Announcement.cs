using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Bulletin.Media;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>A complete announcement, as it is stored.</summary>
internal sealed record Announcement : AnnouncementSummary
{
    /// <summary>The maximum number of former slugs; each is a row that points to the announcement.</summary>
    public const int MaximumFormerSlugs = 20;

    /// <summary>The source text in its stored form, kept in properties next to the JSON document.</summary>
    [JsonIgnore]
    public LongText BodyText { get; init; } = LongText.Empty;

    /// <summary>
    /// The source text. Setting it encodes the text; to copy the text of another announcement, copy
    /// <see cref="BodyText"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The stored form is damaged.</exception>
    [JsonIgnore]
    public string Body
    {
        get => BodyText.Value;
        init => BodyText = LongText.Of(value);
    }

    /// <summary>The layout of the stored rows; see <see cref="AnnouncementRows.PresentLayout"/>.</summary>
    public int Layout { get; init; }

    /// <summary>The files that the announcement carries, in the editor's order.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>The media that the body names.</summary>
    public IReadOnlyList<NamedMedium> BodyMedia { get; init; } = [];

    /// <summary>True if the lead was derived from the body.</summary>
    public bool IsLeadDerived { get; init; }

    /// <summary>The former slugs, which redirect to the current one.</summary>
    public IReadOnlyList<string> FormerSlugs { get; init; } = [];

    /// <summary>True if the announcement is never archived because of its age.</summary>
    public bool Keep { get; init; }

    /// <summary>
    /// The start of the archiving period: when it was published or restored, or its publication date if that was later; for an
    /// import, the publication date.
    /// </summary>
    public DateTimeOffset? ArchivingFrom { get; init; }

    /// <summary>The name of the actor who made the last revision.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>The operation that made the last revision, such as <c>publish</c>.</summary>
    public required string ChangeAction { get; init; }

    /// <summary>The last revision's note for the public history, if any.</summary>
    public string? ChangeNote { get; init; }

    /// <summary>True if the last revision is too small for the public history.</summary>
    public bool IsMinorChange { get; init; }

    /// <summary>The note of the change that last set <see cref="AnnouncementSummary.UpdatedAt"/>, if any.</summary>
    public string? UpdateNote { get; init; }

    /// <summary>
    /// The oldest stored revision; null: the first. The current revision number if no former revision is stored.
    /// </summary>
    public int? OldestRevision { get; init; }

    /// <summary>The number of the oldest stored revision.</summary>
    [JsonIgnore]
    public int FirstKept => OldestRevision ?? 1;

    /// <summary>
    /// The last revision that withdrew the announcement from readers or put it into the bin, if any. Preview links made
    /// before it are invalid.
    /// </summary>
    public int? WithdrawnRevision { get; init; }

    /// <inheritdoc cref="AnnouncementSummary.At"/>
    public new Announcement At(DateTimeOffset now)
    {
        var present = (Announcement)base.At(now);
        // An archived announcement has no archiving period, even if it expired rather than aged.
        return present.Status == AnnouncementStatus.Archived ? present with { ArchivingFrom = null } : present;
    }

    /// <summary>Returns the announcement as a row: its own, or that of a former revision.</summary>
    public TableEntity ToRow(SiteTable table, string rowKey)
    {
        TableEntity row = table.NewRow(rowKey);
        row[nameof(Announcement)] = JsonSerializer.SerializeToUtf8Bytes(this, StoredAnnouncementJson.Compact.Announcement);
        BodyText.Write(row, nameof(Body));
        return row;
    }

    /// <summary>Reads an announcement from a row; its body is decoded on first use.</summary>
    /// <exception cref="InvalidDataException">The row does not contain an announcement.</exception>
    public static Announcement FromRow(TableEntity row) => DocumentOf(row) with { BodyText = LongText.Read(row, nameof(Body)) };

    /// <summary>Reads an announcement without its body; the row may have been read without it.</summary>
    /// <exception cref="InvalidDataException">The row does not contain an announcement.</exception>
    public static Announcement DocumentOf(TableEntity row) =>
        StoredJson.Read(row, nameof(Announcement), StoredAnnouncementJson.Compact.Announcement, "announcement");
}
