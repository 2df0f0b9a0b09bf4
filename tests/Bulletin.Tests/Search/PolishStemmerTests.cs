using Bulletin.Content;
using Bulletin.Search;
using CsCheck;

namespace Bulletin.Tests.Search;

/// <summary>Tests stems; <see cref="PolishStemmerQualityTests"/> measures how reliably the forms of one word match.</summary>
public sealed class PolishStemmerTests
{
    [Theory]
    [InlineData("mieszkanie", "mieszkań", "mieszkania", "mieszkaniach")]
    [InlineData("inicjatywa", "inicjatywie")]
    [InlineData("miast", "miasta")]
    public void A_word_of_a_query_meets_its_inflected_forms(string query, params string[] forms) =>
        Assert.All(forms, form => Assert.Equal(Stem(query), Stem(form)));

    [Theory]
    [InlineData("rok", "roku", "lata", "latach")]
    [InlineData("człowiek", "człowiekiem", "ludzie", "ludzi")]
    [InlineData("dziecko", "dzieci", "dziećmi")]
    [InlineData("dzień", "dnia", "dni")]
    [InlineData("tydzień", "tygodnia", "tygodni")]
    [InlineData("miesiąc", "miesiące", "miesięcy")]
    [InlineData("wieś", "wsi", "wsiach")]
    public void Irregular_words_of_the_news_meet_their_forms(string word, params string[] forms) =>
        Assert.All(forms, form => Assert.Equal(Stem(word), Stem(form)));

    [Theory]
    [InlineData("informować", "informuje", "informujemy", "informował", "informowano", "informujący", "informowanie")]
    [InlineData("ogłosić", "ogłosił", "ogłosili", "ogłoszono", "ogłoszony", "ogłoszenie")]
    [InlineData("rozpocząć", "rozpoczął", "rozpoczęła", "rozpoczęto", "rozpoczęty", "rozpoczęcie")]
    [InlineData("zapewniać", "zapewnia", "zapewniają", "zapewniał", "zapewniamy", "zapewniający")]
    public void Forms_of_a_verb_meet_with_its_participles_and_gerund(string infinitive, params string[] forms) =>
        Assert.All(forms, form => Assert.Equal(Stem(infinitive), Stem(form)));

    [Theory]
    [InlineData("bezpieczny", "bezpieczna", "bezpiecznych", "bezpiecznie", "bezpieczniejszy", "najbezpieczniejsza")]
    [InlineData("miejski", "miejskiego", "miejskiej", "miejscy")]
    public void Forms_of_an_adjective_meet_with_its_comparison(string word, params string[] forms) =>
        Assert.All(forms, form => Assert.Equal(Stem(word), Stem(form)));

    [Theory]
    [InlineData("")]
    [InlineData("w")]
    [InlineData("na")]
    [InlineData("2026")]
    [InlineData("covid19")]
    [InlineData("a4")]
    [InlineData("e-urząd")]
    [InlineData("Mieszkania")]
    [InlineData("mieszkań")]
    [InlineData("公告公告")]
    public void What_is_short_or_not_a_folded_word_comes_back_as_it_is(string text) => Assert.Equal(text, PolishStemmer.Stem(text));

    [Fact]
    public void What_is_too_long_for_a_word_comes_back_as_it_is()
    {
        string text = new string('x', 40) + "ami";
        Assert.Equal(text, PolishStemmer.Stem(text));
    }

    [Fact]
    public void Any_text_gives_a_stem_that_is_not_longer_and_is_always_the_same() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char['a', 'z'], 0, 45], InflectedWords()).Sample(CheckStem, iter: 20_000);

    /// <summary>
    /// Words composed of a beginning and endings that the rules know, where the rules have the greatest effect.
    /// </summary>
    private static Gen<string> InflectedWords()
    {
        string[] suffixes =
        [
            "", "a", "i", "ie", "iego", "owie", "ami", "iamy", "ium", "al", "ic", "iec", "iajac", "ejsz", "iejs", "en", "et", "ian", "uj",
            "yw", "daj", "szcz", "rz", "rzec", "sz", "dz", "osc", "arc", "ek", "ier", "iol", "jazd", "rzad", "naj", "budow",
        ];
        return Gen.Select(
            Gen.String[Gen.Char['a', 'z'], 0, 4],
            Gen.Int[0, suffixes.Length - 1].Select(i => suffixes[i]).Array[1, 4],
            (start, rest) => start + string.Concat(rest));
    }

    private static void CheckStem(string text)
    {
        string stem = PolishStemmer.Stem(text);
        Assert.True(stem.Length <= text.Length, $"'{text}' became the longer '{stem}'");
        Assert.Equal(text.Length == 0, stem.Length == 0);
        Assert.Equal(stem, PolishStemmer.Stem(string.Concat(text)));
    }

    private static string Stem(string word) => PolishStemmer.Stem(TextFolding.Fold(word));
}
