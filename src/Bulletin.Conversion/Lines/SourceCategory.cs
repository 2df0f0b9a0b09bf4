namespace Bulletin.Conversion.Lines;

/// <summary>A category as another system names it.</summary>
/// <param name="Slug">The readable part of its address there, if any.</param>
/// <param name="Name">The name, as one line of text.</param>
internal sealed record SourceCategory(string? Slug, string Name);
