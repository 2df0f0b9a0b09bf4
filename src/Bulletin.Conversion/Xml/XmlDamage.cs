namespace Bulletin.Conversion.Xml;

/// <summary>
/// Collects the damage found since the last <see cref="Take"/>: each kind once, with its number of occurrences.
/// </summary>
/// <param name="count">Counts remarks that the report gives once for the whole file.</param>
internal sealed class XmlDamage(Action<string> count)
{
    private const int MaximumKinds = 12;

    /// <summary>A character that the file's encoding cannot decode.</summary>
    public const string Unreadable = "has characters that cannot be read; \uFFFD stands for each";

    /// <summary>A control character that XML forbids.</summary>
    public const string Control = "has control characters, which are left out";

    /// <summary>A control character that is a printable one in windows-1252, such as a quotation mark or a dash.</summary>
    public const string Windows = "has control characters, which were read as those of windows-1252";

    /// <summary>An ampersand that does not start a reference.</summary>
    public const string Ampersand = "has & without a reference, taken for itself";

    /// <summary>A less-than sign that does not start a tag.</summary>
    public const string LessThan = "has < without a tag, taken for itself";

    /// <summary>The end of a CDATA section outside any section.</summary>
    public const string SectionEnd = "has ]]> in its text, taken for itself";

    /// <summary>An element without its end tag.</summary>
    public const string NotEnded = "has elements that are not ended";

    /// <summary>An end tag without its start tag.</summary>
    public const string NotBegun = "has end tags without a beginning";

    /// <summary>Attributes that violate the syntax of XML.</summary>
    public const string Attributes = "has tags with attributes that are not in quotation marks or not ended";

    /// <summary>A comment, a processing instruction or a CDATA section that is never closed.</summary>
    public const string Endless = "has a comment or a section that is not ended: what follows is lost";

    private readonly List<(string Kind, string Example, int Places)> kinds = [];

    /// <summary>Records one occurrence.</summary>
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

    /// <summary>Counts a remark that the report gives once for the whole file.</summary>
    public void Count(string what) => count(what);

    /// <summary>Returns the collected remarks, each of which continues "the entry ...", and clears them.</summary>
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
