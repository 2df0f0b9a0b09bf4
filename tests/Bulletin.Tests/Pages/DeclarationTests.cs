using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Bulletin.Pages;
using Bulletin.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Pages;

public sealed class DeclarationTests
{
    private const string Section = "Bulletin:Pages:Declaration:";

    private static readonly string[] RequiredIds =
    [
        "a11y-wstep", "a11y-podmiot", "a11y-zakres", "a11y-url", "a11y-data-publikacja", "a11y-data-aktualizacja", "a11y-status",
        "a11y-data-sporzadzenie", "a11y-kontakt", "a11y-email", "a11y-telefon", "a11y-procedura", "a11y-architektura", "a11y-komunikacja",
    ];

    internal static (string Setting, string? Value)[] Complete =>
    [
        ("Bulletin:Title", "Aktualności <miasta>"),
        ("Bulletin:Pages:Institution", "Urząd Miasta \"Nowe\" & Stare"),
        ("Bulletin:Pages:Contact:Address", "Rynek 1, 00-001 Miasto"),
        ("Bulletin:Pages:Contact:Email", "urzad@example.org"),
        (Section + "Published", "2024-04-23"),
        (Section + "Updated", "2025-12-31"),
        (Section + "Prepared", "2024-05-01"),
        (Section + "Reviewed", "2026-03-05"),
        (Section + "Status", "partial"),
        (Section + "Exceptions:0", "Skany <bez tekstu>."),
        (Section + "Exempt:0", "Mapy."),
        (Section + "Costs:0", "Nagrania sesji."),
        (Section + "CostsUrl", "https://www.example.org/koszty"),
        (Section + "Assessment", "samoocena"),
        (Section + "AssessmentUrl", "/raport"),
        (Section + "Additional", "Filmy mają audiodeskrypcję."),
        (Section + "Contact", "Jan Przykładowy"),
        (Section + "Email", "dostepnosc@example.org"),
        (Section + "Phone", "+48 (12) 345-67-89 wew. 12"),
        (Section + "Architecture", "Wejście bez progu.\n\nWinda."),
        (Section + "ArchitectureUrl", "https://www.example.org/budynek"),
        (Section + "Communication", "Tłumacz języka migowego."),
        (Section + "CommunicationUrl", "https://www.example.org/komunikacja"),
        (Section + "Apps:0:Name", "Miasto (Android)"),
        (Section + "Apps:0:Url", "https://www.example.org/aplikacja"),
    ];

