using System.Text;
using UtfUnknown;

namespace Bulletin.Content.Encodings;

/// <summary>Guesses the encoding of text from its bytes if the declared encoding is wrong.</summary>
internal static class LegacyGuess
{
    private const string PolishLetters = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ";
    private const string PolishAlone = "ąęłśżĄĘŁŚŻ";

    // The detector needs no larger part of a file.
    private const int DetectedBytes = 4 * 1024 * 1024;

    // Any short text resembles a multi-byte encoding.
    private const float CertainEnough = 0.9f;

    /// <summary>
    /// Returns windows-1250 or iso-8859-2 if nearly all letters outside ASCII are then Polish; otherwise the first acceptable guess
    /// of the detector (a multi-byte encoding only if it is nearly certain); otherwise windows-1252.
    /// </summary>
    public static Encoding Of(Stream stream, ByteCensus census)
    {
        Encoding iso = EncodingLabel.Find("iso-8859-2")!;
        (long windowsLetters, long isoLetters) = (Polish(census, EncodingLabel.Windows1250), Polish(census, iso));
        if (windowsLetters > 0 || isoLetters > 0)
        {
            return windowsLetters >= isoLetters ? EncodingLabel.Windows1250 : iso;
        }

        stream.Position = 0;
        return CharsetDetector.DetectFromStream(stream, DetectedBytes).Details
            .Select(detail => (Encoding: EncodingLabel.Find(detail.EncodingName), detail.Confidence))
            .FirstOrDefault(guess => guess.Encoding is { } encoding && !IsOfDos(encoding)
                && (encoding.IsSingleByte || guess.Confidence > CertainEnough))
            .Encoding ?? EncodingLabel.Windows1252;
    }

    // The detector reports DOS code pages for short texts in Windows code pages; feeds never use them.
    private static bool IsOfDos(Encoding encoding) => encoding.CodePage is > 400 and < 870;

    /// <summary>
    /// Returns the Windows code page that was meant if the bytes make no sense in the declared ISO 8859 encoding; null
    /// if they do.
    /// </summary>
    public static Encoding? Sister(Encoding encoding, ByteCensus census)
    {
        if (census.CountRange(0x80, 0x9F) == 0 || SisterOf(encoding) is not { } sister)
        {
            return null;
        }

        // Letters at positions specific to Latin-2 show that it is meant after all, with a few Windows characters mixed in.
        bool isMeant = encoding.WebName == "iso-8859-2" && census.Count(0xA1, 0xA6, 0xAC, 0xB1, 0xB6, 0xBC) > 0;
        return isMeant ? null : sister;
    }

    /// <summary>Returns the code page from which stray control characters in a text of this encoding come.</summary>
    public static Encoding ControlPageOf(Encoding encoding) => SisterOf(encoding) ?? EncodingLabel.Windows1252;

    private static Encoding? SisterOf(Encoding encoding) => encoding.WebName switch
    {
        "iso-8859-2" => EncodingLabel.Windows1250,
        "iso-8859-7" => EncodingLabel.Find("windows-1253"),
        "iso-8859-8" or "iso-8859-8-i" => EncodingLabel.Find("windows-1255"),
        "iso-8859-4" or "iso-8859-13" => EncodingLabel.Find("windows-1257"),
        "iso-8859-3" or "iso-8859-15" => EncodingLabel.Windows1252,
        _ => null,
    };

    // Returns the number of Polish letters if nearly all letters outside ASCII are Polish; otherwise 0.
    private static long Polish(ByteCensus census, Encoding encoding)
    {
        long polish = 0;
        long alone = 0;
        long others = 0;
        foreach ((byte value, long count) in census.BeyondAscii())
        {
            char character = encoding.GetString([value])[0];
            bool isPolish = PolishLetters.Contains(character, StringComparison.Ordinal);
            polish += isPolish ? count : 0;
            alone += PolishAlone.Contains(character, StringComparison.Ordinal) ? count : 0;
            others += !isPolish && (char.IsLetter(character) || char.IsControl(character)) ? count : 0;
        }

        return alone > 0 && others * 20 <= polish ? polish : 0;
    }
}
