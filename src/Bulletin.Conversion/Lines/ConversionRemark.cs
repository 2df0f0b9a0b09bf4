namespace Bulletin.Conversion.Lines;

/// <summary>A remark on one entry of a file, or on the file.</summary>
/// <param name="Entry">The number of the entry, from 1; 0: the file as a whole.</param>
/// <param name="Title">The title of the entry; may be empty.</param>
/// <param name="Text">The remark, which continues "the entry ..." or "the file ...".</param>
/// <param name="IsSkipped">True if the entry did not become an announcement.</param>
internal sealed record ConversionRemark(int Entry, string Title, string Text, bool IsSkipped);
