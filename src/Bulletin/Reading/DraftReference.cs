using Bulletin.Announcements;

namespace Bulletin.Reading;

/// <summary>That there is a draft of the next version of an announcement.</summary>
/// <param name="BaseRevision">The revision of the announcement that its writers have seen.</param>
/// <param name="Revision">The number of the draft's own revision, from 1.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="ChangedBy">Who changed it last.</param>
internal sealed record DraftReference(int BaseRevision, int Revision, DateTimeOffset ChangedAt, string ChangedBy)
{
    public static DraftReference? Of(AnnouncementDraft? draft) =>
        draft is null ? null : new DraftReference(draft.BaseRevision, draft.Revision, draft.ChangedAt, draft.ChangedBy);
}
