namespace Bulletin.Storage;

/// <summary>
/// Storage did not answer, or did not say in time what became of a write. The caller may try again; a write that is repeated
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
}
