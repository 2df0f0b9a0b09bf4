using System.Diagnostics;
using Bulletin.Announcements;
using Bulletin.Announcements.Revisions;
using CsCheck;

namespace Bulletin.Tests.Announcements;

public sealed class TextDifferenceTests
{
    // Pieces that occur in announcements, and pieces that could be cut in the wrong place.
    private static readonly string[] Pieces =
    [
        "woda", "wody", "Łódź", "żółć", "e\u0301", "🌳", "👩‍👩‍👧", "🇵🇱", "1️⃣", " ", "  ", "\u00A0", "\n", "\r\n", "\r", "\n\n", ".", ", ", "?!", "<p>", "</p>", "\"", "„", "”", "-", "12.05",
    ];

    private static readonly Gen<string> AnyText = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]).Array[0, 40].Select(string.Concat);

    [Fact]
    public void Its_parts_are_the_two_texts_to_the_letter() => Gen.Select(AnyText, AnyText).Sample((from, to) =>
    {
        IReadOnlyList<TextPart> parts = TextDifference.Between(from, to);
        Assert.Equal(from, Joined(parts, TextPart.Insert));
        Assert.Equal(to, Joined(parts, TextPart.Delete));
        Assert.All(parts, part => Assert.NotEmpty(part.Text));
        // No part is half an emoji, which JSON cannot hold.
        Assert.All(parts, part => Assert.Equal(part.Text, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(part.Text))));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.NotEqual(pair.First.Op, pair.Second.Op));
    });

    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "Nowy", "+Nowy")]
    [InlineData("Stary", "", "-Stary")]
    [InlineData("Bez zmian.", "Bez zmian.", "=Bez zmian.")]
    [InlineData("Od 8:00 do 14:00.", "Od 9:00 do 14:00.", "=Od |-8|+9|=:00 do 14:00.")]
    [InlineData("Przerwa w dostawie wody", "Przerwa w dostawie prądu", "=Przerwa w dostawie |-wody|+prądu")]
    [InlineData("Dzień dobry", "Dzień dobry!", "=Dzień dobry|+!")]
    [InlineData("stara treść ogłoszenia tu", "nowy tekst komunikatu tu", "-stara treść ogłoszenia|+nowy tekst komunikatu|= tu")]
    [InlineData("Jeden.\n\nDwa.\n", "Jeden.\n\nTrzy.\n\nDwa.\n", "=Jeden.\n\n|+Trzy.\n\n|=Dwa.\n")]
    [InlineData("a\r\nb", "a\nb", "=a|-\r\n|+\n|=b")]
    [InlineData("park 🌳", "park 🌲", "=park |-🌳|+🌲")]
    public void It_is_told_in_words(string from, string to, string expected) => Assert.Equal(expected, Shown(TextDifference.Between(from, to)));

    [Fact]
    public void In_a_long_text_a_changed_word_is_found_wherever_it_is()
    {
        string text = string.Concat(Enumerable.Range(0, 2000).Select(number => $"Akapit {number} mówi o czymś innym niż pozostałe akapity.\n\n"));
        string changed = text.Replace("Akapit 7 mówi", "Akapit 7 milczy", StringComparison.Ordinal).Replace("Akapit 1900 mówi", "Akapit 1900 pyta", StringComparison.Ordinal);
        Assert.Equal(
            ["-mówi", "+milczy", "-mówi", "+pyta"],
            TextDifference.Between(text, changed).Where(part => part.Op != TextPart.Equal).Select(part => Shown([part])));
    }

    [Fact]
    public void In_a_long_text_without_paragraphs_too()
    {
        string text = string.Concat(Enumerable.Range(0, 900).Select(number => $"<p>Akapit {number} mówi o <b>czymś</b> innym</p>"));
        string changed = text.Replace("Akapit 7 mówi", "Akapit 7 milczy", StringComparison.Ordinal).Replace("Akapit 890 mówi", "Akapit 890 pyta", StringComparison.Ordinal);
        Assert.Equal(
            ["-mówi", "+milczy", "-mówi", "+pyta"],
            TextDifference.Between(text, changed).Where(part => part.Op != TextPart.Equal).Select(part => Shown([part])));
    }

    [Fact]
    public void When_every_paragraph_of_a_long_text_changed_the_words_are_told_all_the_same()
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(number => $"Akapit {number}, w którym miasto ogłasza cokolwiek ważnego\n"));
        IReadOnlyList<TextPart> parts = TextDifference.Between(text, text.Replace("miasto", "gmina", StringComparison.Ordinal));
        Assert.Equal(3000, parts.Count(part => part == new TextPart(TextPart.Delete, "miasto")));
    }

    public static TheoryData<string> LargestTexts => ["words", "lines", "letters", "sentences", "one line", "the same words in another order"];

    [Theory]
    [MemberData(nameof(LargestTexts))]
    public void The_largest_texts_with_nothing_in_common_take_about_a_second(string kind)
    {
        const int size = AnnouncementInput.MaximumBodyBytes;
        (string from, string to) = kind switch
        {
            "words" => (Filled(size, number => $"a{number} "), Filled(size, number => $"b{number} ")),
            "lines" => (Filled(size, number => $"a{number}\n"), Filled(size, number => $"b{number}\n")),
            "letters" => (Filled(size, number => $"{(char)('a' + (number * 7 % 26))} "), Filled(size, number => $"{(char)('a' + (number * 11 % 26))}\n")),
            "sentences" => (Filled(size, number => $"Zdanie {number} jest takie. "), Filled(size, number => $"Inne {number}: owakie! ")),
            "one line" => (new string('a', size), new string('b', size)),
            _ => (Filled(size, number => $"w{number * 7919 % 5003} "), Filled(size, number => $"w{number * 104729 % 5003} ")),
        };
        TextDifference.Between("a b", "a c");
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<TextPart> parts = TextDifference.Between(from, to);
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {taken.TotalMilliseconds:F0} ms");

        Assert.Equal((from, to), (Joined(parts, TextPart.Insert), Joined(parts, TextPart.Delete)));
        // On a machine that does other things too; without the bounds it takes minutes.
        Assert.InRange(taken, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static string Filled(int length, Func<int, string> piece)
    {
        var text = new System.Text.StringBuilder();
        for (int number = 0; text.Length < length; number++)
        {
            text.Append(piece(number));
        }

        return text.ToString();
    }

    private static string Joined(IReadOnlyList<TextPart> parts, string without) => string.Concat(parts.Where(part => part.Op != without).Select(part => part.Text));

    private static string Shown(IEnumerable<TextPart> parts) => string.Join('|', parts.Select(part => part.Op switch
    {
        TextPart.Equal => "=",
        TextPart.Delete => "-",
        _ => "+",
    } + part.Text));
}
