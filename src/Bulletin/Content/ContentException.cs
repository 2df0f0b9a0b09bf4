namespace Bulletin.Content;

/// <summary>
/// Thrown when a body exceeds a limit of <see cref="ContentLimits"/>. The message is for API clients: it describes the
/// error in the body, never an internal failure of the renderer.
/// </summary>
public sealed class ContentException : Exception
{
    /// <summary>Creates an exception without a particular reason.</summary>
    public ContentException()
        : base("the body cannot be rendered")
    {
    }

    /// <summary>Creates an exception with a reason.</summary>
    /// <param name="message">The error in the body, for the client.</param>
    public ContentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a reason and its cause.</summary>
    /// <param name="message">The error in the body, for the client.</param>
    /// <param name="innerException">The failure in the renderer; for logs only.</param>
    public ContentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
