namespace Bulletin.Problems;

/// <summary>Thrown when the OpenID Connect issuer does not respond.</summary>
public sealed class IssuerUnavailableException : UnavailableException
{
    /// <summary>Creates the exception.</summary>
    public IssuerUnavailableException()
        : this("The OpenID Connect issuer does not answer.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public IssuerUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public IssuerUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