    [Theory]
    [InlineData("pl", "pl")]
    [InlineData("pl-PL", "pl")]
    [InlineData("en-GB", "en")]
    [InlineData("uk", "uk")]
    [InlineData("de", "en")]
    public async Task It_has_every_id_once_in_every_language_with_all_settings_and_with_none(string language, string shown)
    {
        (string, string?)[] inLanguage = [("Bulletin:Language", language)];
        IHtmlDocument complete = await PageAsync([.. Complete, .. inLanguage]);
        AssertIds(complete, [.. RequiredIds, "a11y-data-przeglad", "a11y-ocena", "a11y-aplikacje", "a11y-architektura-url"]);
        IHtmlDocument empty = await PageAsync(inLanguage);
        AssertIds(empty, RequiredIds);

        string missing = PageTexts.For(language).DeclarationTexts.Missing;
        Assert.DoesNotContain(missing, complete.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.All(
            ["a11y-podmiot", "a11y-data-publikacja", "a11y-data-aktualizacja", "a11y-status", "a11y-data-sporzadzenie", "a11y-kontakt", "a11y-email", "a11y-telefon"],
            id => Assert.Equal(missing, empty.GetElementById(id)!.TextContent));
        Assert.All(["a11y-architektura", "a11y-komunikacja"], id => Assert.Contains(missing, empty.GetElementById(id)!.TextContent, StringComparison.Ordinal));
        Assert.All([complete, empty], page =>
        {
            Assert.Equal(shown, page.DocumentElement.GetAttribute("lang"));
            AssertHeadings(page);
            Assert.DoesNotContain("{", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("full", "Ta strona internetowa jest w pełni zgodna z załącznikiem do ustawy", false)]
    [InlineData("partial", "Ta strona internetowa jest częściowo zgodna z załącznikiem do ustawy", true)]
    [InlineData("none", "Ta strona internetowa jest niezgodna z załącznikiem do ustawy", true)]
    public async Task It_has_one_of_three_sentences_and_lists_what_is_not_accessible(string status, string sentence, bool isListed)
    {
        IHtmlDocument page = await PageAsync((Section + "Status", status));
        AssertIds(page, RequiredIds);
        Assert.StartsWith(sentence, page.GetElementById("a11y-status")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(isListed, HeadingsOf(page).Contains("Niedostępne treści"));

        // Content to which the law does not apply may be there in any state.
        IHtmlDocument exempt = await PageAsync((Section + "Status", status), (Section + "Exempt:0", "Mapy."));
        Assert.Contains("Treści nieobjęte przepisami", HeadingsOf(exempt));
        Assert.DoesNotContain("Niezgodność z załącznikiem", HeadingsOf(exempt));
        AssertHeadings(exempt);
    }

    [Fact]
    public async Task The_ids_enclose_the_values()
    {
        IHtmlDocument page = await PageAsync(Complete);
        string TextOf(string id) => page.GetElementById(id)!.TextContent;
        string? LinkOf(string id) => page.GetElementById(id)!.GetAttribute("href");
        void AssertDate(string id, string date, string text)
        {
            IElement time = page.GetElementById(id)!;
            Assert.Equal(("TIME", date, text), (time.TagName, time.GetAttribute("datetime"), time.TextContent));
        }

        Assert.StartsWith(
            "Urząd Miasta \"Nowe\" & Stare zobowiązuje się zapewnić dostępność swojej strony internetowej",
            TextOf("a11y-wstep").Trim(),
            StringComparison.Ordinal);
        Assert.Equal(("Urząd Miasta \"Nowe\" & Stare", "strony internetowej"), (TextOf("a11y-podmiot"), TextOf("a11y-zakres")));
        Assert.Equal(("https://news.example.org/", "Aktualności <miasta>"), (LinkOf("a11y-url"), TextOf("a11y-url")));
        AssertDate("a11y-data-publikacja", "2024-04-23", "23 kwietnia 2024");
        AssertDate("a11y-data-aktualizacja", "2025-12-31", "31 grudnia 2025");
        AssertDate("a11y-data-sporzadzenie", "2024-05-01", "1 maja 2024");
        AssertDate("a11y-data-przeglad", "2026-03-05", "5 marca 2026");
        Assert.Equal("Jan Przykładowy", TextOf("a11y-kontakt"));
        Assert.Equal(("mailto:dostepnosc@example.org", "dostepnosc@example.org"), (LinkOf("a11y-email"), TextOf("a11y-email")));
        Assert.Equal(("tel:+48123456789", "+48 (12) 345-67-89 wew. 12"), (LinkOf("a11y-telefon"), TextOf("a11y-telefon")));
        Assert.Equal("https://www.example.org/koszty", LinkOf("a11y-ocena"));
        Assert.Equal("https://www.example.org/budynek", LinkOf("a11y-architektura-url"));
        Assert.Equal(["Adres siedziby: Rynek 1, 00-001 Miasto", "Wejście bez progu.", "Winda."], page.QuerySelectorAll("#a11y-architektura p").Select(one => one.TextContent).Take(3));
        Assert.Equal("https://www.example.org/aplikacja", page.QuerySelector("#a11y-aplikacje a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("pl", "7 dni", "2 miesiące")]
    [InlineData("en", "7 days", "2 months")]
    [InlineData("uk", "7 днів", "2 місяців")]
    public async Task It_tells_the_terms_and_where_to_complain(string language, string first, string second)
    {
        IHtmlDocument page = await PageAsync([.. Complete, ("Bulletin:Language", language)]);
        string text = page.QuerySelector("main")!.TextContent;
        Assert.Contains(first, text, StringComparison.Ordinal);
        Assert.Contains(second, text, StringComparison.Ordinal);
        IElement complaints = page.GetElementById("a11y-procedura")!;
        Assert.Contains("Rzecznik", complaints.TextContent, StringComparison.Ordinal);
        Assert.Contains("Rynek 1, 00-001 Miasto", complaints.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["mailto:urzad@example.org", "https://www.gov.pl/web/gov/zloz-wniosek-o-zapewnienie-dostepnosci-cyfrowej-strony-internetowej-lub-aplikacji-mobilnej", "https://bip.brpo.gov.pl/"],
            complaints.QuerySelectorAll("a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task The_sections_have_the_order_of_the_template() => Assert.Equal(
        [
            "Deklaracja dostępności", "Stan dostępności cyfrowej", "Niedostępne treści", "Niezgodność z załącznikiem",
            "Treści nieobjęte przepisami", "Nadmierne koszty", "Przygotowanie deklaracji dostępności i jej aktualizacja",
            "Udogodnienia, ograniczenia i inne informacje", "Skróty klawiszowe", "Informacje zwrotne i dane kontaktowe",
            "Obsługa wniosków i skarg związanych z dostępnością", "Pozostałe informacje", "Aplikacje mobilne",
            "Dostępność architektoniczna", "Dostępność komunikacyjno-informacyjna",
        ],
        HeadingsOf(await PageAsync(Complete)));

    [Fact]
    public async Task Values_in_another_language_than_the_texts_say_so()
    {
        IHtmlDocument german = await PageAsync([.. Complete, ("Bulletin:Language", "de")]);
        Assert.Equal("de", german.QuerySelector("#a11y-komunikacja p")!.GetAttribute("lang"));
        IHtmlDocument polish = await PageAsync(Complete);
        Assert.False(polish.QuerySelector("#a11y-komunikacja p")!.HasAttribute("lang"));
    }

    [Theory]
    [InlineData("+48 12 345 67 89", "tel:+48123456789")]
    [InlineData("12 345 67 89 wew. 12", "tel:123456789")]
    [InlineData("(12) 345-67-89, 12 345 67 80", "tel:123456789")]
    [InlineData("sekretariat", null)]
    public void A_phone_number_is_a_link_without_its_extension(string phone, string? url) =>
        Assert.Equal(url, PhoneNumber.UrlOf(phone));

    [Fact]
    public void A_start_with_a_complete_declaration_logs_nothing() => Assert.Empty(LoggedAtStart("2027-03-31T12:00:00Z", Complete));

    [Fact]
    public void A_start_tells_missing_settings_in_one_line_with_their_full_names()
    {
        FakeLogRecord line = Assert.Single(LoggedAtStart("2026-06-01T12:00:00Z"));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains(
            "Bulletin:Pages:Institution, Bulletin:Pages:Contact:Address, Bulletin:Pages:Declaration:Published", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.Message);
    }

    [Fact]
    public void A_start_tells_an_overdue_review_by_the_date_of_the_site()
    {
        // 1 April begins in Warsaw two hours before it does in UTC.
        Assert.Empty(LoggedAtStart("2027-03-31T21:59:59Z", Complete));
        FakeLogRecord line = Assert.Single(LoggedAtStart("2027-03-31T22:00:00Z", Complete));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("Bulletin:Pages:Declaration:Reviewed", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_without_pages_logs_nothing() =>
        Assert.Empty(LoggedAtStart("2026-06-01T12:00:00Z", ("Bulletin:Pages:Enabled", "false")));

    private static IReadOnlyList<FakeLogRecord> LoggedAtStart(string now, params (string Setting, string? Value)[] settings)
    {
        var log = new FakeLogger();
        DeclarationCheck.LogWarnings(
            BulletinSettingsTests.Read(settings),
            new FakeTimeProvider(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)),
            log);
        return log.Collector.GetSnapshot();
    }

    private static async Task<IHtmlDocument> PageAsync(params (string Setting, string? Value)[] settings)
    {
        BulletinSettings read = BulletinSettingsTests.Read(settings);
        var site = new PageSite(read, new PageAssets(read));
        byte[] page = await PageAnswer.RenderAsync(Bulletin.Pages.Slices.Declaration.Create(DeclarationPage.Of(site)));
        return new HtmlParser().ParseDocument(Encoding.UTF8.GetString(page));
    }

    private static void AssertIds(IHtmlDocument page, string[] ids) => Assert.Equal(
        ids.Order(StringComparer.Ordinal),
        page.QuerySelectorAll("[id^=a11y]").Select(element => element.Id!).Order(StringComparer.Ordinal));

    private static void AssertHeadings(IHtmlDocument page)
    {
        List<int> levels = page.QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(heading => heading.TagName[1] - '0').ToList();
        Assert.Equal(1, levels[0]);
        Assert.Single(levels, 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
    }

    private static IEnumerable<string> HeadingsOf(IHtmlDocument page) =>
        page.QuerySelectorAll("main h1, main h2, main h3").Select(heading => heading.TextContent);
}
