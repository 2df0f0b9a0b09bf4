using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Editing.Drafts;

/// <summary>The next version of an announcement in a request.</summary>
/// <param name="Content">The content, in the members of an announcement.</param>
/// <param name="BaseRevision">The revision of the announcement on which the draft is based, if given.</param>
/// <param name="ReadRevision">
/// The <c>revision</c> member of the request. If the client sends an announcement that it has read as the draft, this
/// is the base revision.
/// </param>
internal sealed record DraftInput(AnnouncementInput Content, int? BaseRevision, int? ReadRevision)
{
    // The read-only members of a draft in addition to those of an announcement.
    internal static readonly string[] ReadOnlyMembers = ["changedBy"];

    /// <summary>Reads the members of a draft.</summary>
    /// <exception cref="ProblemException">Members are invalid; the problem lists them.</exception>
    public static DraftInput Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore(ReadOnlyMembers);
        Member<int?> baseRevision = members.Integer("baseRevision", 1, int.MaxValue);
        int? read = root.TryGetProperty("revision", out JsonElement revision)
            && revision.ValueKind == JsonValueKind.Number
            && revision.TryGetInt32(out int number)
                ? number
                : null;
        var content = AnnouncementInput.Read(members, isPatch: false);
        return new DraftInput(content, baseRevision.Value, read);
    }

    /// <summary>
    /// Checks the members that belong to the announcement itself. They may be sent unchanged, so that an announcement
    /// that was read can be sent as its draft, but they cannot be changed here.
    /// </summary>
    /// <exception cref="ProblemException">Such a member differs, or the base revision does not exist yet.</exception>
    public void Check(Announcement present)
    {
        List<(string, string)> errors = [];
        if (Content.Slug.IsPresent && Content.Slug.Value != present.Slug)
        {
            errors.Add((
                "slug", $"is no part of a draft, and that of the announcement is '{present.Slug}': change the announcement itself"));
        }

        if (Content.PublishedAt.IsPresent && Content.PublishedAt.Value != present.PublishedAt)
        {
            errors.Add(("publishedAt", "is no part of a draft, and that of the announcement is another: change the announcement itself"));
        }

        if (Content.Status.IsPresent && !IsOf(present, Content.Status.Value))
        {
            errors.Add((
                "status", $"is no part of a draft, and the announcement is {present.Status.Word()}: change the announcement itself"));
        }

        if (BaseRevision > present.Revision)
        {
            errors.Add(("baseRevision", $"must be a revision of the announcement, which has {present.Revision}"));
        }

        if (errors.Count > 0)
        {
            throw Problem.Invalid(errors);
        }
    }

    // The client may have read it while it was scheduled.
    private static bool IsOf(Announcement present, AnnouncementStatus? status) =>
        status == present.Status || (status == AnnouncementStatus.Scheduled && present.Status == AnnouncementStatus.Published);
}
