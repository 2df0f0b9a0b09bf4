using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Bulletin.Conversion.Xml;

/// <summary>
/// Opens XML as it really comes: in any encoding of its declaration, with characters and entities that XML does not know. Nothing
/// outside the file is ever read, and no entity is ever expanded, so a document type can do neither good nor harm.
/// </summary>
internal static partial class XmlInput
{
    private const int DeclarationBytes = 512;

    /// <summary>Opens a stream from its beginning.</summary>
    /// <param name="stream">A stream that can seek; it stays open.</param>
    /// <param name="charset">What the sender says of the encoding; the file's own word counts first.</param>
    /// <exception cref="ConversionException">The encoding is not known.</exception>
    public static XmlReader Open(Stream stream, string? charset = null)
    {
        stream.Position = 0;
        byte[] start = new byte[DeclarationBytes];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        Encoding encoding = EncodingOf(Encoding.Latin1.GetString(start, 0, length), charset);
        var text = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024, leaveOpen: true);

        // Many a plug-in writes an empty line before the declaration, where XML allows none.
        while (text.Peek() is var next and >= 0 && char.IsWhiteSpace((char)next))
        {
            text.Read();
        }

        return XmlReader.Create(new XmlCharacterFilter(text), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = true,
        });
    }

    private static Encoding EncodingOf(string start, string? charset)
    {
        string name = Declaration().Match(start) is { Success: true } declaration ? declaration.Groups["name"].Value : charset ?? "utf-8";
        try
        {
            // The declaration was read byte by byte: what says UTF-16 there has been written as something else.
            return name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase)
                ? Encoding.UTF8
                : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException unknown)
        {
            throw new ConversionException($"The encoding '{name}' of the file is not known.", unknown);
        }
    }

    [GeneratedRegex(@"\A\s*(ï»¿)?\s*<\?xml\s[^>]*?encoding\s*=\s*[""'](?<name>[A-Za-z0-9._:-]{1,40})[""']", RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
