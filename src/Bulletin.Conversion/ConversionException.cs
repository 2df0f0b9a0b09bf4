namespace Bulletin.Conversion;

/// <summary>
/// Thrown if a file cannot be read, or only in part. The message is one line for the person who runs the command.
/// </summary>
internal sealed class ConversionException : Exception
{
    public ConversionException(string message)
        : base(message)
    {
    }

    public ConversionException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
