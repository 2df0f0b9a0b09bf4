namespace Bulletin.Conversion.Lines;

/// <summary>The picture of an entry.</summary>
/// <param name="Url">An absolute https URL.</param>
/// <param name="Alt">The alternative text.</param>
internal sealed record SourceImage(string Url, string Alt);
