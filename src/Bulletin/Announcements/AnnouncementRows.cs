using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>The rows of an announcement in each state; all other code gets them from here.</summary>
internal static class AnnouncementRows
{
    /// <summary>The property of an index row that contains the summary.</summary>
    public const string Summary = nameof(Summary);

    /// <summary>The layout of newly saved announcements: 1, which added the source row.</summary>
    /// <remarks>
    /// Stored announcements keep their layout, so that their rows are known when they are replaced. Increment it when
    /// announcements get additional rows.
    /// </remarks>
    public const int PresentLayout = 1;

    /// <summary>Returns all rows of an announcement except its former revisions.</summary>
    public static IEnumerable<TableEntity> Of(SiteTable table, Announcement announcement)
    {
        yield return announcement.ToRow(table, RowKeys.Announcement(announcement.Id));
        foreach (string slug in (IEnumerable<string>)[announcement.Slug, .. announcement.FormerSlugs])
        {
            TableEntity row = table.NewRow(RowKeys.Slug(slug));
            row["Id"] = announcement.Id.ToString("D");
            yield return row;
        }

        foreach (Guid category in announcement.Categories)
        {
            yield return table.NewRow(RowKeys.CategoryUse(category, announcement.Id));
        }

        if (announcement.Layout >= 1 && announcement.SourceUrl is { } source)
        {
            yield return table.NewRow(RowKeys.Source(source, announcement.Id));
        }

        byte[] summary = JsonSerializer.SerializeToUtf8Bytes(announcement, StoredAnnouncementJson.Compact.AnnouncementSummary);
        foreach (string rowKey in IndexKeys(announcement))
        {
            yield return IndexRow(table, rowKey, announcement, summary);
        }

        foreach ((string rowKey, Announcement placed) in Timelines(announcement))
        {
            yield return IndexRow(table, rowKey, placed, summary);
        }
    }

    /// <summary>Reads the summary from an index row.</summary>
    /// <exception cref="InvalidDataException">The row does not contain a summary.</exception>
    public static AnnouncementSummary ReadSummary(TableEntity row) =>
        StoredJson.Read(row, Summary, StoredAnnouncementJson.Compact.AnnouncementSummary, "summary");

    private static IEnumerable<string> IndexKeys(Announcement announcement)
    {
        Guid id = announcement.Id;
        yield return RowKeys.EditorList(announcement.Status.Word(), announcement.ChangedAt, id);
        switch (announcement.Status)
        {
            case AnnouncementStatus.Scheduled or AnnouncementStatus.Published:
                foreach (string rowKey in DueKeys(announcement, PublishedAt(announcement)))
                {
                    yield return rowKey;
                }

                break;
            case AnnouncementStatus.Archived:
                yield return RowKeys.Archive(PublishedAt(announcement), id);
                foreach (Guid category in announcement.Categories)
                {
                    yield return RowKeys.CategoryArchive(category, PublishedAt(announcement), id);
                }

                if (announcement.PinnedUntil is { } pinnedUntil)
                {
                    yield return RowKeys.Due(DueKind.Unpin, pinnedUntil, id);
                }

                break;
            case AnnouncementStatus.Deleted:
                yield return RowKeys.Due(DueKind.Purge, announcement.DeletedAt!.Value + ArchivingRules.BinPeriod, id);
                break;
            default:
                break;
        }
    }

    private static IEnumerable<(string RowKey, Announcement Placed)> Timelines(Announcement announcement)
    {
        if (announcement.Status is not (AnnouncementStatus.Scheduled or AnnouncementStatus.Published))
        {
            yield break;
        }

        foreach (Announcement placed in Runs(announcement))
        {
            DateTimeOffset publishedAt = PublishedAt(announcement);
            yield return (RowKeys.Timeline(placed.Pinned, publishedAt, announcement.Id), placed);
            foreach (Guid category in announcement.Categories)
            {
                yield return (RowKeys.CategoryTimeline(category, placed.Pinned, publishedAt, announcement.Id), placed);
            }
        }
    }

    // An announcement with an ending pin has an entry among the pinned ones and one among the others. The filter
    // properties tell until when the first entry applies and from when the second does, so that a list is still one
    // query and correct at any time.
    private static IEnumerable<Announcement> Runs(Announcement announcement) => announcement is { Pinned: true, PinnedUntil: { } end }
        ?
        [
            announcement with { ExpiresAt = Instants.Earlier(announcement.ExpiresAt, end) },
            announcement with { Pinned = false, PublishedAt = announcement.PublishedAt > end ? announcement.PublishedAt : end },
        ]
        : [announcement];

    private static IEnumerable<string> DueKeys(Announcement announcement, DateTimeOffset publishedAt)
    {
        Guid id = announcement.Id;
        if (announcement.Status == AnnouncementStatus.Scheduled)
        {
            yield return RowKeys.Due(DueKind.Publish, publishedAt, id);
        }

        if (announcement.ExpiresAt is { } expiresAt)
        {
            yield return RowKeys.Due(DueKind.Expire, expiresAt, id);
        }

        if (announcement.ArchiveAt is { } archiveAt && !(announcement.ExpiresAt <= archiveAt))
        {
            yield return RowKeys.Due(DueKind.Archive, archiveAt, id);
        }

        if (announcement.PinnedUntil is { } pinnedUntil)
        {
            yield return RowKeys.Due(DueKind.Unpin, pinnedUntil, id);
        }
    }

    // Storage filters by the properties other than the summary.
    private static TableEntity IndexRow(SiteTable table, string rowKey, Announcement announcement, byte[] summary)
    {
        TableEntity row = table.NewRow(rowKey);
        row[nameof(Announcement.PublishedAt)] = announcement.PublishedAt ?? Instants.Never;
        row[nameof(Announcement.ExpiresAt)] = announcement.ExpiresAt ?? Instants.Never;
        row[nameof(Announcement.Language)] = announcement.Language;
        row[nameof(Announcement.Pinned)] = announcement.Pinned;
        row[nameof(Announcement.CreatedBy)] = announcement.Owner;
        row[Summary] = summary;
        return row;
    }

    private static DateTimeOffset PublishedAt(Announcement announcement) =>
        announcement.PublishedAt ?? throw new InvalidDataException($"Announcement {announcement.Id} is public but has no publishedAt.");
}
