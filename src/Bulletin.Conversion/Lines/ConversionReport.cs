using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.Lines;

/// <summary>
/// The result of a conversion: the number of entries that became announcements, the skipped entries with reasons, and
/// what was left out of the converted ones. The number of stored remarks is limited; the totals continue.
/// </summary>
internal sealed class ConversionReport
{
    /// <summary>The maximum number of remarks that are stored.</summary>
    public const int MaximumRemarks = 1000;

    private readonly List<ConversionRemark> remarks = [];
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
    private int unlisted;

    /// <summary>The number of entries that became announcements.</summary>
    public int Converted { get; private set; }

    /// <summary>The number of entries that did not.</summary>
    public int Skipped { get; private set; }

    /// <summary>
    /// The first remarks on entries and on the file as a whole, in the order in which they were made; at most
    /// <see cref="MaximumRemarks"/>.
    /// </summary>
    public IReadOnlyList<ConversionRemark> Remarks => remarks;

    /// <summary>The number of occurrences of each remark that is given once for the whole file.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Counts an announcement.</summary>
    public void Convert() => Converted++;

    /// <summary>Records a skipped entry with a remark of its own.</summary>
    public void Skip(int entry, string title, string reason)
    {
        Skipped++;
        Add(new ConversionRemark(entry, title, reason, IsSkipped: true));
    }

    /// <summary>Records a skipped entry of a kind that is never imported; only its kind is counted.</summary>
    public void SkipKind(string kind)
    {
        Skipped++;
        Count(kind);
    }

    /// <summary>Records that a part of an announcement was changed or left out.</summary>
    public void Note(int entry, string title, string remark) => Add(new ConversionRemark(entry, title, remark, IsSkipped: false));

    /// <summary>Records a remark on the file as a whole.</summary>
    /// <param name="remark">Text that continues "the file ..."; null: none.</param>
    public void NoteFile(string? remark)
    {
        if (remark is not null)
        {
            Add(new ConversionRemark(0, string.Empty, remark, IsSkipped: false));
        }
    }

    /// <summary>Records the XML damage of an item, or of the file as a whole.</summary>
    public void NoteDamage(XmlItem item, string title)
    {
        foreach (string damage in item.Damage)
        {
            Add(new ConversionRemark(item.Number, title, damage, IsSkipped: false));
        }
    }

    /// <summary>Counts occurrences of a remark that is given once for the whole file.</summary>
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
