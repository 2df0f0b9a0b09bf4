namespace Bulletin.Archiving;

/// <summary>The state of a site, as the verifier found it.</summary>
/// <param name="Violations">A line for each violation of the invariants; none when all is well.</param>
/// <param name="OlderLayouts">
/// Announcements whose rows are those of an older layout: no violation, <c>ArchiveOldAnnouncements</c> brings them up to date.
/// </param>
public sealed record SiteReport(IReadOnlyList<string> Violations, int OlderLayouts);
