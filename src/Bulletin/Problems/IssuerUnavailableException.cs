namespace Bulletin.Problems;

/// <summary>The service that issues the tokens of single sign-on does not answer.</summary>
public sealed class IssuerUnavailableException : UnavailableException
{
    /// <summary>Makes the exception.</summary>
    public IssuerUnavailableException()
        : this("The OpenID Connect issuer does not answer.")
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public IssuerUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public IssuerUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
