using Bulletin.Content.Pictures;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Http;

/// <summary>
/// Explains to clients, and in the log, why something is unavailable, with a separate text for each cause.
/// </summary>
internal static class UnavailableProblem
{
    /// <summary>Returns the problem for a dependency or resource that is unavailable or busy.</summary>
    public static Problem Of(UnavailableException away) =>
        Problem(KindOf(away), $"{CauseOf(away)}. {AdviceOf(away)}", away);

    /// <summary>Returns the cause as a sentence without its full stop.</summary>
    public static string CauseOf(UnavailableException away) => away switch
    {
        StorageUnavailableException { IsMedia: true } media => MediaCauseOf(media.Fault),
        StorageUnavailableException { IsOutcomeUnknown: true } => "Storage did not say in time whether the change was made",
        StorageUnavailableException { Fault: StorageFault.AccessRefused } =>
            "Storage refuses the service access: its key or its role assignment must be put right",
        StorageUnavailableException { Fault: StorageFault.NoCredential } =>
            "The service gets no token for storage: its managed identity must be put right, or comes back by itself",
        StorageUnavailableException { Fault: StorageFault.TableGone } => "The service's table in storage was deleted, or is being deleted",
        StorageUnavailableException { Fault: StorageFault.Overloaded } => "Storage answers that it has too much to do",
        StorageUnavailableException => "Storage does not answer",
        IssuerUnavailableException { InnerException: InvalidDataException } =>
            "The metadata of the service that issues the tokens cannot be used; the log says why",
        IssuerUnavailableException => "The service that issues the tokens does not answer",
        WritesBusyException { IsRaced: true } => "Other instances of the service wrote all the time, and were faster",
        WritesBusyException => "More is being written at this moment than gets done in time",
        PicturesUnavailableException => away.Message.TrimEnd('.'),
        _ => "The service has more to compute at this moment than it gets done in time",
    };

    private static string MediaCauseOf(StorageFault fault) => fault switch
    {
        StorageFault.AccessRefused => "The storage of media refuses the service access: its key or its role assignment must be put right",
        StorageFault.NoCredential =>
            "The service gets no token for the storage of media: its managed identity must be put right, or comes back by itself",
        StorageFault.TableGone => "The container of media was deleted, or is being deleted",
        StorageFault.Overloaded => "The storage of media answers that it has too much to do",
        _ => "The storage of media does not answer",
    };

    /// <summary>Returns the problem for a request that exceeded its time limit.</summary>
    /// <param name="stopped">The exception that ended the request.</param>
    /// <param name="isLate">True if the machine noticed the end of the time only much later.</param>
    public static Problem OfTimeUp(OperationCanceledException stopped, bool isLate) => stopped switch
    {
        _ when isLate => Problem(
            ProblemKind.Busy, "The service has more to compute at this moment than it gets done in time. Nothing is half-done; try again."),
        StorageWaitStoppedException => Problem(
            ProblemKind.Unavailable,
            $"The {RequestDeadline.Limit.TotalSeconds:0} seconds of a request were up while storage was being read. "
                + "Nothing is half-done; try again."),
        _ => Problem(
            ProblemKind.Busy,
            $"The {RequestDeadline.Limit.TotalSeconds:0} seconds of a request were up before the answer was there. "
                + "Nothing is half-done; try again."),
    };

    /// <summary>Returns the log level: error if somebody must act, warning if the problem may pass.</summary>
    public static LogLevel LevelOf(Exception failure) =>
        failure is StorageUnavailableException { Fault: StorageFault.AccessRefused or StorageFault.NoCredential }
            or PicturesUnavailableException
            ? LogLevel.Error
            : LogLevel.Warning;

    private static ProblemKind KindOf(UnavailableException away) => away switch
    {
        StorageUnavailableException { IsMedia: true } => ProblemKind.MediaUnavailable,
        StorageUnavailableException or IssuerUnavailableException or PicturesUnavailableException => ProblemKind.Unavailable,
        WritesBusyException => ProblemKind.WritesBusy,
        _ => ProblemKind.Busy,
    };

    private static string AdviceOf(UnavailableException away) => away switch
    {
        StorageUnavailableException { IsOutcomeUnknown: true } => "It is made whole, or not at all. Read again before you repeat it.",
        StorageUnavailableException { Fault: StorageFault.AccessRefused or StorageFault.NoCredential or StorageFault.TableGone } =>
            "Nothing is half-done.",
        StorageUnavailableException => "Nothing is half-done; try again.",
        IssuerUnavailableException { InnerException: InvalidDataException } => "Nothing was done.",
        WritesBusyException { IsRaced: true } => "Nothing was written; try again.",
        WritesBusyException => "Nothing was written; wait as long as Retry-After says, and try again.",
        PicturesUnavailableException => "Nothing was done; everything else works.",
        _ => "Nothing was done; try again.",
    };

    private static Problem Problem(ProblemKind kind, string detail, UnavailableException? away = null) =>
        new(kind, detail)
        {
            RetryAfter = away is null ? TimeSpan.FromSeconds(5)
                : away.RetryAfter < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1)
                : away.RetryAfter,
        };
}
