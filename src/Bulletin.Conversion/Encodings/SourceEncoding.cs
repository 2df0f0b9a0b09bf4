using System.Text;
using System.Text.RegularExpressions;
using Bulletin.Content.Encodings;

namespace Bulletin.Conversion.Encodings;

/// <summary>
/// The encoding of a file. In order of precedence: a byte order mark; zero bytes, which occur only in UTF-16 and
/// UTF-32; the sender's statement; the file's own declaration; UTF-8. If the bytes contradict the result, the bytes
/// count, and a remark says so.
/// </summary>
/// <param name="Encoding">The encoding, which decodes invalid bytes as U+FFFD.</param>
/// <param name="ControlPage">The code page in which control characters from U+0080 on were meant, if there are any.</param>
/// <param name="Remark">Text that continues "the file ...", if any.</param>
internal sealed partial record SourceEncoding(Encoding Encoding, Encoding ControlPage, string? Remark)
{
    private const int StartBytes = 1024;

    /// <summary>Determines the encoding of a seekable stream, which is read from its beginning.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sent">The encoding stated by the sender, if any.</param>
    /// <exception cref="ConversionException">The encoding is unknown.</exception>
    public static SourceEncoding Of(Stream stream, string? sent)
    {
        stream.Position = 0;
        byte[] start = new byte[StartBytes];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if ((Marked(start) ?? Zeroed(start)) is { } certain)
        {
            return new SourceEncoding(certain, EncodingLabel.Windows1252, null);
        }

        if (start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x4C, 0x6F, 0xA7, 0x94]))
        {
            throw new ConversionException("The file is in EBCDIC, which is not read.");
        }

        Match declaration = Declaration().Match(Encoding.Latin1.GetString(start));
        string? declared = declaration.Success ? declaration.Groups["name"].Value : null;
        (Encoding? encoding, string? remark) = Named(sent, declared);
        return Checked(stream, encoding, remark);
    }

    private static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, 0x00, 0x00, ..] => Encoding.UTF32,
        [0x00, 0x00, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    // The first characters of XML are ASCII, so the positions of their zero bytes give the byte order.
    private static Encoding? Zeroed(ReadOnlySpan<byte> start) => start[..Math.Min(4, start.Length)] switch
    {
        [not 0, 0, 0, 0] => Encoding.UTF32,
        [0, 0, 0, not 0] => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        [not 0, 0, not 0, 0] => Encoding.Unicode,
        [0, not 0, 0, not 0] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static (Encoding? Encoding, string? Remark) Named(string? sent, string? declared)
    {
        Encoding? own = declared is null ? null : EncodingLabel.Find(declared);
        if (string.IsNullOrWhiteSpace(sent))
        {
            return declared is null || own is not null ? (own, null) : throw Unknown(declared);
        }

        if (EncodingLabel.Find(sent) is not { } encoding)
        {
            return own is null
                ? throw Unknown(declared ?? sent)
                : (own, $"was sent as '{sent}', which is not known: it was read as {own.WebName}, as it says itself");
        }

        bool isContradicted = own is not null && own.WebName != encoding.WebName;
        return (
            encoding,
            isContradicted ? $"was sent as {encoding.WebName}, which counts, and says itself that it is {own!.WebName}" : null);
    }

    private static ConversionException Unknown(string name) => new($"The encoding '{name}' of the file is not known.");

    private static SourceEncoding Checked(Stream stream, Encoding? named, string? remark)
    {
        ByteCensus census = ByteCensus.Of(stream);
        // Without zero bytes it cannot be UTF-16, even if it is declared as such.
        Encoding encoding = named is null || named.WebName.StartsWith("utf-", StringComparison.Ordinal) ? Encoding.UTF8 : named;
        if (encoding.WebName == Encoding.UTF8.WebName)
        {
            if (census.NotUtf8 <= census.Utf8Characters)
            {
                return new SourceEncoding(encoding, EncodingLabel.Windows1252, remark);
            }

            Encoding guess = LegacyGuess.Of(stream, census);
            string said = named is null ? "names no encoding and is not in UTF-8" : $"says that it is in {named.WebName}, which is not so";
            return new SourceEncoding(guess, guess, $"{said}: it was read as {guess.WebName}");
        }

        if (encoding.IsSingleByte && census.IsUtf8BeyondAscii)
        {
            return new SourceEncoding(
                Encoding.UTF8, EncodingLabel.Windows1252, $"says that it is in {encoding.WebName}, but is in UTF-8: it was read as that");
        }

        if (LegacyGuess.Sister(encoding, census) is { } sister)
        {
            string said = $"says that it is in {encoding.WebName}, but has characters of {sister.WebName}: it was read as that";
            return new SourceEncoding(sister, sister, said);
        }

        return new SourceEncoding(encoding, LegacyGuess.ControlPageOf(encoding), remark);
    }

    [GeneratedRegex(@"\A\s*<\?xml\s[^>]*?encoding\s*=\s*[""']\s*(?<name>[A-Za-z0-9._: -]{1,40}?)\s*[""']", RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
