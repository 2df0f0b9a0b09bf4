namespace Bulletin.Conversion.Lines;

/// <summary>What is to be said of one entry of a file.</summary>
/// <param name="Entry">The number of the entry, from 1; 0: the file as a whole.</param>
/// <param name="Title">Its title, or empty.</param>
/// <param name="Text">A remark that continues "the entry ..." or "the file ...".</param>
/// <param name="IsSkipped">Whether the entry did not become an announcement.</param>
internal sealed record ConversionRemark(int Entry, string Title, string Text, bool IsSkipped);
