using System.IO.Compression;

namespace Bulletin.Content.Files.Pdf;

/// <summary>
/// Reads the properties of a PDF in one pass over its bytes, and refuses one with programs in it. It follows no references and
/// builds no tree, so that its time and memory are bounded by the length of the file and by <see cref="PdfLimits"/>.
/// </summary>
/// <remarks>
/// PdfPig 0.1.16 reads more, but not what strangers send: it ends the process with a page tree of 100,000 levels (8 MB), and
/// keeps every name of every file for ever (190 MB after one of 12 MB).
/// </remarks>
internal sealed class PdfReader
{
    private readonly Stream file;
    private readonly PdfLimits limits;
    private readonly CancellationToken cancellation;
    private long unpacked;
    private int packedParts;
    private long pageBytes;
    private int pageStreams;
    private bool isUnclear;

    private string? title;
    private string? language;
    private bool hasCatalog;
    private bool hasStructure;
    private bool isMarked;
    private bool hasText;
    private int? pages;

    private PdfReader(Stream file, PdfLimits limits, CancellationToken cancellation)
    {
        this.file = file;
        this.limits = limits;
        this.cancellation = cancellation;
    }

    /// <summary>Reads a PDF.</summary>
    /// <param name="file">The file, at any position; it must be seekable.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="cancellation">Cancels the reading, which takes a second or two at most.</param>
    /// <exception cref="ContentException">
    /// It is damaged, protected, too large when unpacked, or has a program in it; the message is a sentence that says so.
    /// </exception>
    public static PdfFacts Read(Stream file, PdfLimits limits, CancellationToken cancellation)
    {
        var reader = new PdfReader(file, limits, cancellation);
        reader.CheckEnds();
        reader.ReadFile();
        return reader.hasCatalog && reader.pages is > 0 and var pages
            ? new PdfFacts(
                Shown(reader.title),
                reader.language is { } tag && LanguageTag.IsValid(tag) ? LanguageTag.Canonical(tag) : null,
                reader is { hasStructure: true, isMarked: true },
                reader.hasText ? true : reader.isUnclear ? null : false,
                pages)
            : throw Damaged();
    }

    private static string? Shown(string? title)
    {
        // Without surrogates, controls, and controls of writing direction, which a line of an import may not have either.
        string text = new([.. (title ?? string.Empty).Where(one => InputText.Problem(one.ToString(), multiline: false) is null)]);
        text = text.Trim();
        text = text[..Math.Min(text.Length, 300)].Trim();
        return VisibleText.IsIn(text) ? text : null;
    }

    private static ContentException Damaged() => new("The PDF is damaged or not whole.");

    // A file that was cut off has no end; a few programs write something behind it.
    private void CheckEnds()
    {
        byte[] end = new byte[Math.Min(file.Length, 2048)];
        file.Position = file.Length - end.Length;
        file.ReadExactly(end);
        if (end.AsSpan().LastIndexOf("%%EOF"u8) < 0)
        {
            throw Damaged();
        }
    }

    private void ReadFile()
    {
        var bytes = new PdfBytes(file, long.MaxValue, 64 * 1024, cancellation);
        ReadObjects(new PdfLexer(bytes, limits.StringBytes), (head, lexer) =>
        {
            bytes.SkipLineEnd();
            long begin = bytes.Position;
            // The length that its head states may be wrong, or stand elsewhere.
            if (!bytes.SkipTo("endstream"u8))
            {
                throw Damaged();
            }

            ReadStream(head, begin, bytes.Position);
        });
    }

    private void ReadObjects(PdfLexer lexer, Action<PdfDictionary, PdfLexer>? readStream)
    {
        PdfDictionary? last = null;
        PdfDictionary? present = null;
        var watch = new PdfPrograms();
        while (lexer.Next() is not PdfToken.End and var token)
        {
            Watch(watch, token, lexer);
            if (token == PdfToken.Word && lexer.Word is "endobj" or "endstream")
            {
                // Inside a dictionary it means that its end is missing.
                (present, last) = (null, null);
            }
            else if (present is not null || token == PdfToken.DictionaryBegin)
            {
                present ??= new PdfDictionary();
                if (present.Add(token, lexer))
                {
                    Note(present);
                    (present, last) = (null, present);
                }
            }
            else if (last is not null && readStream is not null && token == PdfToken.Word && lexer.Word is "stream")
            {
                readStream(last, lexer);
                last = null;
            }
        }

        if (lexer.IsCut)
        {
            throw Damaged();
        }
    }

