namespace Bulletin.Announcements;

/// <summary>
/// The announcement changed between the preparation of a body and the write. The write is abandoned, the body is
/// prepared again for the current announcement, and the write is retried.
/// </summary>
#pragma warning disable CA1032, CA1064 // It never leaves the service.
internal sealed class PreparationOutdatedException : Exception;
#pragma warning restore CA1032, CA1064
