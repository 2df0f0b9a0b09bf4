namespace Bulletin.Conversion.Lines;

/// <summary>An announcement in the format that an import reads.</summary>
/// <param name="Entry">Which entry of the file it was, from 1.</param>
/// <param name="Title">Its title, for a report of what an import did with it.</param>
/// <param name="Json">One JSON object as UTF-8, without a line break.</param>
internal sealed record ConvertedLine(int Entry, string Title, ReadOnlyMemory<byte> Json);
