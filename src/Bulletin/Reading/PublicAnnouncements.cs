using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Site;

namespace Bulletin.Reading;

/// <summary>The public response for an announcement, and the conversion of its ETags in If-Match to revisions.</summary>
internal sealed class PublicAnnouncements(
    AnnouncementReader reader, AnnouncementPresenter presenter, CategoryCache categoryCache, TimeProvider clock)
{
    /// <summary>Returns the response for a public announcement.</summary>
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
    /// Converts the condition of a change to revisions: an ETag of the current public response, in any of its
    /// encodings, stands for the revision that readers see (RFC 9110, 13.1.1). This happens before the write, which
    /// checks only the revision.
    /// </summary>
    /// <param name="condition">The condition of the request.</param>
    /// <param name="id">The id of the announcement.</param>
    /// <param name="cancellation">Cancels the read.</param>
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
