using System.Collections.Frozen;
using Bulletin.Announcements;
using Bulletin.Http;

namespace Bulletin.Access;

/// <summary>Who may use an operation.</summary>
/// <param name="LeastRole">The least role; those above it may do as much.</param>
/// <param name="IsOnOwnDrafts">Whether an author may use it on drafts of their own only, of all announcements.</param>
internal sealed record AccessRule(Role LeastRole, bool IsOnOwnDrafts = false)
{
    /// <summary>An operation for a role and those above it.</summary>
    public static implicit operator AccessRule(Role leastRole) => new(leastRole);
}

/// <summary>Who may do what: the one place that says so. A test goes through it, operation by operation, over HTTP.</summary>
internal static class AccessRules
{
    // Editors and admins on every announcement, authors on drafts of their own.
    private static readonly AccessRule OwnDrafts = new(Role.Author, IsOnOwnDrafts: true);

    /// <summary>Every operation that is not for everybody.</summary>
    public static FrozenDictionary<string, AccessRule> Operations { get; } = new Dictionary<string, AccessRule>
    {
        ["ListForEditors"] = OwnDrafts,
        ["GetForEditors"] = OwnDrafts,
        ["CreateAnnouncement"] = OwnDrafts,
        ["ReplaceAnnouncement"] = OwnDrafts,
        ["PatchAnnouncement"] = OwnDrafts,
        ["DeleteAnnouncement"] = OwnDrafts,
        ["PublishAnnouncement"] = Role.Editor,
        ["UnpublishAnnouncement"] = Role.Editor,
        ["ArchiveAnnouncement"] = Role.Editor,
        ["RestoreAnnouncement"] = Role.Editor,
        ["ListRevisions"] = OwnDrafts,
        ["GetRevision"] = OwnDrafts,
        ["RevertAnnouncement"] = OwnDrafts,
        ["PurgeAnnouncement"] = Role.Admin,
        ["GetDraft"] = Role.Editor,
        ["PutDraft"] = Role.Editor,
        ["DeleteDraft"] = Role.Editor,
        ["PublishDraft"] = Role.Editor,
        ["CreatePreview"] = OwnDrafts,
        ["BatchAnnouncements"] = Role.Editor,
        ["ListCategoriesForEditors"] = Role.Author,
        ["GetCategoryForEditors"] = Role.Author,
        ["CreateCategory"] = Role.Admin,
        ["ReplaceCategory"] = Role.Admin,
        ["DeleteCategory"] = Role.Admin,
        ["ListAudit"] = Role.Admin,
        ["ListKeys"] = Role.Admin,
        ["CreateKey"] = Role.Admin,
        ["PatchKey"] = Role.Admin,
        ["DeleteKey"] = Role.Admin,
        ["Import"] = Role.Admin,
        ["Export"] = Role.Admin,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether an announcement is a draft that the actor made.</summary>
    public static bool IsOwnDraft(Actor actor, AnnouncementSummary announcement) =>
        announcement.Owner == actor.Id && announcement.Status == AnnouncementStatus.Draft;

    /// <summary>An author works on drafts of their own only.</summary>
    /// <exception cref="ProblemException">The announcement is another's, or no draft.</exception>
    public static void CheckOwn(Actor actor, AnnouncementSummary announcement)
    {
        if (actor.Role == Role.Author && !IsOwnDraft(actor, announcement))
        {
            throw Problem.Forbidden("An author works on drafts of their own: this is another's announcement, or no draft.");
        }
    }

    /// <summary>An author may make drafts only.</summary>
    /// <exception cref="ProblemException">The change would publish.</exception>
    public static void CheckChange(Actor actor, AnnouncementSummary announcement, AnnouncementStatus status)
    {
        CheckOwn(actor, announcement);
        if (actor.Role == Role.Author && status != AnnouncementStatus.Draft)
        {
            throw Problem.Forbidden("An author cannot publish: ask an editor.");
        }
    }
}
