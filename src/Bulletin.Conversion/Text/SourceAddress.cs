namespace Bulletin.Conversion.Text;

/// <summary>Parses addresses of other systems' pages.</summary>
internal static class SourceAddress
{
    private const int MaximumLength = 2000;

    /// <summary>
    /// Parses an http or https address and removes a user name and password from it. Returns null if the text is no such address,
    /// or the address is longer than 2,000 characters.
    /// </summary>
    /// <param name="text">The address as written in the file.</param>
    /// <param name="page">The base of relative addresses; null: relative addresses are rejected.</param>
    public static Uri? Of(string? text, Uri? page = null)
    {
        string trimmed = text?.Trim() ?? string.Empty;
        Uri? address = null;
        bool isAddress = trimmed.Length > 0
            && (page is null ? Uri.TryCreate(trimmed, UriKind.Absolute, out address) : Uri.TryCreate(page, trimmed, out address));
        if (!isAddress || (address!.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        if (address.UserInfo.Length > 0)
        {
            address = new UriBuilder(address) { UserName = string.Empty, Password = string.Empty }.Uri;
        }

        return address.AbsoluteUri.Length <= MaximumLength ? address : null;
    }
}
