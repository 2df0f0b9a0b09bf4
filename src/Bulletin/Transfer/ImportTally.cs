using Bulletin.Problems;

namespace Bulletin.Transfer;

/// <summary>
/// Counts the results of the lines of a request. Of the refused lines it keeps only the first hundred, and counts the
/// others, because a request may consist of nothing but errors.
/// </summary>
internal sealed class ImportTally
{
    /// <summary>The maximum number of refused lines that are listed.</summary>
    public const int MaximumRefused = 100;

    private readonly List<ImportReportLine> lines = [];
    private int created;
    private int unchanged;
    private int invalid;

    /// <summary>The number of refused lines.</summary>
    public int Refused { get; private set; }

    /// <summary>The report of a request whose valid lines were written.</summary>
    public ImportReport Report => new(lines, created, unchanged, Refused);

    /// <summary>Adds the result of a line.</summary>
    public void Add(ImportReportLine line)
    {
        created += line.Status == ImportReportLine.Created ? 1 : 0;
        unchanged += line.Status == ImportReportLine.Unchanged ? 1 : 0;
        invalid += line.Status == ImportReportLine.Invalid ? 1 : 0;
        Refused += line.IsRefused ? 1 : 0;
        if (!line.IsRefused || Refused <= MaximumRefused)
        {
            lines.Add(line);
        }
    }

    /// <summary>Returns the problem for a request that was to be written as a whole, and has refused lines.</summary>
    /// <param name="isWritten">
    /// True if the other lines were written, so that these were refused only because of what others wrote meanwhile.
    /// </param>
    public ProblemException Refusal(bool isWritten)
    {
        ProblemException all = Problem.Invalid(lines
            .Where(line => line.IsRefused)
            .SelectMany(line => line.Errors.Select(error => (
                error.Member.Length == 0 ? $"line {line.Line}" : $"line {line.Line}: {error.Member}",
                error.Error)))
            .ToList());
        string named = Refused > MaximumRefused ? $" The first {MaximumRefused} are named." : string.Empty;
        string detail = isWritten
            ? $"{Lines(Refused)} refused because of what others wrote meanwhile; "
                + $"the other {created + unchanged} are in the site.{named}"
            : $"{Lines(Refused)} refused, and nothing was written.{named}";
        return new ProblemException(all.Problem with
        {
            Kind = invalid > 0 ? ProblemKind.Invalid : ProblemKind.AlreadyExists,
            Detail = detail,
        });
    }

    private static string Lines(int count) => count == 1 ? "1 line is" : $"{count} lines are";
}
