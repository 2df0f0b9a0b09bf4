using Bulletin.Problems;

namespace Bulletin.Site;

/// <summary>
/// Thrown when there are more writes than can be done in time, by this instance or by others that were faster each
/// time. Nothing was written.
/// </summary>
public sealed class WritesBusyException : UnavailableException
{
    /// <summary>Creates the exception.</summary>
    public WritesBusyException()
        : this("There are more writes than get done in time.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public WritesBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public WritesBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>True if other instances were faster; false if earlier writes took too long.</summary>
    public bool IsRaced { get; init; }
}
