using Azure;
using Bulletin.Problems;

namespace Bulletin.Storage;

/// <summary>The kinds of storage failures.</summary>
public enum StorageFault
{
    /// <summary>Storage did not respond, or not in time.</summary>
    NoAnswer,

    /// <summary>Storage reports that it is overloaded.</summary>
    Overloaded,

    /// <summary>The service could not get a token for storage.</summary>
    NoCredential,

    /// <summary>Storage denies access to the service.</summary>
    AccessRefused,

    /// <summary>The table, or the container of media, is being deleted, or was deleted while in use.</summary>
    TableGone,
}

/// <summary>
/// Thrown when storage fails, or when the outcome of a write is not known in time. The caller may retry; a write
/// repeated with its idempotency key is done once.
/// </summary>
public sealed class StorageUnavailableException : UnavailableException
{
    /// <summary>Creates the exception.</summary>
    public StorageUnavailableException()
        : base("Storage is not available.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public StorageUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with the kind of failure, a message for the log, and its cause, if any.</summary>
    public StorageUnavailableException(StorageFault fault, string message, Exception? innerException)
        : base(message, innerException) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public StorageFault Fault { get; }

    /// <summary>True if it is the storage of media that failed: announcements can be read and written meanwhile.</summary>
    public bool IsMedia { get; private init; }

    /// <summary>True if it is unknown whether the write was committed.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>True if the same request may succeed shortly afterwards without human intervention.</summary>
    internal bool IsWorthRepeating => Fault is StorageFault.NoAnswer or StorageFault.Overloaded;

    /// <summary>Returns the exception for a failed request to the storage of media.</summary>
    internal static StorageUnavailableException OfMedia(Exception failure)
    {
        StorageUnavailableException away = Of(failure);
        return new(away.Fault, $"Media: {away.Message}", failure) { IsMedia = true };
    }

    /// <summary>Returns the exception for a failed storage request, with the details of its response.</summary>
    internal static StorageUnavailableException Of(Exception failure) => failure switch
    {
        StorageUnavailableException known => known,
        AggregateException several => Of(several.InnerExceptions[^1]),
        Azure.Identity.AuthenticationFailedException => new(StorageFault.NoCredential, "There is no token for storage.", failure),
        RequestFailedException { ErrorCode: TableBeingDeleted } => new(StorageFault.TableGone, "The table is being deleted.", failure),
        RequestFailedException { ErrorCode: ContainerBeingDeleted } =>
            new(StorageFault.TableGone, "The container is being deleted.", failure),
        RequestFailedException { Status: 401 or 403 } refused =>
            new(StorageFault.AccessRefused, $"Storage refuses access ({refused.Status} {refused.ErrorCode}).", failure),
        RequestFailedException { Status: 429 or 503 } busy =>
            new(StorageFault.Overloaded, $"Storage is overloaded ({busy.Status} {busy.ErrorCode}).", failure),
        _ => new(StorageFault.NoAnswer, "Storage did not answer.", failure),
    };

    /// <summary>Azure's error code for a deleted table whose deletion is not complete.</summary>
    internal const string TableBeingDeleted = "TableBeingDeleted";

    /// <summary>Azure's error code for a deleted container whose deletion is not complete.</summary>
    internal const string ContainerBeingDeleted = "ContainerBeingDeleted";
}
