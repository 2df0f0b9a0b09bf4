using System.Collections.Frozen;
using Bulletin.Announcements;
using Bulletin.Http;

namespace Bulletin.Access;

/// <summary>Who may do what: the one place that says so.</summary>
internal static class AccessRules
{
    /// <summary>The least role for each operation that is not for everybody.</summary>
    public static FrozenDictionary<string, Role> LeastRole { get; } = new Dictionary<string, Role>
    {
        ["ListForEditors"] = Role.Author,
        ["GetForEditors"] = Role.Author,
        ["CreateAnnouncement"] = Role.Author,
        ["ReplaceAnnouncement"] = Role.Author,
        ["PatchAnnouncement"] = Role.Author,
        ["DeleteAnnouncement"] = Role.Author,
        ["PublishAnnouncement"] = Role.Editor,
        ["UnpublishAnnouncement"] = Role.Editor,
        ["ArchiveAnnouncement"] = Role.Editor,
        ["RestoreAnnouncement"] = Role.Editor,
        ["ListCategoriesForEditors"] = Role.Author,
        ["GetCategoryForEditors"] = Role.Author,
        ["CreateCategory"] = Role.Admin,
        ["ReplaceCategory"] = Role.Admin,
        ["DeleteCategory"] = Role.Admin,
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
