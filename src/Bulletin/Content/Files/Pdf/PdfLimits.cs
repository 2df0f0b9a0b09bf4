namespace Bulletin.Content.Files.Pdf;

/// <summary>The bounds of reading a PDF, whatever it says of itself.</summary>
internal sealed record PdfLimits
{
    /// <summary>The bytes that all objects may have when they are unpacked: 32 MiB by default.</summary>
    public long UnpackedBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>The parts into which they may be packed: 5,000 by default.</summary>
    public int PackedParts { get; init; } = 5000;

    /// <summary>The bytes of pages that are looked through for text: 16 MiB by default.</summary>
    public long PageBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>The streams of pages that are looked through for text: 200 by default.</summary>
    public int PageStreams { get; init; } = 200;

    /// <summary>The bytes of a string: 1 MiB by default.</summary>
    public int StringBytes { get; init; } = 1024 * 1024;
}
