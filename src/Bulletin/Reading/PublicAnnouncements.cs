using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Site;

namespace Bulletin.Reading;

/// <summary>What readers get of an announcement under its address, and the changes that are based on it.</summary>
internal sealed class PublicAnnouncements(AnnouncementReader reader, AnnouncementPresenter presenter, CategoryCache categoryCache, TimeProvider clock)
{
    /// <summary>What readers get of a public announcement.</summary>
    public async Task<PublicAnswer> AnswerAsync(Announcement announcement, CancellationToken cancellation)
    {
        CategorySet categories = await categoryCache.ReadFreshAsync(cancellation).ConfigureAwait(false);
        return PublicAnswer.Json(presenter.Whole(announcement, categories), ReadingJson.Web.AnnouncementRepresentation) with
        {
            LastModified = Latest(announcement),
            TrueUntil = announcement.ChangesAt(clock.GetUtcNow()),
            Announcement = announcement.Id,
        };
    }

    /// <summary>
    /// The condition of a change, over revisions: an ETag of what readers get now, in any of its forms, stands for the revision that they see
    /// (RFC 9110, 13.1.1). It is looked at here, in front of the write, in which the revision counts.
    /// </summary>
    /// <param name="condition">The condition as it was sent.</param>
    /// <param name="id">The id of the announcement.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IfMatch> ConditionAsync(IfMatch condition, Guid id, CancellationToken cancellation) =>
        condition.NamesPublicETag && await reader.ReadAsync(id, cancellation).ConfigureAwait(false) is { IsPublic: true } shown
            ? condition.OrShown(await AnswerAsync(shown, cancellation).ConfigureAwait(false), shown.Revision)
            : condition;

    private static DateTimeOffset Latest(Announcement announcement)
    {
        DateTimeOffset latest = announcement.ChangedAt;
        foreach (DateTimeOffset? stamp in (DateTimeOffset?[])[announcement.PublishedAt, announcement.ArchivedAt])
        {
            latest = stamp > latest ? stamp.Value : latest;
        }

        return latest;
    }
}
