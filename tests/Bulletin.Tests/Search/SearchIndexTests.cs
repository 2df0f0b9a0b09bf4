using Bulletin.Announcements;
using Bulletin.Search;
using CsCheck;

namespace Bulletin.Tests.Search;

public sealed class SearchIndexTests : IDisposable
{
    private readonly Searched searched = new();

    public void Dispose() => searched.Dispose();

    [Theory]
    [InlineData("łódź")]
    [InlineData("lodz")]
    [InlineData("ŁÓDŹ")]
    [InlineData("Lo\u0301dz\u0301")]
    [InlineData("ŁÓD")]
    public void Case_and_diacritics_are_ignored_and_the_beginning_of_a_word_is_enough(string query)
    {
        searched.Put(Searched.Published("Łódź, miasto"), Searched.Published("Gdańsk"));
        Assert.Equal(["Łódź, miasto"], searched.Titles(query));
    }

    [Theory]
    [InlineData("mieszkanie", "Nowych mieszkań przybywa")]
    [InlineData("mieszkanie", "Wniosek o mieszkania")]
    [InlineData("mieszkanie", "Remont w mieszkaniach")]
    [InlineData("mieszkań", "Jedno mieszkanie")]
    [InlineData("mieszkan", "Jedno mieszkanie")]
    [InlineData("inicjatywa miast", "O inicjatywie miasta")]
    [InlineData("INICJATYWA MIASTO", "O inicjatywie miasta")]
    public void Inflected_forms_of_Polish_words_are_found(string query, string title)
    {
        searched.Put(Searched.Published(title), Searched.Published("Co innego"));
        Assert.Equal([title], searched.Titles(query));
    }

    [Theory]
    [InlineData("Stężenie CO₂", "co2")]
    [InlineData("Stężenie CO2", "CO₂")]
    [InlineData("Mieszkanie 40 m²", "m2")]
    [InlineData("Wiek Ⅷ", "viii")]
    [InlineData("miesz\u00ADkanie", "mieszkanie")]
    [InlineData("Straße", "strasse")]
    public void Signs_that_stand_for_letters_and_digits_are_these(string title, string query)
    {
        searched.Put(Searched.Published(title));
        Assert.Equal([title], searched.Titles(query));
    }

    [Fact]
    public void Other_languages_are_not_inflected_as_Polish_is()
    {
        searched.Put(
            Searched.Published("Mieszkania po polsku"),
            Searched.Published("Mieszkania in English", language: "en"),
            Searched.Published("Mieszkania w gwarze", language: "pl-PL"));
        Assert.Equal(["Mieszkania po polsku", "Mieszkania w gwarze"], searched.Titles("mieszkaniach").Order(StringComparer.Ordinal));
        Assert.Equal(3, searched.Titles("mieszkania").Count);
    }

    [Fact]
    public void Every_word_must_match_wherever_it_is()
    {
        searched.Put(
            Searched.Published("Remont mostu", "Objazdy od poniedziałku", "Ruch wraca w **maju**."),
            Searched.Published("Remont drogi", "Bez objazdów", "W czerwcu."));
        Assert.Equal(["Remont mostu"], searched.Titles("maj objazd remont"));
        Assert.Empty(searched.Titles("maj drogi"));
    }

    [Fact]
    public void A_phrase_is_found_only_as_it_stands_and_not_across_title_and_lead()
    {
        searched.Put(
            Searched.Published("Zielony dach szkoły", "Nowe drzewa"),
            Searched.Published("Dach zielony", "szkoły i drzewa"),
            Searched.Published("Dachy zielone", "drzewa"));
        Assert.Equal(["Zielony dach szkoły"], searched.Titles("\"zielony dach\""));
        Assert.Equal(["Zielony dach szkoły"], searched.Titles("„zielony dach” drzewo"));
        Assert.Empty(searched.Titles("\"szkoły nowe\""));
        Assert.Equal(3, searched.Titles("zielony dach").Count);
        // An unclosed quotation is ordinary words.
        Assert.Equal(3, searched.Titles("\"zielony dach").Count);
    }

    [Fact]
    public void Title_is_over_lead_over_body_and_newer_over_older()
    {
        DateTimeOffset day = A.Moment;
        searched.Put(
            Searched.Published("Ciało nowe", body: "Woda.", at: day.AddDays(9)),
            Searched.Published("Ciało stare", body: "Woda.", at: day.AddDays(-9)),
            Searched.Published("Zajawka", lead: "Woda w kranie", at: day.AddDays(-50)),
            Searched.Published("Woda stara", at: day.AddDays(-90)),
            Searched.Published("Woda nowsza", at: day.AddDays(-90).AddTicks(1)));
        string[] order = ["Woda nowsza", "Woda stara", "Zajawka", "Ciało nowe", "Ciało stare"];
        Assert.Equal(order, searched.Titles("woda"));

        List<string> paged = [];
        for (string? after = string.Empty; after is not null;)
        {
            RankedPage page = searched.Page("woda", after, 1);
            paged.AddRange(page.Items.Select(item => item.Announcement.Title));
            after = page.NextPlace;
            Assert.True(after is null || RankedPage.IsPlace(after));
        }

        Assert.Equal(order, paged);
    }

