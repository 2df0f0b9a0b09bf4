using Azure;
using Bulletin.Problems;

namespace Bulletin.Storage;

/// <summary>What is the matter with storage.</summary>
public enum StorageFault
{
    /// <summary>It does not answer, or not in time.</summary>
    NoAnswer,

    /// <summary>It answers that it has too much to do.</summary>
    Overloaded,

    /// <summary>The service gets no token with which it could ask.</summary>
    NoCredential,

    /// <summary>It refuses the service access.</summary>
    AccessRefused,

    /// <summary>The table is being deleted, or was deleted while it was used.</summary>
    TableGone,
}

/// <summary>
/// Storage did not do what was asked, or did not say in time what became of a write. The caller may try again; a write that is repeated
/// with its idempotency key is done once.
/// </summary>
public sealed class StorageUnavailableException : UnavailableException
{
    /// <summary>Makes the exception.</summary>
    public StorageUnavailableException()
        : base("Storage is not available.")
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public StorageUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception with what is the matter, a message for the log, and its cause, if any.</summary>
    public StorageUnavailableException(StorageFault fault, string message, Exception? innerException)
        : base(message, innerException) => Fault = fault;

    /// <summary>What is the matter.</summary>
    public StorageFault Fault { get; }

    /// <summary>Whether it is not known if the write was made.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>Whether the same request may succeed a moment later, without somebody seeing to it.</summary>
    internal bool IsWorthRepeating => Fault is StorageFault.NoAnswer or StorageFault.Overloaded;

    /// <summary>The exception for a failed request to storage, with what its answer says.</summary>
    internal static StorageUnavailableException Of(Exception failure) => failure switch
    {
        StorageUnavailableException known => known,
        AggregateException several => Of(several.InnerExceptions[^1]),
        Azure.Identity.AuthenticationFailedException => new(StorageFault.NoCredential, "There is no token for storage.", failure),
        RequestFailedException { ErrorCode: TableBeingDeleted } => new(StorageFault.TableGone, "The table is being deleted.", failure),
        RequestFailedException { Status: 401 or 403 } refused =>
            new(StorageFault.AccessRefused, $"Storage refuses access ({refused.Status} {refused.ErrorCode}).", failure),
        RequestFailedException { Status: 429 or 503 } busy => new(StorageFault.Overloaded, $"Storage is overloaded ({busy.Status} {busy.ErrorCode}).", failure),
        _ => new(StorageFault.NoAnswer, "Storage did not answer.", failure),
    };

    /// <summary>Azure's code for a table that was deleted and takes a while to go.</summary>
    internal const string TableBeingDeleted = "TableBeingDeleted";
}
