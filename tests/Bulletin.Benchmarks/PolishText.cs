using System.Text;

namespace Bulletin.Benchmarks;

/// <summary>
/// Text with the vocabulary of a large site: as in a natural language, a few words are everywhere and most are rare (Zipf's law), and
/// nouns are inflected. The words are made of Polish syllables and endings; the same seed makes the same text.
/// </summary>
internal sealed class PolishText
{
    private static readonly string[] Syllables =
    [
        "wo", "da", "mia", "sto", "gmi", "na", "szko", "la", "dro", "ga", "most", "park", "rze", "ka", "zie", "leń", "po", "wie", "trze", "ry",
        "nek", "bu", "dżet", "spra", "wa", "kon", "sul", "ta", "cja", "pro", "jekt", "środ", "ko", "wi", "sko", "trans", "port", "pra", "ca", "za",
        "mie", "szka", "nie", "oby", "wa", "tel", "ucz", "eń", "łód", "kraj", "ob", "raz", "tram", "waj", "auto", "bus", "kul", "tu", "ra", "zdro",
    ];

    private static readonly string[] Endings = ["", "a", "y", "i", "u", "em", "ie", "ów", "om", "ami", "ach", "ę", "ą", "owy", "owa", "ego", "ych"];

    private readonly Random random;
    private readonly string[] stems;
    private readonly double[] cumulated;

    /// <param name="seed">Makes the text.</param>
    /// <param name="words">The number of different words, before they are inflected.</param>
    public PolishText(int seed, int words = 10_000)
    {
        // Numbers for a benchmark need no secrecy.
#pragma warning disable CA5394
        random = new Random(seed);
        stems = Enumerable.Range(0, words).Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => Syllables[random.Next(Syllables.Length)]))).ToArray();
#pragma warning restore CA5394
        cumulated = new double[words];
        double sum = 0;
        for (int rank = 0; rank < words; rank++)
        {
            sum += 1.0 / (rank + 10);
            cumulated[rank] = sum;
        }
    }

    /// <summary>One word.</summary>
    public string Word()
    {
#pragma warning disable CA5394
        int rank = Array.BinarySearch(cumulated, random.NextDouble() * cumulated[^1]);
        return stems[Math.Min(stems.Length - 1, rank < 0 ? ~rank : rank)] + Endings[random.Next(Endings.Length)];
#pragma warning restore CA5394
    }

    /// <summary>Words until the text has a length.</summary>
    public string Sentences(int characters)
    {
        var text = new StringBuilder(characters + 40);
        int words = 0;
        while (text.Length < characters)
        {
            bool isFirst = words % 12 == 0;
            string word = Word();
            text.Append(words == 0 ? string.Empty : isFirst ? ". " : " ").Append(isFirst ? char.ToUpperInvariant(word[0]) + word[1..] : word);
            words++;
        }

        return text.Append('.').ToString();
    }
}
