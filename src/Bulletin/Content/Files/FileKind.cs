namespace Bulletin.Content.Files;

/// <summary>A kind of file that an announcement may show or carry, recognised by its bytes.</summary>
/// <param name="Name">The name in the API, such as <c>jpeg</c>.</param>
/// <param name="MediaType">The media type with which it is sent.</param>
/// <param name="Extension">The usual extension of its names, with the dot.</param>
/// <param name="IsPicture">True if pages show it as a picture; otherwise it is an attachment.</param>
internal sealed record FileKind(string Name, string MediaType, string Extension, bool IsPicture)
{
    public static readonly FileKind Jpeg = new("jpeg", "image/jpeg", ".jpg", IsPicture: true);

    public static readonly FileKind Png = new("png", "image/png", ".png", IsPicture: true);

    public static readonly FileKind Webp = new("webp", "image/webp", ".webp", IsPicture: true);

    public static readonly FileKind Gif = new("gif", "image/gif", ".gif", IsPicture: true);

    public static readonly FileKind Avif = new("avif", "image/avif", ".avif", IsPicture: true);

    public static readonly FileKind Pdf = new("pdf", "application/pdf", ".pdf", IsPicture: false);

    public static readonly FileKind Odt = new("odt", "application/vnd.oasis.opendocument.text", ".odt", IsPicture: false);

    public static readonly FileKind Docx = new(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", IsPicture: false);

    public static readonly FileKind Xlsx = new(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", IsPicture: false);

    public static readonly FileKind Csv = new("csv", "text/csv; charset=utf-8", ".csv", IsPicture: false);

    public static readonly FileKind Ics = new("ics", "text/calendar; charset=utf-8", ".ics", IsPicture: false);

    public static readonly FileKind Zip = new("zip", "application/zip", ".zip", IsPicture: false);

    /// <summary>The extensions that its names may have, in lower case.</summary>
    public IReadOnlyList<string> Extensions => this == Jpeg ? [Extension, ".jpeg"] : [Extension];

    /// <summary>All kinds: pictures, then attachments.</summary>
    public static IReadOnlyList<FileKind> All { get; } = [Jpeg, Png, Webp, Gif, Avif, Pdf, Odt, Docx, Xlsx, Csv, Ics, Zip];

    /// <summary>Returns the kind with a name; null if there is none.</summary>
    public static FileKind? Named(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
