namespace Bulletin.Archiving;

/// <summary>The verifier's findings about a site.</summary>
/// <param name="Violations">One line per violation of the invariants; empty if there is none.</param>
/// <param name="OlderLayouts">
/// The number of announcements with rows in an older layout. They are no violation: <c>ArchiveOldAnnouncements</c>
/// migrates them.
/// </param>
public sealed record SiteReport(IReadOnlyList<string> Violations, int OlderLayouts);