    private static void Watch(PdfPrograms watch, PdfToken token, PdfLexer lexer)
    {
        if (watch.IsFoundWith(token, lexer))
        {
            throw new ContentException("The PDF has a program in it, as forms that calculate have: save it without scripts and actions.");
        }
    }

    private void Note(PdfDictionary one)
    {
        if (one.Has("Encrypt") && (one.Has("Root") || one.Type == "XRef"))
        {
            throw new ContentException(
                "The PDF is protected, by a password or against printing and copying, so that it cannot be looked into: "
                    + "save it without protection.");
        }

        if (one.Has("XFA"))
        {
            throw new ContentException("The PDF is a form of the kind XFA, which only few programs show: save it as an ordinary PDF.");
        }

        if (one.Has("EF") && one.FileNames.Any(ArchiveKinds.IsProgram))
        {
            throw new ContentException("The PDF has a program attached: save it without.");
        }

        NoteCatalog(one);
        if (one.Title is { } found && !one.Has("Parent") && PdfDictionary.PartsOfInformation.Any(one.Has))
        {
            title = found;
        }
    }

    // A file that was changed has several catalogs; the last one counts.
    private void NoteCatalog(PdfDictionary one)
    {
        isMarked |= one.IsMarked;
        switch (one.Type)
        {
            case "Catalog":
                hasCatalog = true;
                language = one.Language;
                hasStructure = one.Has("StructTreeRoot");
                break;
            case "Pages" when !one.Has("Parent") && one.Count is { } count:
                pages = count;
                break;
            case "Page":
                pages ??= 1;
                break;
            default:
                break;
        }
    }

    private void ReadStream(PdfDictionary head, long begin, long end)
    {
        if (head.Type == "ObjStm")
        {
            ReadPackedObjects(head, begin, end);
        }
        else if (!hasText && head.Type is null or "XObject" && head.Subtype is null or "Form" && !head.Has("Length1"))
        {
            FindText(head, begin, end);
        }
    }

    private void ReadPackedObjects(PdfDictionary head, long begin, long end)
    {
        if (head.HasPredictor || !IsReadable(head) || ++packedParts > limits.PackedParts)
        {
            throw new ContentException("The PDF is packed in a way that cannot be looked into: save it anew.");
        }

        using Stream objects = Open(head, begin, end);
        var bytes = new PdfBytes(objects, limits.UnpackedBytes - unpacked, 8 * 1024, cancellation);
        try
        {
            ReadObjects(new PdfLexer(bytes, limits.StringBytes), null);
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }

        unpacked += bytes.Position;
        if (bytes.IsCut)
        {
            throw new ContentException("The PDF is far larger when it is unpacked than it should be: save it anew.");
        }

        if (bytes.Position == 0)
        {
            throw Damaged();
        }
    }

    private static bool IsReadable(PdfDictionary head) => head.Filters is [] or ["FlateDecode"] or ["Fl"];

    // What is packed says itself where it ends; the two bytes at its beginning say nothing that is needed.
    private Stream Open(PdfDictionary head, long begin, long end) => head.Filters.Count > 0
        ? new DeflateStream(new PdfPart(file, begin + 2, file.Length), CompressionMode.Decompress)
        : new PdfPart(file, begin, end);

    private void FindText(PdfDictionary head, long begin, long end)
    {
        if (pageBytes >= limits.PageBytes || ++pageStreams > limits.PageStreams || !IsReadable(head) || head.HasPredictor)
        {
            isUnclear = true;
            return;
        }

        using Stream content = Open(head, begin, end);
        var bytes = new PdfBytes(content, limits.PageBytes - pageBytes, 8 * 1024, cancellation);
        try
        {
            hasText = HasText(new PdfLexer(bytes, limits.StringBytes));
        }
        catch (InvalidDataException)
        {
            isUnclear = true;
        }

        isUnclear |= bytes.IsCut;
        pageBytes += bytes.Position;
    }

    // ISO 32000-2, 9.4.3: the operators that show text stand behind their strings.
    private static bool HasText(PdfLexer lexer)
    {
        bool hasString = false;
        while (lexer.Next() is not PdfToken.End and var token)
        {
            if (token == PdfToken.Text)
            {
                hasString |= lexer.Text.Length > 0;
            }
            else if (token == PdfToken.Word && lexer.Word is "Tj" or "TJ" or "'" or "\"")
            {
                if (hasString)
                {
                    return true;
                }
            }
            else if (token == PdfToken.Word && !char.IsAsciiDigit(lexer.Word[^1]))
            {
                hasString = false;
            }
        }

        return false;
    }
}
