namespace Bulletin.Conversion.Xml;

/// <summary>Damage of a file that was found since it was last asked for, each kind said once with the number of its places.</summary>
/// <param name="count">Counts what is said once for the whole file.</param>
internal sealed class XmlDamage(Action<string> count)
{
    private const int MaximumKinds = 12;

    /// <summary>A character that the encoding of the file does not know.</summary>
    public const string Unreadable = "has characters that cannot be read; \uFFFD stands for each";

    /// <summary>A character of a kind that XML forbids.</summary>
    public const string Control = "has control characters, which are left out";

    /// <summary>A control character that is a quotation mark or a dash in windows-1252.</summary>
    public const string Windows = "has control characters, which were read as those of windows-1252";

    /// <summary>An ampersand that begins no reference.</summary>
    public const string Ampersand = "has & without a reference, taken for itself";

    /// <summary>A less-than sign that begins no tag.</summary>
    public const string LessThan = "has < without a tag, taken for itself";

    /// <summary>The end of a CDATA section where there is none.</summary>
    public const string SectionEnd = "has ]]> in its text, taken for itself";

    /// <summary>An element whose end is missing.</summary>
    public const string NotEnded = "has elements that are not ended";

    /// <summary>The end of an element that was not begun.</summary>
    public const string NotBegun = "has end tags without a beginning";

    /// <summary>Attributes that are not as XML wants them.</summary>
    public const string Attributes = "has tags with attributes that are not in quotation marks or not ended";

    /// <summary>A comment, an instruction or a section that goes on to the end of the file.</summary>
    public const string Endless = "has a comment or a section that is not ended: what follows is lost";

    private readonly List<(string Kind, string Example, int Places)> kinds = [];

    /// <summary>Takes note of one place.</summary>
    public void Add(string kind, string example = "")
    {
        int index = kinds.FindIndex(one => one.Kind == kind);
        if (index >= 0)
        {
            kinds[index] = kinds[index] with { Places = kinds[index].Places + 1 };
        }
        else if (kinds.Count < MaximumKinds)
        {
            kinds.Add((kind, example, 1));
        }
    }

    /// <summary>Takes note of what is said once for the whole file.</summary>
    public void Count(string what) => count(what);

    /// <summary>Remarks that continue "the entry ...", and begins anew.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] remarks =
        [
            .. kinds.Select(one => one.Kind
                + (one.Example.Length > 0 ? $": {one.Example}" : string.Empty)
                + (one.Places > 1 ? $" ({one.Places} places)" : string.Empty)),
        ];
        kinds.Clear();
        return remarks;
    }
}
