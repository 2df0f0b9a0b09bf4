using System.Collections.Frozen;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Access;

/// <summary>The least role for an operation, and how far an author gets with it.</summary>
/// <param name="LeastRole">The least role; those above it may do as much.</param>
/// <param name="Reach">The announcements that an author reaches by it.</param>
internal sealed record AccessRule(Role LeastRole, Reach Reach = Reach.Everything)
{
    /// <summary>An operation for a role and those above it.</summary>
    public static implicit operator AccessRule(Role leastRole) => new(leastRole);
}

/// <summary>
/// Who may do what: the one place that says so. An operation carries its rule (<c>WithAccess</c>), and whoever uses it has the reach of the
/// rule. A test goes through the table, operation by operation, over HTTP.
/// </summary>
internal static class AccessRules
{
    // Editors and admins on every announcement; authors on drafts of their own, or on all that they made.
    private static readonly AccessRule OwnDrafts = new(Role.Author, Reach.OwnDrafts);
    private static readonly AccessRule Own = new(Role.Author, Reach.Own);

    /// <summary>Every operation that is not for everybody.</summary>
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

    /// <summary>Whether an actor reaches an announcement by the operation that is used.</summary>
    public static bool IsWithinReach(Actor actor, AnnouncementSummary announcement) => actor.Role != Role.Author || actor.Reach switch
    {
        Reach.Everything => true,
        Reach.Own => announcement.Owner == actor.Id,
        _ => announcement.Owner == actor.Id && announcement.Status == AnnouncementStatus.Draft,
    };

    /// <summary>An author works on drafts of their own, and reads what became of them.</summary>
    /// <exception cref="ProblemException">The announcement is beyond the actor's reach.</exception>
    public static void CheckOwn(Actor actor, AnnouncementSummary announcement)
    {
        if (!IsWithinReach(actor, announcement))
        {
            throw Problem.Forbidden(actor.Reach == Reach.Own
                ? "An author reads announcements of their own: this is another's."
                : "An author works on drafts of their own: this is another's announcement, or no draft.");
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