    [Fact]
    public void What_is_changed_or_gone_is_found_as_it_is_now()
    {
        Announcement water = Searched.Published("Woda");
        searched.Put(water, Searched.Published("Prąd")).Put(water with { Title = "Gaz", PublishedAt = A.Moment.AddDays(3) });
        Assert.Empty(searched.Titles("woda"));
        Assert.Equal(["Gaz"], searched.Titles("gaz"));
        searched.Remove(water.Id).Remove(water.Id);
        Assert.Empty(searched.Titles("gaz"));
        Assert.Equal(["Prąd"], searched.Titles("prąd"));
    }

    [Fact]
    public void What_is_to_come_is_not_shown_but_bounds_the_answer()
    {
        DateTimeOffset now = A.Moment;
        searched.Put(
            A.Scheduled(now.AddMinutes(5)) with { Title = "Woda jutro" },
            A.Published() with { Id = Guid.NewGuid(), Title = "Woda do wieczora", ExpiresAt = now.AddHours(1) },
            A.Draft() with { Id = Guid.NewGuid(), Title = "Woda w szkicu" });
        RankedPage page = searched.Page("woda", string.Empty, 10, now);
        Assert.Equal(["Woda do wieczora"], page.Items.Select(item => item.Announcement.Title));
        Assert.Equal(now.AddMinutes(5), page.TrueUntil);
        Assert.Equal(["Woda jutro"], searched.Page("woda", string.Empty, 10, now.AddHours(1)).Items.Select(item => item.Announcement.Title));
    }

    [Fact]
    public void Many_of_one_day_are_in_their_order_too()
    {
        Announcement[] many = Enumerable.Range(0, 300).Select(number => Searched.Published($"Numer {number}", at: A.Moment.AddSeconds(number * 7 % 300))).ToArray();
        searched.Put(many);
        Assert.Equal(
            many.OrderByDescending(one => one.PublishedAt).Take(20).Select(one => one.Title),
            searched.Titles("numer", 20));
    }

    [Fact]
    public void Whatever_is_typed_is_words()
    {
        searched.Put(Searched.Published("AND OR NOT NEAR wody", "title : lead * ^ ( ) { } -", "\"x\" 'y' ; DROP TABLE"));
        string[] operators = ["AND", "OR", "NOT", "NEAR(", "\"", "'", "*", "^", "(", ")", "{", "}", ":", "-", "+", ",", ";", "--", "/*", "words", "inflection", "a", "wody", "ł", "\u0301", " ", "„", "”"];
        Gen.OneOf(Gen.String[0, 60], Gen.Int[0, operators.Length - 1].Select(index => operators[index]).Array[1, 20].Select(parts => string.Concat(parts)), Gen.Int[0, operators.Length - 1].Select(index => operators[index]).Array[1, 20].Select(parts => string.Join(' ', parts)))
            .Sample(
                text =>
                {
                    (SearchQuery? query, string? error) = SearchQuery.Parse(text);
                    Assert.True(query is null != error is null);
                    if (query is not null)
                    {
                        searched.Page(text, string.Empty, 5);
                    }
                },
                iter: 3_000,
                threads: 1);
        Assert.Single(searched.Titles("AND OR NOT near"));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("*")]
    [InlineData("- ! ?")]
    [InlineData("💧")]
    public void A_query_without_a_word_is_none(string text) => Assert.Equal("must have at least one letter or digit", SearchQuery.Parse(text).Error);

    [Fact]
    public void A_query_has_at_most_16_words()
    {
        Assert.Null(SearchQuery.Parse(string.Join(' ', Enumerable.Repeat("a", 16))).Error);
        Assert.Equal("must have at most 16 words", SearchQuery.Parse(string.Join(' ', Enumerable.Repeat("a", 17))).Error);
    }

    [Fact]
    public void A_single_letter_is_found_as_a_word_and_not_as_the_beginning_of_all()
    {
        searched.Put(Searched.Published("Linia M"), Searched.Published("Most"));
        Assert.Equal(["Linia M"], searched.Titles("m"));
        Assert.Equal(["Most"], searched.Titles("mo"));
    }
}
