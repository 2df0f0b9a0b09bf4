using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Bulletin.Content.Files.Pdf;

/// <summary>
/// The members that matter of an outermost dictionary: an object, the head of a stream, or the trailer. It is filled token by
/// token, so that neither nesting nor length costs memory.
/// </summary>
internal sealed class PdfDictionary
{
    /// <summary>The keys that tell the information of a document from other dictionaries with a title.</summary>
    public static readonly string[] PartsOfInformation = ["Author", "CreationDate", "Creator", "ModDate", "Producer"];

    // All other keys are one to the reader, and cost no memory.
    private static readonly FrozenSet<string> Known =
    [
        .. PartsOfInformation, "Count", "DecodeParms", "DP", "EF", "Encrypt", "F", "Filter", "Lang", "Length1", "Marked", "Parent",
        "Predictor", "Root", "S", "StructTreeRoot", "Subtype", "Title", "Type", "UF", "XFA",
    ];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownByText =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    // Deeper members have no meaning here; scripts are recognised at every depth.
    private const int MaximumDepth = 64;

    // What is open: the dictionaries with the key whose value comes next, and the arrays.
    private readonly List<(bool IsArray, string? Key)> open = [];
    private List<string>? filters;
    private List<string>? fileNames;
    private HashSet<string>? keys;
    private int tooDeep;

    /// <summary>The value of <c>Type</c>.</summary>
    public string? Type { get; private set; }

    /// <summary>The value of <c>Subtype</c>.</summary>
    public string? Subtype { get; private set; }

    /// <summary>The filters with which a stream is packed, first the outermost.</summary>
    public IReadOnlyList<string> Filters => filters ?? [];

    /// <summary>True if unpacked bytes are differences to those above them.</summary>
    public bool HasPredictor { get; private set; }

    /// <summary>The language of a document's catalog.</summary>
    public string? Language { get; private set; }

    /// <summary>The title.</summary>
    public string? Title { get; private set; }

    /// <summary>The number of pages below a node of the tree of pages.</summary>
    public int? Count { get; private set; }

    /// <summary>True if <c>Marked</c> is true, in the dictionary or in one inside it.</summary>
    public bool IsMarked { get; private set; }

    /// <summary>The names of a file within the document.</summary>
    public IReadOnlyList<string> FileNames => fileNames ?? [];

    /// <summary>Returns true if the dictionary itself has a key.</summary>
    public bool Has(string key) => keys?.Contains(key) == true;

    /// <summary>Adds a token.</summary>
    /// <returns>True if the token ended the dictionary.</returns>
    public bool Add(PdfToken token, PdfLexer lexer)
    {
        switch (token)
        {
            case PdfToken.DictionaryBegin or PdfToken.ArrayBegin:
                Open(token == PdfToken.ArrayBegin);
                break;
            case PdfToken.DictionaryEnd or PdfToken.ArrayEnd:
                return Close(token == PdfToken.ArrayEnd);
            case PdfToken.Name when tooDeep == 0 && open[^1] is { IsArray: false, Key: null }:
                SetKey(lexer.Word);
                break;
            case not PdfToken.End when tooDeep == 0:
                Take(token, lexer);
                break;
            default:
                break;
        }

        return false;
    }

    private void Open(bool isArray)
    {
        if (open.Count == MaximumDepth)
        {
            tooDeep++;
        }
        else
        {
            open.Add((isArray, null));
        }
    }

    // A wrong end closes what is open: a damaged dictionary must not swallow the rest of the file.
    private bool Close(bool isArray)
    {
        if (tooDeep > 0)
        {
            tooDeep--;
            return false;
        }

        if (!isArray || open[^1].IsArray)
        {
            open.RemoveAt(open.Count - 1);
        }

        if (open.Count == 0)
        {
            return true;
        }

        if (!open[^1].IsArray)
        {
            open[^1] = (false, null);
        }

        return false;
    }

    private void SetKey(ReadOnlySpan<char> text)
    {
        bool isKnown = KnownByText.TryGetValue(text, out string? key);
        open[^1] = (false, isKnown ? key : string.Empty);
        if (isKnown && open.Count == 1)
        {
            (keys ??= new(StringComparer.Ordinal)).Add(key!);
        }
    }

    private void Take(PdfToken token, PdfLexer lexer)
    {
        (bool isArray, string? key) = open[^1];
        if (!isArray)
        {
            open[^1] = (false, null);
        }

        string? outer = open[0].Key ?? (open.Count == 1 ? key : null);
        switch (outer, token)
        {
            case ("Filter" or "F", PdfToken.Name) when Filters.Count < 10:
                (filters ??= []).Add(lexer.Word.ToString());
                break;
            case ("DecodeParms" or "DP", PdfToken.Word) when key == "Predictor" && lexer.Word is not "1":
                HasPredictor = true;
                break;
            case (_, PdfToken.Word) when key == "Marked" && lexer.Word is "true":
                IsMarked = true;
                break;
            default:
                TakeOwn(open.Count == 1 ? key : null, token, lexer);
                break;
        }
    }

    private void TakeOwn(string? key, PdfToken token, PdfLexer lexer)
    {
        switch (key, token)
        {
            case ("Type", PdfToken.Name):
                Type = lexer.Word.ToString();
                break;
            case ("Subtype" or "S", PdfToken.Name):
                Subtype = lexer.Word.ToString();
                break;
            case ("Count", PdfToken.Word) when int.TryParse(lexer.Word, NumberStyles.None, CultureInfo.InvariantCulture, out int count):
                Count = count;
                break;
            case ("Lang", PdfToken.Text):
                Language = TextOf(lexer.Text);
                break;
            case ("Title", PdfToken.Text):
                Title = TextOf(lexer.Text);
                break;
            case ("F" or "UF", PdfToken.Text) when FileNames.Count < 10:
                (fileNames ??= []).Add(TextOf(lexer.Text));
                break;
            default:
                break;
        }
    }

    // ISO 32000-2, 7.9.2.2: UTF-16 or UTF-8 with their marks; otherwise PDFDocEncoding, which is nearly Latin-1.
    private static string TextOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
        [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
        [0xEF, 0xBB, 0xBF, .. var rest] => Encoding.UTF8.GetString(rest),
        _ => Encoding.Latin1.GetString(bytes),
    };
}
