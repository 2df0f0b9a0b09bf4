using Bulletin.Access;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Http;

/// <summary>Tells clients, and the log, why something could not be done now: each cause in its own words.</summary>
internal static class UnavailableProblem
{
    /// <summary>The problem of what was not to be had.</summary>
    public static Problem Of(UnavailableException away) => away switch
    {
        StorageUnavailableException storage => Problem(ProblemKind.Unavailable, DetailOf(storage), away),
        IssuerUnavailableException { InnerException: InvalidDataException } => Problem(
            ProblemKind.Unavailable, "The metadata of the service that issues the tokens cannot be used; the log says why. Nothing was done.", away),
        IssuerUnavailableException => Problem(ProblemKind.Unavailable, "The service that issues the tokens does not answer. Nothing was done; try again.", away),
        WritesBusyException { IsRaced: true } => Problem(
            ProblemKind.WritesBusy, "Other instances of the service wrote all the time, and were faster. Nothing was written; try again.", away),
        WritesBusyException => Problem(
            ProblemKind.WritesBusy, "More is being written at this moment than gets done in time. Nothing was written; wait as long as Retry-After says, and try again.", away),
        _ => Problem(ProblemKind.Busy, "The service has more to compute at this moment than it gets done in time. Nothing was done; try again.", away),
    };

    /// <summary>The problem of a request whose time was up.</summary>
    /// <param name="stopped">What ended the request.</param>
    /// <param name="isLate">Whether the machine noticed only long after the time was up.</param>
    public static Problem OfTimeUp(OperationCanceledException stopped, bool isLate) => stopped switch
    {
        _ when isLate => Problem(ProblemKind.Busy, "The service has more to compute at this moment than it gets done in time. Nothing is half-done; try again."),
        StorageWaitStoppedException => Problem(
            ProblemKind.Unavailable, $"The {RequestDeadline.Limit.TotalSeconds:0} seconds of a request were up while storage was being read. Nothing is half-done; try again."),
        _ => Problem(
            ProblemKind.Busy, $"The {RequestDeadline.Limit.TotalSeconds:0} seconds of a request were up before the answer was there. Nothing is half-done; try again."),
    };

    /// <summary>How the log tells it: what somebody must see to is an error, what passes by itself a warning.</summary>
    public static LogLevel LevelOf(Exception failure) => failure is StorageUnavailableException { Fault: StorageFault.AccessRefused or StorageFault.NoCredential }
        ? LogLevel.Error
        : LogLevel.Warning;

    private static string DetailOf(StorageUnavailableException storage) => (storage.Fault, storage.IsOutcomeUnknown) switch
    {
        (StorageFault.AccessRefused, false) => "Storage refuses the service access: its key or its role assignment must be put right. Nothing is half-done.",
        (StorageFault.NoCredential, false) => "The service gets no token for storage: its managed identity must be put right, or comes back by itself. Nothing is half-done.",
        (StorageFault.TableGone, false) => "The service's table in storage was deleted, or is being deleted. Nothing is half-done.",
        (StorageFault.Overloaded, false) => "Storage answers that it has too much to do. Nothing is half-done; try again.",
        (_, true) => "Storage did not say in time whether the change was made; it is made whole, or not at all. Read again before you repeat it.",
        _ => "Storage does not answer. Nothing is half-done; try again.",
    };

    private static Problem Problem(ProblemKind kind, string detail, UnavailableException? away = null) =>
        new(kind, detail) { RetryAfter = away is null ? TimeSpan.FromSeconds(5) : away.RetryAfter < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : away.RetryAfter };
}
