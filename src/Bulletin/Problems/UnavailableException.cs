namespace Bulletin.Problems;

/// <summary>
/// Something that a request needs cannot be had now, and trying again later may help. The derived types say what it is.
/// </summary>
public abstract class UnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    protected UnavailableException()
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    protected UnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    protected UnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The time after which trying again may help.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
