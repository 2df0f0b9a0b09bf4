namespace Bulletin.Conversion.Text;

/// <summary>Addresses of other systems' pages.</summary>
internal static class SourceAddress
{
    private const int MaximumLength = 2000;

    /// <summary>A web address without user name and password; null when the text is none that an announcement may have.</summary>
    /// <param name="text">The address as it stands in the file.</param>
    /// <param name="page">What a relative address is relative to; null refuses those.</param>
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
