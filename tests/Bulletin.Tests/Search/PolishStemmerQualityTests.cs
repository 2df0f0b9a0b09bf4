using System.Globalization;
using System.Reflection;
using Bulletin.Content;
using Bulletin.Search;

namespace Bulletin.Tests.Search;

/// <summary>Measures the stemmer on two tables of word pairs; docs/search.md has the figures and how to print them.</summary>
public sealed class PolishStemmerQualityTests(ITestOutputHelper output)
{
    [Fact]
    public void Forms_of_a_word_meet_and_words_that_look_alike_do_not()
    {
        Measured measured = Measure("polish-tuned.tsv");
        Assert.True(measured.Precision >= 0.97, measured.ToString());
        Assert.True(measured.Recall >= 0.97, measured.ToString());
    }

    [Fact]
    public void They_do_so_for_words_that_the_rules_were_not_tuned_on()
    {
        Measured measured = Measure("polish-held-out.tsv");
        Assert.True(measured.Precision >= 0.95, measured.ToString());
        Assert.True(measured.Recall >= 0.95, measured.ToString());
    }

    [Fact]
    public void The_tables_have_no_pair_twice_and_no_word_in_both()
    {
        List<Pair> tuned = Pairs("polish-tuned.tsv");
        List<Pair> heldOut = Pairs("polish-held-out.tsv");
        Assert.All([tuned, heldOut], pairs =>
        {
            Assert.True(pairs.Count(pair => pair.MustMeet) >= 300);
            Assert.True(pairs.Count(pair => !pair.MustMeet) >= 150);
        });
        Assert.Distinct(tuned.Concat(heldOut).Select(pair => (pair.First, pair.Second)));

        IEnumerable<string> tunedForms = tuned.Where(pair => pair.MustMeet).SelectMany(pair => new[] { pair.First, pair.Second });
        IEnumerable<string> heldOutForms = heldOut.Where(pair => pair.MustMeet).SelectMany(pair => new[] { pair.First, pair.Second });
        Assert.Empty(tunedForms.Intersect(heldOutForms));
    }

    private Measured Measure(string table)
    {
        var measured = new Measured(table);
        foreach (Pair pair in Pairs(table))
        {
            string first = PolishStemmer.Stem(pair.First);
            string second = PolishStemmer.Stem(pair.Second);
            measured.Count(pair.MustMeet, first == second);
        }

        output.WriteLine(measured.ToString());
        return measured;
    }

    /// <summary>The pairs of a table, folded as a query and a text are.</summary>
    private static List<Pair> Pairs(string table)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Search/{table}")!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line[0] != '#')
                .Select(line => line.Split('\t'))
                .Select(cells => new Pair(MustMeet(cells[0]), TextFolding.Fold(cells[1]), TextFolding.Fold(cells[2]))),
        ];
    }

    private static bool MustMeet(string cell) => cell switch
    {
        "meet" => true,
        "differ" => false,
        _ => throw new FormatException($"A pair begins with 'meet' or 'differ', not with '{cell}'."),
    };

    private sealed record Pair(bool MustMeet, string First, string Second);

    private sealed class Measured(string table)
    {
        private int rightlyMet;
        private int wronglyMet;
        private int missed;
        private int rightlyApart;

        /// <summary>Of the pairs that meet, the share that should.</summary>
        public double Precision => (double)rightlyMet / (rightlyMet + wronglyMet);

        /// <summary>Of the pairs that should meet, the share that does.</summary>
        public double Recall => (double)rightlyMet / (rightlyMet + missed);

        public void Count(bool mustMeet, bool meets)
        {
            switch (mustMeet, meets)
            {
                case (true, true): rightlyMet++; break;
                case (true, false): missed++; break;
                case (false, true): wronglyMet++; break;
                default: rightlyApart++; break;
            }
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{table}: precision {Precision:F3}, recall {Recall:F3}, F1 {2 * Precision * Recall / (Precision + Recall):F3} "
            + $"({rightlyMet} of {rightlyMet + missed} meet, {wronglyMet} of {wronglyMet + rightlyApart} meet wrongly)");
    }
}
