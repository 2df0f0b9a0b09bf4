using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Text;

namespace Bulletin.Content.Encodings;

/// <summary>
/// Resolves the names of encodings that files and servers use: those of the WHATWG Encoding standard, where iso-8859-1
/// means windows-1252, their common misspellings, and code pages by number.
/// </summary>
internal static partial class EncodingLabel
{
    static EncodingLabel() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The Windows code page for western Europe.</summary>
    public static Encoding Windows1252 { get; } = Page(1252);

    /// <summary>The Windows code page for Polish and other central European languages.</summary>
    public static Encoding Windows1250 { get; } = Page(1250);

    /// <summary>Returns the encoding with a name; null if the name is unknown or the encoding is not supported.</summary>
    public static Encoding? Find(string label)
    {
        string name = label.Trim().ToLowerInvariant();
        if (Known(name) is { } known)
        {
            return known;
        }

        Match spelling = Spelling().Match(name);
        if (!spelling.Success)
        {
            return null;
        }

        string number = spelling.Groups["number"].Value;
        return spelling.Groups["family"].Value switch
        {
            "utf" => Known("utf-" + number),
            "iso" => Known("iso-8859-" + number),
            "latin" => Known("latin" + number),
            _ => Known("windows-" + number) ?? Numbered(number),
        };
    }

    private static Encoding? Known(string name) =>
        name is "utf-32" or "utf-32le" ? Encoding.UTF32 : TextEncoding.IsSupported(name) ? Marking(TextEncoding.Resolve(name)) : null;

    private static Encoding? Numbered(string number)
    {
        try
        {
            int page = int.Parse(number, CultureInfo.InvariantCulture);
            return CodePagesEncodingProvider.Instance.GetEncoding(page) is { } encoding ? Marking(encoding) : null;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static Encoding Page(int number) => Marking(CodePagesEncodingProvider.Instance.GetEncoding(number)!);

    // Decode invalid bytes as U+FFFD: the question mark that some code pages use by default looks like a real one.
    private static Encoding Marking(Encoding encoding)
    {
        var marking = (Encoding)encoding.Clone();
        marking.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        return marking;
    }

    [GeneratedRegex(
        @"\A(x-)?(?<family>utf|iso|latin|windows|win|cp|ms|ibm|dos)[-_ ]?((?<=iso.?)8859[-_ ]?)?(?<number>[0-9]{1,5})(:[0-9]{4})?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Spelling();
}
