namespace Bulletin.Problems;

/// <summary>Thrown when the machine, rather than storage, is too slow.</summary>
public sealed class MachineBusyException : UnavailableException
{
    /// <summary>Creates the exception.</summary>
    public MachineBusyException()
        : this("The machine is busy.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public MachineBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public MachineBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
