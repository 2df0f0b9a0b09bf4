namespace Bulletin.Conversion.Downloads;

/// <summary>What was fetched from an address.</summary>
/// <param name="Content">The content in a temporary file, from its beginning; the file goes with the stream.</param>
/// <param name="Address">The address after all redirects.</param>
/// <param name="Name">The name of the file, as the sender states it or as it stands at the end of the address; it may be empty.</param>
/// <param name="Charset">The encoding that the sender states, if any.</param>
internal sealed record Download(Stream Content, Uri Address, string Name, string? Charset) : IDisposable
{
    public void Dispose() => Content.Dispose();
}
