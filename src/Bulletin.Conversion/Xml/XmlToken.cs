namespace Bulletin.Conversion.Xml;

/// <summary>Kinds of tokens.</summary>
internal enum XmlTokenKind
{
    /// <summary>A start tag, perhaps of an element without content.</summary>
    Start,

    /// <summary>An end tag.</summary>
    End,

    /// <summary>A piece of text, not necessarily all of it.</summary>
    Text,

    /// <summary>The end of the file.</summary>
    EndOfFile,
}

/// <summary>A piece of an XML file.</summary>
/// <param name="Kind">Says which of the others count.</param>
/// <param name="Value">The name of a tag with its prefix, or the text.</param>
/// <param name="IsEmpty">Whether a start tag is its own end.</param>
/// <param name="Attributes">Attributes by their names with prefixes, in their order, each name once.</param>
internal readonly record struct XmlToken(
    XmlTokenKind Kind, string Value, bool IsEmpty, IReadOnlyList<KeyValuePair<string, string>> Attributes);
