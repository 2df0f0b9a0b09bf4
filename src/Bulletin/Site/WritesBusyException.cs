using Bulletin.Problems;

namespace Bulletin.Site;

/// <summary>More is being written than gets done in time: by this instance, or by others that were faster each time. Nothing was written.</summary>
public sealed class WritesBusyException : UnavailableException
{
    /// <summary>Makes the exception.</summary>
    public WritesBusyException()
        : this("There are more writes than get done in time.")
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public WritesBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public WritesBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether other instances were faster; otherwise the writes that came before took too long.</summary>
    public bool IsRaced { get; init; }
}
