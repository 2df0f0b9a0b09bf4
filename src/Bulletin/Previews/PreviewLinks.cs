using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Editing.Drafts;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Previews;

/// <summary>A draft as a reader would see it.</summary>
/// <param name="Announcement">The announcement as it would be, were it published now or at its instant.</param>
/// <param name="Categories">All categories.</param>
/// <param name="PublishedAt">The publication date, past or to come, if there is one already; otherwise null.</param>
internal sealed record ShownDraft(Announcement Announcement, CategorySet Categories, DateTimeOffset? PublishedAt);

/// <summary>
/// Creates and resolves links that show a draft as a reader would see it. A link shows the current text of its draft
/// until it expires, or until the draft becomes public, is withdrawn, or is deleted.
/// </summary>
internal sealed class PreviewLinks(
    SiteTable table, PreviewSigner signer, CategoryCache categoryCache, BulletinSettings settings, TimeProvider clock)
{
    /// <summary>The default validity of a link: 7 days.</summary>
    public static readonly TimeSpan UsualPeriod = TimeSpan.FromDays(7);

    /// <summary>The maximum validity of a link: 30 days.</summary>
    public static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(30);

    /// <summary>
    /// Creates a link to a draft: to the draft of an announcement's next revision, or to an announcement that is not
    /// public yet.
    /// </summary>
    /// <param name="id">The id of the announcement.</param>
    /// <param name="expiresAt">The time at which the link expires; null: after the default validity.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="ProblemException">There is nothing to preview, or the actor may not preview it.</exception>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<PreviewRepresentation> CreateAsync(Guid id, DateTimeOffset? expiresAt, Actor actor, CancellationToken cancellation)
    {
        DateTimeOffset now = clock.GetUtcNow().ToMilliseconds();
        if (expiresAt <= now || expiresAt > now + LongestPeriod)
        {
            throw Problem.Invalid("expiresAt", $"must be an instant to come, at most {LongestPeriod.TotalDays:0} days ahead");
        }

        Announcement present = (await table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false))?.At(now)
            ?? throw Problem.NotFound($"There is no announcement {id}.");
        AccessRules.CheckOwn(actor, present);
        // An announcement that is itself a draft cannot take over a next revision's draft that it may have.
        AnnouncementDraft? draft = present.Status is AnnouncementStatus.Draft or AnnouncementStatus.Deleted
            ? null
            : await table.ReadDraftAsync(id, cancellation).ConfigureAwait(false);
        if (draft is null && !IsUnseen(present))
        {
            throw Problem.WrongState(
                $"The announcement is {present.Status.Word()} and has no draft of a next version: there is nothing to preview.");
        }

        var token = new PreviewToken(id, draft?.Id, present.WithdrawnRevision ?? 0, expiresAt ?? now + UsualPeriod);
        string text = await signer.SignAsync(token, actor, cancellation).ConfigureAwait(false);
        return new PreviewRepresentation(settings.PreviewUrl.Replace("{token}", text, StringComparison.Ordinal), text, token.ExpiresAt);
    }

    /// <summary>Returns the announcement that a link shows.</summary>
    /// <exception cref="ProblemException">The link is not from this site, or is no longer valid.</exception>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public async Task<ShownDraft> ReadAsync(string text, CancellationToken cancellation)
    {
        PreviewToken token = await signer.ReadAsync(text, cancellation).ConfigureAwait(false)
            ?? throw Problem.NotFound("There is no such preview.");
        DateTimeOffset now = clock.GetUtcNow();
        if (token.ExpiresAt <= now)
        {
            throw Over("The link has expired.");
        }

        // The draft is read first: without it, the announcement need not be read.
        AnnouncementDraft? draft = token.Draft is null
            ? null
            : await table.ReadDraftAsync(token.Announcement, cancellation).ConfigureAwait(false);
        if (draft?.Id != token.Draft
            || (await table.ReadAnnouncementAsync(token.Announcement, cancellation).ConfigureAwait(false))?.At(now) is not { } present
            || present.Status == AnnouncementStatus.Deleted
            || (present.WithdrawnRevision ?? 0) != token.WithdrawnRevision
            || (draft is null && !IsUnseen(present)))
        {
            throw Over("What the link showed was published, taken back or deleted since.");
        }

        CategorySet categories = await categoryCache.ReadAsync(cancellation).ConfigureAwait(false);
        Announcement shown = DraftChange.Preview(present, draft, categories, settings.ArchiveAfter, now);
        return new ShownDraft(shown, categories, present.PublishedAt);
    }

    private static bool IsUnseen(Announcement present) => present.Status is AnnouncementStatus.Draft or AnnouncementStatus.Scheduled;

    private static ProblemException Over(string detail) => new(new Problem(ProblemKind.PreviewOver, detail));
}
