using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.Lines;

/// <summary>
/// What a conversion did: how many entries became announcements, which did not and why, and what was left out of those that did.
/// It grows with the number of things to say only up to a bound; the numbers go on.
/// </summary>
internal sealed class ConversionReport
{
    /// <summary>The most remarks that are kept word for word.</summary>
    public const int MaximumRemarks = 1000;

    private readonly List<ConversionRemark> remarks = [];
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
    private int unlisted;

    /// <summary>The entries that became announcements.</summary>
    public int Converted { get; private set; }

    /// <summary>The entries that did not.</summary>
    public int Skipped { get; private set; }

    /// <summary>What is to be said of single entries, in their order.</summary>
    public IReadOnlyList<ConversionRemark> Remarks => remarks;

    /// <summary>How often something happened that is said in one line for the whole file.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Counts an announcement.</summary>
    public void Convert() => Converted++;

    /// <summary>An entry is no announcement, which is worth a line of its own.</summary>
    public void Skip(int entry, string title, string reason)
    {
        Skipped++;
        Add(new ConversionRemark(entry, title, reason, IsSkipped: true));
    }

    /// <summary>An entry is no announcement, as is usual for its kind.</summary>
    public void SkipKind(string kind)
    {
        Skipped++;
        Count(kind);
    }

    /// <summary>Something of an announcement did not come over as it was.</summary>
    public void Note(int entry, string title, string remark) => Add(new ConversionRemark(entry, title, remark, IsSkipped: false));

    /// <summary>Something is to be said of the file as a whole.</summary>
    /// <param name="remark">What continues "the file ...", or null for nothing.</param>
    public void NoteFile(string? remark)
    {
        if (remark is not null)
        {
            Add(new ConversionRemark(0, string.Empty, remark, IsSkipped: false));
        }
    }

    /// <summary>An item, or what stands about the file as a whole, is not as XML wants it.</summary>
    public void NoteDamage(XmlItem item, string title)
    {
        foreach (string damage in item.Damage)
        {
            Add(new ConversionRemark(item.Number, title, damage, IsSkipped: false));
        }
    }

    /// <summary>Counts something that is said once for the whole file.</summary>
    public void Count(string what, int times = 1) => counts[what] = counts.GetValueOrDefault(what) + times;

    /// <summary>Writes the report as lines of text.</summary>
    public void WriteTo(TextWriter output)
    {
        foreach (ConversionRemark remark in remarks)
        {
            string title = remark.Title.Length > 0 ? $" \"{remark.Title}\"" : string.Empty;
            string of = remark.Entry == 0 ? "the file" : $"entry {remark.Entry}{title}";
            output.WriteLine($"{(remark.IsSkipped ? "skipped" : "note")}: {of} {remark.Text}");
        }

        if (unlisted > 0)
        {
            output.WriteLine($"and {unlisted} more of these");
        }

        foreach ((string what, int times) in counts)
        {
            output.WriteLine($"{what}: {times}");
        }

        output.WriteLine($"{Converted} announcements, {Skipped} entries skipped");
    }

    private void Add(ConversionRemark remark)
    {
        if (remarks.Count < MaximumRemarks)
        {
            remarks.Add(remark);
        }
        else
        {
            unlisted++;
        }
    }
}
