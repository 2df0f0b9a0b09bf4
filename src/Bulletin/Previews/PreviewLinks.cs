using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Editing.Drafts;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Previews;

/// <summary>
/// Makes links that show a draft as a reader would see it, and follows them. A link shows the present text of its draft, until it expires,
/// or the draft becomes public, or is taken back or deleted.
/// </summary>
internal sealed class PreviewLinks(SiteTable table, PreviewSigner signer, CategoryCache categoryCache, BulletinSettings settings, TimeProvider clock)
{
    /// <summary>For how long a link shows its draft, unless it is said.</summary>
    public static readonly TimeSpan UsualPeriod = TimeSpan.FromDays(7);

    /// <summary>For how long a link can show its draft.</summary>
    public static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(30);

    /// <summary>Makes a link to a draft: that of the next version of an announcement, or the announcement itself while readers do not see it.</summary>
    /// <param name="id">The announcement.</param>
    /// <param name="expiresAt">From when on the link shows nothing; null for the usual period.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="ProblemException">There is nothing to preview, or not for this actor.</exception>
    /// <exception cref="StorageUnavailableException">Storage is away.</exception>
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
        // An announcement that is itself a draft cannot get the draft of a next version that it may have.
        AnnouncementDraft? draft = present.Status is AnnouncementStatus.Draft or AnnouncementStatus.Deleted
            ? null
            : await table.ReadDraftAsync(id, cancellation).ConfigureAwait(false);
        if (draft is null && !IsUnseen(present))
        {
            throw Problem.WrongState($"The announcement is {present.Status.Word()} and has no draft of a next version: there is nothing to preview.");
        }

        var token = new PreviewToken(id, draft?.Id, present.WithdrawnRevision ?? 0, expiresAt ?? now + UsualPeriod);
        string text = await signer.SignAsync(token, actor, cancellation).ConfigureAwait(false);
        return new PreviewRepresentation(settings.PreviewUrl.Replace("{token}", text, StringComparison.Ordinal), text, token.ExpiresAt);
    }

    /// <summary>What a link shows.</summary>
    /// <exception cref="ProblemException">It is no link of this site, or over.</exception>
    /// <exception cref="StorageUnavailableException">Storage is away.</exception>
    public async Task<(Announcement Announcement, CategorySet Categories)> ReadAsync(string text, CancellationToken cancellation)
    {
        PreviewToken token = await signer.ReadAsync(text, cancellation).ConfigureAwait(false)
            ?? throw Problem.NotFound("There is no such preview.");
        DateTimeOffset now = clock.GetUtcNow();
        if (token.ExpiresAt <= now)
        {
            throw Over("The link has expired.");
        }

        // The draft first: without it the announcement need not be read.
        AnnouncementDraft? draft = token.Draft is null ? null : await table.ReadDraftAsync(token.Announcement, cancellation).ConfigureAwait(false);
        if (draft?.Id != token.Draft
            || (await table.ReadAnnouncementAsync(token.Announcement, cancellation).ConfigureAwait(false))?.At(now) is not { } present
            || present.Status == AnnouncementStatus.Deleted
            || (present.WithdrawnRevision ?? 0) != token.WithdrawnRevision
            || (draft is null && !IsUnseen(present)))
        {
            throw Over("What the link showed was published, taken back or deleted since.");
        }

        CategorySet categories = await categoryCache.ReadAsync(cancellation).ConfigureAwait(false);
        return (DraftChange.Preview(present, draft, categories, settings.ArchiveAfter, now), categories);
    }

    private static bool IsUnseen(Announcement present) => present.Status is AnnouncementStatus.Draft or AnnouncementStatus.Scheduled;

    private static ProblemException Over(string detail) => new(new Problem(ProblemKind.PreviewOver, detail));
}
