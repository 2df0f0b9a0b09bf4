using Bulletin.Problems;

namespace Bulletin.Content.Pictures;

/// <summary>Thrown when pictures cannot be processed on this machine, because libvips, the library for it, is missing. Everything else works.</summary>
public sealed class PicturesUnavailableException : UnavailableException
{
    /// <summary>Creates the exception.</summary>
    public PicturesUnavailableException()
        : this(null)
    {
    }

    /// <summary>Creates the exception with the failure to load the library.</summary>
    public PicturesUnavailableException(Exception? innerException)
        : base(
            "Pictures cannot be processed here: libvips, the library for it, is missing. Publish for the system that runs the service "
            + "(dotnet publish -r linux-x64, for example), or install libvips 8.18 there.",
            innerException)
    {
        RetryAfter = TimeSpan.FromHours(1);
    }

    /// <summary>Creates the exception with a message.</summary>
    public PicturesUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
        RetryAfter = TimeSpan.FromHours(1);
    }
}
