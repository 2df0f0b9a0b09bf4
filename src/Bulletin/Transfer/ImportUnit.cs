using Bulletin.Announcements;
using Bulletin.Media;

namespace Bulletin.Transfer;

/// <summary>
/// An announcement to be written; or one that the site has, with a draft and former revisions to be added to it.
/// </summary>
/// <param name="id">The id of the announcement.</param>
internal sealed class ImportUnit(Guid id)
{
    public Guid Id => id;

    /// <summary>The announcement if it is new; null if the site has it.</summary>
    public Announcement? New { get; init; }

    /// <summary>The draft to add; null: none.</summary>
    public AnnouncementDraft? Draft { get; set; }

    /// <summary>The line number of the draft; 0: none.</summary>
    public int DraftLine { get; set; }

    /// <summary>The former revisions to add, newest first, each with its line number.</summary>
    public List<(Announcement Revision, int Line)> Former { get; init; } = [];

    /// <summary>The line number of the announcement; 0 if it is not added.</summary>
    public int Line { get; init; }

    /// <summary>True if the announcement is identified by its source URL, because its line has no id.</summary>
    public bool IsBySource { get; init; }

    /// <summary>The media that the announcement, its draft and its former revisions name.</summary>
    public IEnumerable<NamedMedium> Media =>
        [.. New?.Media() ?? [], .. Draft?.Media() ?? [], .. Former.SelectMany(former => former.Revision.Media())];

    /// <summary>All line numbers of the unit.</summary>
    public IEnumerable<int> Lines => Former.Select(former => former.Line).Append(Line).Append(DraftLine).Where(line => line > 0);

    /// <summary>
    /// Returns the remaining former revisions after the announcement, its draft and some former revisions were written;
    /// null if none remain.
    /// </summary>
    public ImportUnit? Rest(int written) => written == Former.Count ? null : new ImportUnit(id) { Former = Former[written..] };

    /// <summary>
    /// Returns the draft and the former revisions only, for an announcement that turned out to exist already.
    /// </summary>
    public ImportUnit WithoutAnnouncement() => new(id) { Draft = Draft, DraftLine = DraftLine, Former = Former };
}
