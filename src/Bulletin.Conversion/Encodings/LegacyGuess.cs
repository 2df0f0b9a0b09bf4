using System.Text;
using UtfUnknown;

namespace Bulletin.Conversion.Encodings;

/// <summary>The encoding of text that is not in the one it is said to be in, guessed from its bytes.</summary>
internal static class LegacyGuess
{
    private const string PolishLetters = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ";
    private const string PolishAlone = "ąęłśżĄĘŁŚŻ";

    // A detector needs no more of a file.
    private const int DetectedBytes = 4 * 1024 * 1024;

    // Little text of any kind looks like an encoding of several bytes a character.
    private const float CertainEnough = 0.9f;

    /// <summary>The likeliest encoding of one byte a character.</summary>
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

    // The detector finds the code pages of DOS in short texts of Windows, and they are in no feed.
    private static bool IsOfDos(Encoding encoding) => encoding.CodePage is > 400 and < 870;

    /// <summary>
    /// The Windows code page that was meant by an ISO 8859 with which a text of these bytes makes no sense; null when it makes sense.
    /// </summary>
    public static Encoding? Sister(Encoding encoding, ByteCensus census)
    {
        if (census.CountRange(0x80, 0x9F) == 0 || SisterOf(encoding) is not { } sister)
        {
            return null;
        }

        // Of Latin-2, only the letters at places of their own tell that it is meant after all, with single Windows characters among it.
        bool isMeant = encoding.WebName == "iso-8859-2" && census.Count(0xA1, 0xA6, 0xAC, 0xB1, 0xB6, 0xBC) > 0;
        return isMeant ? null : sister;
    }

    /// <summary>The code page that single control characters in a text of this encoding come from.</summary>
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

    // The number of Polish letters, if nearly all letters are that.
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
