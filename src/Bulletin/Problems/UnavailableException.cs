namespace Bulletin.Problems;

/// <summary>
/// Thrown when something that a request needs is unavailable and a retry may help. The derived types tell the cause.
/// </summary>
public abstract class UnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    protected UnavailableException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    protected UnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    protected UnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Time after which a retry may help: 5 s by default.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
