namespace Bulletin.Content;

/// <summary>The address of a medium in a body: <c>media:</c> and its id, such as <c>media:0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11</c>.</summary>
internal static class MediaAddress
{
    private const string Scheme = "media:";

    /// <summary>Returns the address of a medium.</summary>
    public static string Of(Guid id) => $"{Scheme}{id:D}";

    /// <summary>Returns the id in an address; null if it is not the address of a medium.</summary>
    public static Guid? Parse(string? address) =>
        address is not null
        && address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && Guid.TryParseExact(address.AsSpan(Scheme.Length), "D", out Guid id)
            ? id
            : null;
}

/// <summary>The medium to which an address in a body leads.</summary>
/// <param name="Url">The absolute URL of the file.</param>
/// <param name="Width">The width of a picture in pixels; null for another file.</param>
/// <param name="Height">The height of a picture in pixels; null for another file.</param>
/// <param name="SourceSet">The smaller and larger forms of a picture, as in the attribute <c>srcset</c>; null for none.</param>
internal sealed record BodyMedium(string Url, int? Width, int? Height, string? SourceSet);
