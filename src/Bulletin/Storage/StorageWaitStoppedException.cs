namespace Bulletin.Storage;

/// <summary>Somebody who waited for storage was stopped: their time was up, or the client went away.</summary>
public sealed class StorageWaitStoppedException : OperationCanceledException
{
    /// <summary>Makes the exception.</summary>
    public StorageWaitStoppedException()
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public StorageWaitStoppedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public StorageWaitStoppedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception with what stopped the waiting.</summary>
    public StorageWaitStoppedException(Exception? innerException, CancellationToken token)
        : base("The wait for storage was stopped.", innerException, token)
    {
    }
}
