using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Bulletin.Content;

namespace Bulletin.Benchmarks;

/// <summary>
/// The slowest bodies that are accepted, and the slowest that are refused: long documents as public bodies have them, patterns that are
/// known to be hard, and texts that are put together at random and changed, generation after generation, towards the slowest. What is
/// measured is everything that a request does with a body: the check, the safe HTML and the lead, in processor time of the thread, so
/// that others on the machine matter little.
/// </summary>
internal static class Bodies
{
    private const int MaximumBytes = 256 * 1024;
    private const int Kept = 12;

    private static readonly string[] Fragments =
    [
        "a", " ", "\n", "\n\n", "\t", "    ", "- ", "1. ", "> ", "# ", "=\n", "-\n", "***\n", "```\n", "~~~\n", "`", "``", "*", "**", "_", "~~", "[", "]", "](", ")", "![",
        "[a](b)", "[a](/b \"c\")", "[^1]", "[^1]: x\n", "[a]: b\n", "[a]", "<", "<a ", "<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<br>", "<table>", "<tr>", "<td>",
        "</table>", "<li>", "<ul>", "</ul>", "<div>", "</div>", "<!--", "-->", "<?", "&", "&amp;", "&#65;", "http://a.bc ", "www.a.bc", "<http://a.b>", "|", "a|b\n", "-|-\n",
        "\\", "\\*", "  \n", "<img src=https://a.b/c>", "<a href=https://a.b>a</a>", "<svg>", "</svg>", "<select>", "<template>", "<button>", "<font>", "ąść ", "x=\"y\" ",
        "mailto:a@b.c ", "<h1>a</h1>", "<details>", "słowo ", "</x>", "<dl><dd>", "&lt;",
    ];

    /// <summary>Measures, and writes the tables into <c>docs/benchmarks.md</c>.</summary>
    /// <param name="generations">The number of times that the slowest texts are changed.</param>
    public static async Task RunAsync(int generations)
    {
        List<Case> cases = [.. LongBodies.Documents().Select(one => Measure(one.Name, one.Body, one.Format))];
        // The first time, the JIT compiles.
        cases = [.. LongBodies.Documents().Select(one => Measure(one.Name, one.Body, one.Format))];
        List<Case> patterns = [.. LongBodies.Patterns().Select(one => Measure(one.Name, one.Body, one.Format))];
        (Case accepted, Case refused, int tried) = Evolve(generations);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; processor time of the thread, the best of three runs.");
        AppendTable(text, "long documents", cases);
        AppendTable(text, "the slowest patterns", [.. patterns.OrderByDescending(one => one.Milliseconds).Take(Kept)]);
        AppendTable(text, string.Create(CultureInfo.InvariantCulture, $"the slowest of {tried:N0} texts made at random and changed towards the slowest"), [accepted, refused]);
        Case worst = cases.Concat(patterns).Append(accepted).Where(one => one.Refusal is null).MaxBy(one => one.Milliseconds)!;
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The slowest that is accepted: {worst.Name}, {worst.Milliseconds:F0} ms; at most 250 ms was to be reached.");
        await Report.WriteAsync("bodies", text.ToString());
    }

    private static void AppendTable(StringBuilder text, string title, List<Case> cases)
    {
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| {title} | KiB | ms | |").AppendLine("|---|---:|---:|---|");
        foreach (Case one in cases)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {one.Name} | {one.Bytes / 1024} | {one.Milliseconds:F0} | {one.Refusal ?? "accepted"} |");
        }
    }

    // A text is a short list of fragments, repeated to the full length: slow patterns are short.
    private static (Case Accepted, Case Refused, int Tried) Evolve(int generations)
    {
        var random = new Random(1);
        List<(int[] Genes, BodyFormat Format, Case Case)> best = [];
        Case slowestRefused = new("none", 0, 0, "none");
        int tried = 0;
        for (int generation = 0; generation <= generations; generation++)
        {
            List<(int[] Genes, BodyFormat Format)> next = best.Count < Kept
                ? [.. Enumerable.Range(0, 4 * Kept).Select(_ => (New(random), random.Next(3) == 0 ? BodyFormat.Html : BodyFormat.Markdown))]
                : [.. best.SelectMany(one => Enumerable.Range(0, 3).Select(_ => (Changed(one.Genes, best[random.Next(best.Count)].Genes, random), one.Format)))];
            foreach ((int[] genes, BodyFormat format) in next)
            {
                tried++;
                Case measured = Measure(NameOf(genes, format), TextOf(genes, random.Next(4) == 0 ? MaximumBytes / 4 : MaximumBytes), format);
                slowestRefused = measured.Refusal is not null && measured.Milliseconds > slowestRefused.Milliseconds ? measured : slowestRefused;
                if (measured.Refusal is null)
                {
                    best.Add((genes, format, measured));
                }
            }

            best = [.. best.OrderByDescending(one => one.Case.Milliseconds).DistinctBy(one => one.Case.Name).Take(Kept)];
        }

        return (best[0].Case, slowestRefused, tried);
    }

    private static int[] New(Random random) => [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(Fragments.Length))];

    private static int[] Changed(int[] genes, int[] other, Random random)
    {
        List<int> changed = [.. genes];
        switch (random.Next(4))
        {
            case 0:
                changed[random.Next(changed.Count)] = random.Next(Fragments.Length);
                break;
            case 1 when changed.Count > 1:
                changed.RemoveAt(random.Next(changed.Count));
                break;
            case 2:
                changed.AddRange(other.Take(random.Next(1, other.Length + 1)));
                break;
            default:
                changed.Insert(random.Next(changed.Count + 1), random.Next(Fragments.Length));
                break;
        }

        return [.. changed.Take(24)];
    }

    private static string TextOf(int[] genes, int bytes)
    {
        string unit = string.Concat(genes.Select(gene => Fragments[gene]));
        return string.Concat(Enumerable.Repeat(unit, bytes / Encoding.UTF8.GetByteCount(unit)));
    }

    private static string NameOf(int[] genes, BodyFormat format) =>
        $"{format}: `{string.Concat(genes.Select(gene => Fragments[gene])).Replace("\n", "⏎", StringComparison.Ordinal).Replace("|", "¦", StringComparison.Ordinal).Replace("`", "ˋ", StringComparison.Ordinal)}`";

    private static Case Measure(string name, string body, BodyFormat format)
    {
        double least = double.MaxValue;
        string? refusal = null;
        // Most texts are quick or refused quickly; only the slow ones are worth another look.
        for (int run = 0; run < 3 && (run == 0 || least > 60); run++)
        {
            double begin = ThreadTime();
            try
            {
                _ = BodyRenderer.Checked(body, format);
            }
            catch (ContentException refused)
            {
                refusal = refused.Message;
            }

            least = Math.Min(least, ThreadTime() - begin);
        }

        return new Case(name, Encoding.UTF8.GetByteCount(body), least, refusal);
    }

    // CLOCK_THREAD_CPUTIME_ID of Linux, in milliseconds.
    private static double ThreadTime()
    {
        _ = ClockGetTime(3, out TimeSpecification time);
        return (time.Seconds * 1e3) + (time.Nanoseconds / 1e6);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out TimeSpecification time);

    private sealed record Case(string Name, int Bytes, double Milliseconds, string? Refusal);

    private readonly struct TimeSpecification
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
