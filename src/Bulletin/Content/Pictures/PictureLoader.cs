using Bulletin.Content.Files;

namespace Bulletin.Content.Pictures;

/// <summary>The operation of libvips that reads a kind of picture. All others are blocked.</summary>
/// <param name="Kind">The kind of picture.</param>
/// <param name="OperationClass">The class of operations that read it from wherever it is.</param>
/// <param name="FileOperation">The operation that reads it from a file.</param>
internal sealed record PictureLoader(FileKind Kind, string OperationClass, string FileOperation)
{
    /// <summary>The allowed loaders.</summary>
    public static IReadOnlyList<PictureLoader> All { get; } =
    [
        new(FileKind.Jpeg, "VipsForeignLoadJpeg", "VipsForeignLoadJpegFile"),
        new(FileKind.Png, "VipsForeignLoadPng", "VipsForeignLoadPngFile"),
        new(FileKind.Webp, "VipsForeignLoadWebp", "VipsForeignLoadWebpFile"),
        new(FileKind.Gif, "VipsForeignLoadNsgif", "VipsForeignLoadNsgifFile"),
        new(FileKind.Avif, "VipsForeignLoadHeif", "VipsForeignLoadHeifFile"),
    ];

    /// <summary>Returns the loader of a kind.</summary>
    /// <exception cref="ArgumentException">The kind is no picture.</exception>
    public static PictureLoader Of(FileKind kind) =>
        All.FirstOrDefault(loader => loader.Kind == kind)
        ?? throw new ArgumentException($"{kind.Name} is no kind of picture", nameof(kind));
}
