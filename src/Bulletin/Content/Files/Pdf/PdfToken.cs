namespace Bulletin.Content.Files.Pdf;

/// <summary>The kinds of tokens of PDF (ISO 32000-2, 7.2 and 7.3).</summary>
internal enum PdfToken
{
    /// <summary>There are no more.</summary>
    End,

    /// <summary>A name such as <c>/Type</c>; its text has no slash.</summary>
    Name,

    /// <summary>A string, in parentheses or of hexadecimal digits.</summary>
    Text,

    /// <summary>A number, a boolean or an operator.</summary>
    Word,

    /// <summary>The beginning of a dictionary.</summary>
    DictionaryBegin,

    /// <summary>The end of a dictionary.</summary>
    DictionaryEnd,

    /// <summary>The beginning of an array.</summary>
    ArrayBegin,

    /// <summary>The end of an array.</summary>
    ArrayEnd,
}
