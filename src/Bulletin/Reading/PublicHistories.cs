using Bulletin.Announcements;
using Bulletin.Announcements.Revisions;
using Bulletin.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace Bulletin.Reading;

/// <summary>The public histories of announcements, each kept until its announcement has another revision.</summary>
/// <remarks>
/// A history may need 2,000 revisions, and a page that shows it is made anew every few seconds while it is read; but it
/// changes only with a revision, or when the clock publishes the announcement.
/// </remarks>
internal sealed class PublicHistories(SiteTable table) : IDisposable
{
    // Changes of all kept histories together, a few hundred bytes each.
    private const int MaximumItems = 20_000;

    // An announcement that was purged and imported again has the same id, and may have the same revision.
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = MaximumItems });

    /// <summary>Returns the history of a public announcement.</summary>
    /// <param name="present">The announcement as of now.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public async ValueTask<AnnouncementHistory> ReadAsync(Announcement present, CancellationToken cancellation)
    {
        (Guid, int, DateTimeOffset?) key = (present.Id, present.Revision, present.FirstPublicAt);
        if (kept.TryGetValue(key, out AnnouncementHistory? known))
        {
            return known!;
        }

        int first = Math.Max(present.FirstKept, present.Revision - PublicHistory.MaximumExamined + 1);
        IReadOnlyList<Announcement> former = await table
            .ReadRevisionsAsync(present.Id, first, present.Revision - 1, cancellation).ConfigureAwait(false);
        AnnouncementHistory history = PublicHistory.Of([present, .. former]);
        return kept.Set(
            key, history, new MemoryCacheEntryOptions { Size = history.Items.Count, AbsoluteExpirationRelativeToNow = KeptFor });
    }

    public void Dispose() => kept.Dispose();
}
