using System.Collections.Frozen;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Access;

/// <summary>The access rule of an operation.</summary>
/// <param name="LeastRole">The lowest role that may use the operation.</param>
/// <param name="Reach">The announcements on which an author may use it.</param>
internal sealed record AccessRule(Role LeastRole, Reach Reach = Reach.Everything)
{
    /// <summary>Creates the rule of an operation for a role and the roles above it.</summary>
    public static implicit operator AccessRule(Role leastRole) => new(leastRole);
}

/// <summary>The access rules of all operations, in one place.</summary>
/// <remarks>
/// An operation carries its rule (<c>WithAccess</c>), and the actor of a request gets the rule's reach. A test checks
/// the table over HTTP, operation by operation.
/// </remarks>
internal static class AccessRules
{
    // Editors and admins may use these on every announcement, authors only on their own drafts or their own
    // announcements.
    private static readonly AccessRule OwnDrafts = new(Role.Author, Reach.OwnDrafts);
    private static readonly AccessRule Own = new(Role.Author, Reach.Own);

    /// <summary>The rules of all operations that are not public, by operation name.</summary>
    public static FrozenDictionary<string, AccessRule> Operations { get; } = new Dictionary<string, AccessRule>
    {
        ["ListForEditors"] = Own,
        ["GetForEditors"] = Own,
        ["CreateAnnouncement"] = Own,
        ["ReplaceAnnouncement"] = OwnDrafts,
        ["PatchAnnouncement"] = OwnDrafts,
        ["DeleteAnnouncement"] = OwnDrafts,
        ["PublishAnnouncement"] = Role.Editor,
        ["UnpublishAnnouncement"] = Role.Editor,
        ["ArchiveAnnouncement"] = Role.Editor,
        ["RestoreAnnouncement"] = Role.Editor,
        ["ListRevisions"] = Own,
        ["GetRevision"] = Own,
        ["RevertAnnouncement"] = OwnDrafts,
        ["PurgeAnnouncement"] = Role.Admin,
        ["GetDraft"] = Role.Editor,
        ["PutDraft"] = Role.Editor,
        ["DeleteDraft"] = Role.Editor,
        ["PublishDraft"] = Role.Editor,
        ["CreatePreview"] = OwnDrafts,
        ["ListMedia"] = Own,
        ["GetMedium"] = Own,
        ["GetMediumContent"] = Own,
        ["UploadMedium"] = Own,
        ["ReplaceMedium"] = Own,
        ["PatchMedium"] = Own,
        ["DeleteMedium"] = Own,
        ["BeginUpload"] = Own,
        ["ConfirmUpload"] = Own,
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

    /// <summary>Returns true if an actor may use the current operation on an announcement.</summary>
    public static bool IsWithinReach(Actor actor, AnnouncementSummary announcement) => actor.Role != Role.Author || actor.Reach switch
    {
        Reach.Everything => true,
        Reach.Own => announcement.Owner == actor.Id,
        _ => announcement.Owner == actor.Id && announcement.Status == AnnouncementStatus.Draft,
    };

    /// <summary>Checks that an actor may use the current operation on an announcement.</summary>
    /// <exception cref="ProblemException">The announcement belongs to another author, or is not a draft.</exception>
    public static void CheckOwn(Actor actor, AnnouncementSummary announcement)
    {
        if (!IsWithinReach(actor, announcement))
        {
            throw Problem.Forbidden(actor.Reach == Reach.Own
                ? "An author reads announcements of their own: this is another's."
                : "An author works on drafts of their own: this is another's announcement, or no draft.");
        }
    }

    /// <summary>Checks that an actor may give an announcement a status: an author only that of a draft.</summary>
    /// <exception cref="ProblemException">
    /// The announcement is out of the actor's reach, or an author tries to publish.
    /// </exception>
    public static void CheckChange(Actor actor, AnnouncementSummary announcement, AnnouncementStatus status)
    {
        CheckOwn(actor, announcement);
        if (actor.Role == Role.Author && status != AnnouncementStatus.Draft)
        {
            throw Problem.Forbidden("An author cannot publish: ask an editor.");
        }
    }
}
