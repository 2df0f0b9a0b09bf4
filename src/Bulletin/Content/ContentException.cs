namespace Bulletin.Content;

/// <summary>
/// A body exceeds one of the bounds in <see cref="ContentLimits"/>. The message is fit for an API client:
/// it says what was wrong with the body and never what happened inside the renderer.
/// </summary>
public sealed class ContentException : Exception
{
    /// <summary>Creates an exception without a particular reason.</summary>
    public ContentException()
        : base("the body cannot be rendered")
    {
    }

    /// <summary>Creates an exception with a reason.</summary>
    /// <param name="message">What was wrong with the body, for the one who sent it.</param>
    public ContentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a reason and its cause.</summary>
    /// <param name="message">What was wrong with the body, for the one who sent it.</param>
    /// <param name="innerException">What the renderer met; for logs only.</param>
    public ContentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
