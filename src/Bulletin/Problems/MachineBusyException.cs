namespace Bulletin.Problems;

/// <summary>The machine has more to compute than it gets done in time; storage has nothing to do with it.</summary>
public sealed class MachineBusyException : UnavailableException
{
    /// <summary>Makes the exception.</summary>
    public MachineBusyException()
        : this("The machine is busy.")
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public MachineBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public MachineBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
