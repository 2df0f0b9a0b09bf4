using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Media;
using Bulletin.Storage;

namespace Bulletin.Library;

/// <summary>Finds the announcements that really use a medium, among those of which a use is recorded.</summary>
internal static class MediumUsage
{
    /// <summary>The recorded uses of a medium, told apart.</summary>
    /// <param name="Real">The announcements that name it now, in a former revision or in the draft of the next version.</param>
    /// <param name="Stale">The recorded uses that came to nothing, or ended.</param>
    public sealed record Uses(IReadOnlyList<Announcement> Real, IReadOnlyList<RecordedUse> Stale);

    /// <summary>Reads the uses of a medium, until enough real ones are found.</summary>
    /// <param name="table">The rows of the site.</param>
    /// <param name="medium">The id of the medium.</param>
    /// <param name="enough">The number of real uses after which the others are not looked at.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public static async Task<Uses> ReadRealUsesAsync(this SiteTable table, Guid medium, int enough, CancellationToken cancellation)
    {
        List<Announcement> real = [];
        List<RecordedUse> stale = [];
        foreach (RecordedUse use in await table.ReadRecordedUsesAsync(medium, cancellation).ConfigureAwait(false))
        {
            // In the order in which content moves: a draft is published, what was published becomes a former revision. So what
            // moves meanwhile is not missed.
            bool isDrafted = (await table.ReadDraftAsync(use.Announcement, cancellation).ConfigureAwait(false))?
                .Media().Any(one => one.Id == medium) == true;
            if (await table.ReadAnnouncementAsync(use.Announcement, cancellation).ConfigureAwait(false) is { } announcement
                && (isDrafted || announcement.Names(medium)
                    || await table.IsInRevisionAsync(announcement.Id, medium, cancellation).ConfigureAwait(false)))
            {
                real.Add(announcement);
                if (real.Count == enough)
                {
                    break;
                }
            }
            else
            {
                stale.Add(use);
            }
        }

        return new Uses(real, stale);
    }

    private static async Task<bool> IsInRevisionAsync(
        this SiteTable table, Guid announcement, Guid medium, CancellationToken cancellation)
    {
        await foreach (TableEntity row in table
            .RowsAsync(RowRange.Of(RowKeys.RevisionPrefix(announcement)), null, cancellation, select: [nameof(Announcement)])
            .ConfigureAwait(false))
        {
            if (Announcement.DocumentOf(row).Names(medium))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(this Announcement announcement, Guid medium) => announcement.Media().Any(one => one.Id == medium);
}
