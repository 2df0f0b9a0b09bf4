using Bulletin.Announcements;

namespace Bulletin.Reading;

/// <summary>The draft of the next version of an announcement.</summary>
/// <param name="BaseRevision">The revision of the announcement on which the draft is based.</param>
/// <param name="Revision">The number of the draft's own revision, from 1.</param>
/// <param name="ChangedAt">The time of the last change.</param>
/// <param name="ChangedBy">The name of the actor who changed it last.</param>
internal sealed record DraftReference(int BaseRevision, int Revision, DateTimeOffset ChangedAt, string ChangedBy)
{
    public static DraftReference? Of(AnnouncementDraft? draft) =>
        draft is null ? null : new DraftReference(draft.BaseRevision, draft.Revision, draft.ChangedAt, draft.ChangedBy);
}
