namespace Bulletin.Storage;

/// <summary>The longest times to wait for the storage of media.</summary>
internal sealed record BlobPatience
{
    /// <summary>For a request without content, and for the beginning of a blob: 4 s by default, a second try included.</summary>
    public TimeSpan Short { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>For writing a blob: 60 s by default.</summary>
    public TimeSpan Content { get; init; } = TimeSpan.FromSeconds(60);
}
