using Bulletin.Content;

namespace Bulletin.Conversion.Lines;

/// <summary>A category as another system names it.</summary>
/// <param name="Slug">The readable part of its address there, or null.</param>
/// <param name="Name">Its name, as one line of text.</param>
internal sealed record SourceCategory(string? Slug, string Name);
