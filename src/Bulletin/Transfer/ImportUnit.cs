using Bulletin.Announcements;

namespace Bulletin.Transfer;

/// <summary>
/// An announcement that is to be written, or one that the site has, with a draft and former revisions that are to be added to it.
/// </summary>
/// <param name="id">Its id.</param>
internal sealed class ImportUnit(Guid id)
{
    public Guid Id => id;

    /// <summary>The announcement when it is new; null when the site has it.</summary>
    public Announcement? New { get; init; }

    /// <summary>The draft of its next version to add; null for none.</summary>
    public AnnouncementDraft? Draft { get; set; }

    /// <summary>The number of the line of the draft.</summary>
    public int DraftLine { get; set; }

    /// <summary>The former revisions to add, the newest first, each with the number of its line.</summary>
    public List<(Announcement Revision, int Line)> Former { get; init; } = [];

    /// <summary>The number of the line of the announcement; 0 when it is not added.</summary>
    public int Line { get; init; }

    /// <summary>Whether the address it comes from tells it from others: its line has no id.</summary>
    public bool IsBySource { get; init; }

    /// <summary>The numbers of all its lines.</summary>
    public IEnumerable<int> Lines => Former.Select(former => former.Line).Append(Line).Append(DraftLine).Where(line => line > 0);

    /// <summary>What is left when the announcement, its draft and some of its former revisions are written.</summary>
    public ImportUnit? Rest(int written) => written == Former.Count ? null : new ImportUnit(id) { Former = Former[written..] };

    /// <summary>The draft and the former revisions, of an announcement that turned out to be there already.</summary>
    public ImportUnit WithoutAnnouncement() => new(id) { Draft = Draft, DraftLine = DraftLine, Former = Former };
}
