using Bulletin.Announcements;

namespace Bulletin.Transfer;

/// <summary>
/// An announcement that is to be written, or one that the site has, with former revisions that are to be added to it.
/// </summary>
/// <param name="id">Its id.</param>
internal sealed class ImportUnit(Guid id)
{
    public Guid Id => id;

    /// <summary>The announcement when it is new; null when the site has it.</summary>
    public Announcement? New { get; init; }

    /// <summary>The former revisions to add, the newest first, each with the number of its line.</summary>
    public List<(Announcement Revision, int Line)> Former { get; init; } = [];

    /// <summary>The number of the line of the announcement; 0 when only former revisions are added.</summary>
    public int Line { get; init; }

    /// <summary>Whether the address it comes from tells it from others: its line has no id.</summary>
    public bool IsBySource { get; init; }

    /// <summary>What is left when the announcement, and some of its former revisions, are written.</summary>
    public ImportUnit? Rest(int written) => written == Former.Count ? null : new ImportUnit(id) { Former = Former[written..] };
}
