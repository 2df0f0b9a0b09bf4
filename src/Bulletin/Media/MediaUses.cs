using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Media;

/// <summary>
/// Records which announcements use which media, before the change that names them: a change of an announcement may need all
/// rows of its transaction. So the recorded uses include all real ones, and some that came to nothing.
/// </summary>
internal sealed class MediaUses(SiteWriter writer, TimeProvider clock)
{
    /// <summary>The age from which a recorded use that came to nothing may be forgotten: no change takes so long.</summary>
    public static readonly TimeSpan InProgress = TimeSpan.FromDays(1);

    /// <summary>
    /// Records uses, unless they were recorded a short time ago. Media that do not exist, or that the actor may not use, are left
    /// out.
    /// </summary>
    /// <param name="announcement">The id of the announcement, which need not exist yet.</param>
    /// <param name="media">The ids of the media that it is about to name.</param>
    /// <param name="actor">The actor of the change.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public async Task RecordAsync(Guid announcement, IReadOnlyCollection<Guid> media, Actor actor, CancellationToken cancellation)
    {
        if (media.Count == 0)
        {
            return;
        }

        // A use that is about to be forgotten is recorded again.
        DateTimeOffset recent = clock.GetUtcNow() - (InProgress / 2);
        HashSet<Guid> recorded = await writer.Table.ReadMediaOfAsync(announcement, recent, cancellation).ConfigureAwait(false);
        List<Guid> missing = [.. media.Where(id => !recorded.Contains(id))];
        if (missing.Count == 0)
        {
            return;
        }

        await writer.WriteAsync(
            actor,
            "use-media",
            async (write, stop) =>
            {
                Medium?[] found = await Task.WhenAll(missing.Select(id => write.Table.ReadMediumAsync(id, stop))).ConfigureAwait(false);
                foreach (Medium medium in found.OfType<Medium>().Where(medium => MediaAccess.MayUse(actor, medium)))
                {
                    write.RecordUse(medium.Id, announcement);
                }

                return true;
            },
            cancellation,
            about: announcement).ConfigureAwait(false);
    }
}
