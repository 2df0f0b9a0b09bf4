namespace Bulletin.Conversion.Lines;

/// <summary>What is to be said of one entry of a file.</summary>
/// <param name="Entry">Which entry it is, from 1.</param>
/// <param name="Title">Its title, or empty.</param>
/// <param name="Text">A remark that continues "the entry ...".</param>
/// <param name="IsSkipped">Whether the entry did not become an announcement.</param>
internal sealed record ConversionRemark(int Entry, string Title, string Text, bool IsSkipped);
