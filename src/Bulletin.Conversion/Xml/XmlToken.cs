namespace Bulletin.Conversion.Xml;

/// <summary>The kind of a token.</summary>
internal enum XmlTokenKind
{
    /// <summary>A start tag, or the tag of an empty element.</summary>
    Start,

    /// <summary>An end tag.</summary>
    End,

    /// <summary>A piece of text; a longer text comes in several.</summary>
    Text,

    /// <summary>The end of the file.</summary>
    EndOfFile,
}

/// <summary>A token of an XML file.</summary>
/// <param name="Kind">The kind, which determines the parameters that apply.</param>
/// <param name="Value">The name of a tag with its prefix, or the text.</param>
/// <param name="IsEmpty">True for the tag of an empty element, which has no end tag.</param>
/// <param name="Attributes">The attributes by name with prefix, in document order, each name once.</param>
internal readonly record struct XmlToken(
    XmlTokenKind Kind, string Value, bool IsEmpty, IReadOnlyList<KeyValuePair<string, string>> Attributes);
