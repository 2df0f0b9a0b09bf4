namespace Bulletin.Content.Files;

/// <summary>A file whose kind is known from its bytes.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="MediaType">The media type with which it is sent: that of the kind, for text with the file's own encoding.</param>
internal sealed record RecognisedFile(FileKind Kind, string MediaType)
{
    /// <summary>A file with the media type of its kind.</summary>
    public RecognisedFile(FileKind kind)
        : this(kind, kind.MediaType)
    {
    }
}
