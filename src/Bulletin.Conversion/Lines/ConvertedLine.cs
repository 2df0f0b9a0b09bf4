namespace Bulletin.Conversion.Lines;

/// <summary>An announcement in the import format.</summary>
/// <param name="Entry">The number of its entry in the file, from 1.</param>
/// <param name="Title">Its title, for the report of an import.</param>
/// <param name="Json">One JSON object as UTF-8, without a line break.</param>
internal sealed record ConvertedLine(int Entry, string Title, ReadOnlyMemory<byte> Json);
