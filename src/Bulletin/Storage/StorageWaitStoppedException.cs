namespace Bulletin.Storage;

/// <summary>Thrown when a wait for storage is cancelled: the time was up, or the client disconnected.</summary>
public sealed class StorageWaitStoppedException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public StorageWaitStoppedException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public StorageWaitStoppedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public StorageWaitStoppedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with the token that cancelled the wait.</summary>
    public StorageWaitStoppedException(Exception? innerException, CancellationToken token)
        : base("The wait for storage was stopped.", innerException, token)
    {
    }
}
