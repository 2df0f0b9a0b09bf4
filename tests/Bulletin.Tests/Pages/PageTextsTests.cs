using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bulletin.Pages;
using NodaTime;

namespace Bulletin.Tests.Pages;

/// <summary>Tests the texts of the pages and the dates in them, in every language.</summary>
public sealed partial class PageTextsTests
{
    private const string Folder = "texts/";

    public static TheoryData<string> Languages => [.. typeof(PageTexts).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name => name[Folder.Length..])];

    [Fact]
    public void There_are_three_languages() => Assert.Equal(["en", "pl", "uk"], Languages.Select(row => row.Data).Order());

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_language_has_the_same_texts_with_the_same_places_as_English(string language)
    {
        Dictionary<string, string> texts = Read(language);
        Dictionary<string, string> english = Read("en");
        Assert.Equal(english.Keys.Order(), texts.Keys.Order());
        Assert.All(texts, text => Assert.Equal(
            Place().Matches(english[text.Key]).Select(match => match.Value), Place().Matches(text.Value).Select(match => match.Value)));
        Assert.All(texts.Values, text => Assert.NotEqual("", text.Trim()));
        Assert.Equal(language, PageTexts.For(language).Language);
        Assert.Equal(12, PageTexts.For(language).Months.Count);
        Assert.Equal(12, PageTexts.For(language).MonthsInDates.Count);
    }

    [Theory]
    [InlineData("pl-PL", "pl")]
    [InlineData("uk", "uk")]
    [InlineData("en-GB", "en")]
    [InlineData("de", "en")]
    [InlineData("sr-Cyrl-RS", "en")]
    public void A_language_without_texts_of_its_own_gets_the_nearest(string language, string expected) =>
        Assert.Equal(expected, PageTexts.For(language).Language);

    [Theory]
    [InlineData("pl", "23.04.2024 10:33", "10:36 23.04.2024", "23 kwietnia 2024", "kwiecień 2024")]
    [InlineData("en", "23 April 2024, 10:33", "23 April 2024, 10:36", "23 April 2024", "April 2024")]
    [InlineData("uk", "23.04.2024 10:33", "10:36 23.04.2024", "23 квітня 2024", "квітень 2024")]
    public void Dates_are_written_as_the_language_does(string language, string published, string updated, string date, string month)
    {
        PageDates dates = DatesIn(language);
        Assert.Equal(new Stamp("2024-04-23T10:33:00+02:00", published), dates.Of(A.Moment));
        Assert.Equal(new Stamp("2024-04-23T10:36:00+02:00", updated), dates.OfUpdate(A.Moment.AddMinutes(3)));
        Assert.Equal(new Stamp("2024-04-23", date), dates.Of(new LocalDate(2024, 4, 23)));
        Assert.Equal(month, dates.OfMonth(2024, 4));
    }

    [Theory]
    [InlineData("2024-03-31T00:59:59Z", "2024-03-31T01:59:59+01:00")]
    [InlineData("2024-03-31T01:00:00Z", "2024-03-31T03:00:00+02:00")]
    [InlineData("2024-10-27T00:59:59Z", "2024-10-27T02:59:59+02:00")]
    [InlineData("2024-10-27T01:00:00Z", "2024-10-27T02:00:00+01:00")]
    [InlineData("1900-01-01T00:00:00Z", "1900-01-01T01:24:00+01:24")]
    [InlineData("2999-12-31T23:59:59Z", "3000-01-01T00:59:59+01:00")]
    public void An_instant_has_the_offset_of_the_site_at_that_time(string instant, string expected) =>
        Assert.Equal(expected, DatesIn("pl").Machine(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("ar", true)]
    [InlineData("ar-EG", true)]
    [InlineData("he", true)]
    [InlineData("ur", true)]
    [InlineData("az-Arab", true)]
    [InlineData("pa-Arab-PK", true)]
    [InlineData("ar-Latn", false)]
    [InlineData("pl", false)]
    [InlineData("uk", false)]
    [InlineData("zh-Hant", false)]
    [InlineData("de-x-arab", false)]
    public void A_language_is_written_in_its_direction(string language, bool isRightToLeft) =>
        Assert.Equal(isRightToLeft, WritingDirection.IsRightToLeft(language));

    private static PageDates DatesIn(string language) => new(PageTexts.For(language), DateTimeZoneProviders.Tzdb["Europe/Warsaw"]);

    private static Dictionary<string, string> Read(string language)
    {
        using Stream stream = typeof(PageTexts).Assembly.GetManifestResourceStream(Folder + language)!;
        using var json = JsonDocument.Parse(stream);
        return Flat("", json.RootElement).ToDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Flat($"{name}/{member.Name}", member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, index) => Flat($"{name}/{index}", item)),
        _ => [new KeyValuePair<string, string>(name, value.GetString()!)],
    };

    [GeneratedRegex(@"\{[0-9]\}")]
    private static partial Regex Place();
}
