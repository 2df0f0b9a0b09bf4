using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Editing.Drafts;

/// <summary>What a client sends of the next version of an announcement.</summary>
/// <param name="Content">What it says, in the members of an announcement.</param>
/// <param name="BaseRevision">The revision of the announcement that the client has seen, when it says so.</param>
/// <param name="ReadRevision">
/// The <c>revision</c> of what was sent: when an announcement that was read becomes its draft, that is what the client has seen.
/// </param>
internal sealed record DraftInput(AnnouncementInput Content, int? BaseRevision, int? ReadRevision)
{
    // What a draft has beside the read-only members of an announcement.
    internal static readonly string[] ReadOnlyMembers = ["changedBy"];

    /// <summary>Reads the members of a draft.</summary>
    /// <exception cref="ProblemException">Members are wrong; the problem names each.</exception>
    public static DraftInput Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore(ReadOnlyMembers);
        Member<int?> baseRevision = members.Integer("baseRevision", 1, int.MaxValue);
        int? read = root.TryGetProperty("revision", out JsonElement revision) && revision.ValueKind == JsonValueKind.Number && revision.TryGetInt32(out int number) ? number : null;
        var content = AnnouncementInput.Read(members, isPatch: false);
        return new DraftInput(content, baseRevision.Value, read);
    }

    /// <summary>
    /// Checks what belongs to the announcement itself. It may be sent as it is, so that what was read of the announcement can become its
    /// draft, but not changed here.
    /// </summary>
    /// <exception cref="ProblemException">It says something else, or names a revision that is not there yet.</exception>
    public void Check(Announcement present)
    {
        List<(string, string)> errors = [];
        if (Content.Slug.IsPresent && Content.Slug.Value != present.Slug)
        {
            errors.Add(("slug", $"is no part of a draft, and that of the announcement is '{present.Slug}': change the announcement itself"));
        }

        if (Content.PublishedAt.IsPresent && Content.PublishedAt.Value != present.PublishedAt)
        {
            errors.Add(("publishedAt", "is no part of a draft, and that of the announcement is another: change the announcement itself"));
        }

        if (Content.Status.IsPresent && !IsOf(present, Content.Status.Value))
        {
            errors.Add(("status", $"is no part of a draft, and the announcement is {present.Status.Word()}: change the announcement itself"));
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

    // It may have been read while it was scheduled.
    private static bool IsOf(Announcement present, AnnouncementStatus? status) =>
        status == present.Status || (status == AnnouncementStatus.Scheduled && present.Status == AnnouncementStatus.Published);
}
