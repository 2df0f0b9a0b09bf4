using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>An announcement, whole, as it is stored.</summary>
internal sealed record Announcement : AnnouncementSummary
{
    /// <summary>The most slugs that an announcement can have had; each is a row that leads to it.</summary>
    public const int MaximumFormerSlugs = 20;

    /// <summary>The text as it was written, in its stored form; it stands beside the document, in chunks.</summary>
    [JsonIgnore]
    public LongText BodyText { get; init; } = LongText.Empty;

    /// <summary>The text as it was written. Setting it packs the text: where one announcement takes over the text of another, copy
    /// <see cref="BodyText"/> instead.</summary>
    /// <exception cref="InvalidDataException">What is stored is damaged.</exception>
    [JsonIgnore]
    public string Body
    {
        get => BodyText.Value;
        init => BodyText = LongText.Of(value);
    }

    /// <summary>The layout of the rows in which it was saved; see <see cref="AnnouncementRows.PresentLayout"/>.</summary>
    public int Layout { get; init; }

    /// <summary>Whether the lead was taken from the body.</summary>
    public bool IsLeadDerived { get; init; }

    /// <summary>Slugs it had before; they redirect to the present one.</summary>
    public IReadOnlyList<string> FormerSlugs { get; init; } = [];

    /// <summary>Never archived by age.</summary>
    public bool Keep { get; init; }

    /// <summary>From when on its age counts for archiving: the later of publication and publishedAt, or its restoration.</summary>
    public DateTimeOffset? ArchivingFrom { get; init; }

    /// <summary>Who made the last revision.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>What made the last revision, such as <c>publish</c>.</summary>
    public required string ChangeAction { get; init; }

    /// <summary>What the last revision says of itself in the public history.</summary>
    public string? ChangeNote { get; init; }

    /// <summary>Whether the last revision is too small for the public history.</summary>
    public bool IsMinorChange { get; init; }

    /// <summary>The note of the last change that moved <see cref="AnnouncementSummary.UpdatedAt"/>; null when it had none.</summary>
    public string? UpdateNote { get; init; }

    /// <summary>The number of the oldest revision that is kept; null for the first. Its own number when no former one is.</summary>
    public int? OldestRevision { get; init; }

    /// <summary>The number of the oldest revision that is kept.</summary>
    [JsonIgnore]
    public int FirstKept => OldestRevision ?? 1;

    /// <summary>
    /// The last revision that took it from readers, or put it into the bin; null when none did. Links to previews from before it are void.
    /// </summary>
    public int? WithdrawnRevision { get; init; }

    /// <inheritdoc cref="AnnouncementSummary.At"/>
    public new Announcement At(DateTimeOffset now)
    {
        var present = (Announcement)base.At(now);
        // In the archive nothing ages, however it came there.
        return present.Status == AnnouncementStatus.Archived ? present with { ArchivingFrom = null } : present;
    }

    /// <summary>Writes the announcement into a row: the one of the announcement, or one of its former revisions.</summary>
    public TableEntity ToRow(SiteTable table, string rowKey)
    {
        TableEntity row = table.NewRow(rowKey);
        row[nameof(Announcement)] = JsonSerializer.SerializeToUtf8Bytes(this, StoredAnnouncementJson.Compact.Announcement);
        BodyText.Write(row, nameof(Body));
        return row;
    }

    /// <summary>The announcement of a row. Its body stays packed until it is asked for.</summary>
    /// <exception cref="InvalidDataException">The row does not hold an announcement.</exception>
    public static Announcement FromRow(TableEntity row) => DocumentOf(row) with { BodyText = LongText.Read(row, nameof(Body)) };

    /// <summary>The announcement without its body, of a row that may have been read without it.</summary>
    /// <exception cref="InvalidDataException">The row does not hold an announcement.</exception>
    public static Announcement DocumentOf(TableEntity row)
    {
        try
        {
            return JsonSerializer.Deserialize(row.GetBinary(nameof(Announcement)), StoredAnnouncementJson.Compact.Announcement)
                ?? throw new InvalidDataException($"Row {row.RowKey} holds no announcement.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"Row {row.RowKey} holds no announcement: {broken.Message}", broken);
        }
    }
}
