using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.IntegrationTests;
using Bulletin.LocalRun;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.BrowserTests;

/// <summary>
/// A site with what makes pages difficult: foreign languages, long words, equal titles, markup in titles, tables, pictures, changes.
/// Nothing changes once it is filled, so tests share it.
/// </summary>
internal sealed class FilledSite : IAsyncDisposable
{
    /// <summary>The origin of all pictures. Nothing is there: tests answer for it.</summary>
    public const string Pictures = "https://pictures.example.org";

    /// <summary>The title of the announcement that has everything but foreign parts.</summary>
    public const string RichTitle = "Zimowe utrzymanie dróg i chodników";

    /// <summary>A title that would end a script and begin another.</summary>
    public const string MarkupTitle = "</script><script>alert('tytuł')</script> & \"cudzysłów\" <b>";

    /// <summary>The title of two announcements.</summary>
    public const string TwinTitle = "Sesja Rady Miasta";

    /// <summary>The title of the announcement that was changed, and then corrected without a new date.</summary>
    public const string ChangedTitle = "Nabór wniosków o dotacje";

    /// <summary>The reason of its change.</summary>
    public const string ChangeNote = "Przedłużono termin do 31 marca.";

    public static readonly string LongWord = string.Concat(Enumerable.Repeat("Konstantynopolitańczykowianeczka", 7))[..200];

    private readonly Service service;

    private FilledSite(Service service, Newsroom newsroom, string language)
    {
        this.service = service;
        Newsroom = newsroom;
        Language = language;
    }

    public string Language { get; }

    public Uri Address => service.Address;

    public Newsroom Newsroom { get; }

    /// <summary>The paths of the pages, by what they show.</summary>
    public Dictionary<string, string> Paths { get; } = [];

    public static async Task<FilledSite> StartAsync(AzuriteFixture azurite, string language)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2025, 11, 3, 8, 0, 0, TimeSpan.Zero));
        Service service = await Service.StartAsync(azurite, Settings(language), clock);
        var site = new FilledSite(service, Newsroom.At(service), language);
        await site.FillAsync();
        return site;
    }

    public Uri Of(string page) => new(Address, Paths[page]);

    public async ValueTask DisposeAsync()
    {
        Newsroom.Dispose();
        await service.DisposeAsync();
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings(string language) =>
    [
        new("Bulletin:Language", language),
        new("Bulletin:Title", "Urząd Miasta Przykładowo"),
        new("Bulletin:Pages:Institution", "Gmina Miejska Przykładowo"),
        new("Bulletin:Pages:Logo:Url", $"{Pictures}/160x48/logo.svg"),
        new("Bulletin:Pages:Logo:Alt", "Herb Przykładowa"),
        new("Bulletin:Pages:Contact:Email", "urzad@przykladowo.example.org"),
        new("Bulletin:Pages:Contact:Phone", "+48 12 000 00 00"),
        new("Bulletin:Pages:Contact:Address", "Rynek 1, 00-000 Przykładowo"),
        new("Bulletin:Pages:FooterLinks:0:Text", "Biuletyn Informacji Publicznej"),
        new("Bulletin:Pages:FooterLinks:0:Url", "https://bip.example.org/"),
        new("Bulletin:Pages:Declaration:Status", "partial"),
        new("Bulletin:Pages:Declaration:Published", "2025-03-31"),
        new("Bulletin:Pages:Declaration:Prepared", "2025-03-31"),
        new("Bulletin:Pages:Declaration:Contact", "Jan Przykładowy"),
        new("Bulletin:Pages:Declaration:Email", "dostepnosc@przykladowo.example.org"),
    ];

    private async Task FillAsync()
    {
        string roads = await CategoryAsync("Drogi i komunikacja", "Remonty, objazdy i rozkłady jazdy.");
        string council = await CategoryAsync("Rada Miasta", null);
        string culture = await CategoryAsync("Kultura, sport i wypoczynek mieszkańców w każdym wieku", null);
        string empty = await CategoryAsync("Pusta", "W tej kategorii nic nie ma.");

        for (int number = 1; number <= 24; number++)
        {
            await PublishAsync(new
            {
                title = $"Komunikat nr {number} o pracach na sieci wodociągowej",
                lead = "W dniach od 3 do 7 w godzinach nocnych może wystąpić spadek ciśnienia wody w północnej części miasta.",
                body = "Prosimy o przygotowanie zapasu wody. Beczkowozy staną przy szkole.",
                categories = number % 3 == 0 ? new[] { roads, culture } : [roads],
                image = number % 4 == 0 ? Picture(1600, 900, $"Studzienka na ulicy, zdjęcie {number}") : null,
            });
        }

        JsonNode archived = await PublishAsync(
            new { title = "Jarmark świąteczny", body = "Zapraszamy na rynek.", categories = new[] { culture } });
        await Newsroom.ActAsync(Id(archived), "archive");
        JsonNode deleted = await PublishAsync(new { title = "Ogłoszenie cofnięte", body = "Tekst." });
        await Newsroom.DeleteAsync(Id(deleted));
        Paths["English"] = PathOf(await PublishAsync(new
        {
            title = "Help for newcomers in our town",
            lead = "Where to register, learn the language and see a doctor.",
            body = "## Register\n\nCome to the town hall.\n\n### What to bring\n\nYour passport.\n\n"
                + "| Day | Hours |\n|---|---|\n| Monday | 8-16 |",
            language = "en",
            categories = new[] { council },
            image = Picture(800, 800, "The town hall"),
        }));
        Paths["Ukrainian"] = PathOf(await PublishAsync(new
        {
            title = "Допомога для мешканців з України",
            body = "## Де зареєструватися\n\nЗапрошуємо до міської ради.",
            language = "uk",
            categories = new[] { council },
        }));
        Paths["Arabic"] = PathOf(await PublishAsync(new
        {
            title = "معلومات للقادمين الجدد إلى المدينة",
            lead = "أين تسجل وكيف تحصل على المساعدة.",
            body = "## التسجيل\n\nتعال إلى دار البلدية، *Rynek 1*، من الاثنين إلى الجمعة.\n\n- جواز السفر\n- صورة\n\n"
                + "| اليوم | الساعات |\n|---|---|\n| الاثنين | 8-16 |",
            language = "ar",
            categories = new[] { council },
            image = Picture(1600, 900, "دار البلدية"),
        }));
        Paths["Japanese"] = PathOf(await PublishAsync(new { title = "市役所からのお知らせ", body = "## 登録\n\n市役所へお越しください。", language = "ja" }));
        Paths["long word"] = PathOf(await PublishAsync(new
        {
            title = LongWord,
            lead = LongWord + LongWord,
            body = $"## {LongWord}\n\n{LongWord}\n\n- {LongWord}\n\n> {LongWord}\n\n`{LongWord}`\n\n    {LongWord}\n\n"
                + $"https://example.org/{LongWord}\n\n| a | b |\n|---|---|\n| {LongWord} | {LongWord} |",
            author = LongWord[..100],
        }));
        Paths["emoji"] = PathOf(await PublishAsync(
            new { title = "🎉 Festyn rodzinny 👨‍👩‍👧‍👦 w parku 🇵🇱", body = "Będzie 🎈 i 🍦.", categories = new[] { culture } }));
        Paths["markup"] = PathOf(await PublishAsync(new { title = MarkupTitle, lead = MarkupTitle, body = "Tekst." }));
        Paths["media"] = await WithMediaAsync(council);
        await PublishAsync(new { title = TwinTitle, body = "Sesja nadzwyczajna.", categories = new[] { council } });
        await PublishAsync(new { title = TwinTitle, body = "Sesja zwyczajna.", categories = new[] { council } });
        Paths["changed"] = await ChangedAsync(council);
        Paths["article"] = PathOf(await PublishAsync(new
        {
            title = RichTitle,
            lead = "Kto odśnieża ulice, kto chodniki, i gdzie zgłosić oblodzenie.",
            body = RichBody,
            author = "Wydział Gospodarki Komunalnej",
            sourceUrl = "https://bip.example.org/zima",
            categories = new[] { roads, council },
            image = Picture(1600, 900, "Pług na ulicy Długiej"),
        }));
        await PublishAsync(new
        {
            title = "Przerwa w dostawie wody 3 grudnia",
            body = "Woda popłynie po południu.",
            categories = new[] { roads },
            pinned = true,
            image = Picture(600, 1200, "Zawór"),
        });
        Answer draft = await Newsroom.CreateAsync(
            new { title = "Budżet obywatelski", lead = "Zgłoś projekt.", body = "## Terminy\n\nDo końca maja." });
        Answer preview = await Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{draft.Id}/preview");
        DateTimeOffset first = new(2025, 11, 3, 8, 0, 0, TimeSpan.Zero);

        Paths["list"] = "/";
        Paths["category"] = $"/categories/{roads}";
        Paths["empty category"] = $"/categories/{empty}";
        Paths["archive"] = "/archive";
        Paths["year"] = $"/archive/{first.Year}";
        Paths["month"] = $"/archive/{first.Year}/{first.Month}";
        Paths["search"] = "/search";
        Paths["results"] = "/search?q=woda";
        Paths["no results"] = "/search?q=nieznalezione";
        Paths["archived"] = PathOf(archived);
        Paths["preview"] = new Uri((string)preview.Body!["url"]!).AbsolutePath;
        Paths["not found"] = "/news/nie-ma";
        Paths["gone"] = PathOf(deleted);
        Paths["declaration"] = "/deklaracja-dostepnosci";
        Paths["second page"] = await SecondPageAsync();
    }

    private async Task<string> WithMediaAsync(string category)
    {
        Guid picture = await Newsroom.UploadAsync(SampleFiles.Open("most.jpg"), "most.jpg", "Fot. Anna Przykładowa");
        Guid table = await Newsroom.UploadAsync(SampleFiles.Open("dni-odbioru-odpadow.csv"), "dane.csv");
        return PathOf(await PublishAsync(new
        {
            title = "Plan zagospodarowania okolic mostu",
            body = $"Plan i dane są w załącznikach.\n\n![Most od strony rynku](media:{picture:D})",
            categories = new[] { category },
            image = new { media = picture, alt = "Most o zachodzie słońca" },
            attachments = new object[] { new { media = table, title = "Dane do planu" }, new { media = table, title = LongWord } },
        }));
    }

    private async Task<string> ChangedAsync(string category)
    {
        JsonNode changed = await PublishAsync(
            new { title = ChangedTitle, body = "Wnioski do 28 lutego.", author = "Anna Przykładowa", categories = new[] { category } });
        await Newsroom.PatchAsync(Id(changed), new { body = "Wnioski do 31 marca.", changeNote = ChangeNote });
        service.Clock.Advance(TimeSpan.FromHours(30));
        await Newsroom.PatchAsync(Id(changed), new { body = "Wnioski do 31 marca 2026 r.", minor = true, changeNote = "Literówka." });
        return PathOf(changed);
    }

    private async Task<string> SecondPageAsync()
    {
        using HttpClient reader = service.Client();
        string list = await reader.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        int start = list.IndexOf("/?older=", StringComparison.Ordinal);
        return list[start..list.IndexOf('"', start)];
    }

    private async Task<string> CategoryAsync(string name, string? description) =>
        (await Newsroom.SendAsync(HttpMethod.Post, "/api/categories", new { name, description }))
        .Expect(HttpStatusCode.Created).Slug;

    // Each a day and some later than the one before, so that they fill two years of the archive.
    private async Task<JsonNode> PublishAsync(object announcement)
    {
        JsonNode body = JsonSerializer.SerializeToNode(announcement)!;
        body["status"] = "published";
        Answer made = await Newsroom.CreateAsync(body);
        service.Clock.Advance(TimeSpan.FromHours(43));
        return made.Body!;
    }

    private static object Picture(int width, int height, string alt) =>
        new { url = $"{Pictures}/{width}x{height}/{Guid.NewGuid():N}.svg", alt };

    private static Guid Id(JsonNode announcement) => Guid.Parse((string)announcement["id"]!);

    private static string PathOf(JsonNode announcement) => $"/news/{announcement["slug"]}";

    private const string RichBody = $$"""
        ## Kto odśnieża

        Ulice odśnieża miasto, chodniki **właściciele** przyległych działek; [zobacz uchwałę](https://bip.example.org/uchwala) albo
        [zgłoś oblodzenie](/search?q=zima), także <mark>w nocy</mark>. Skrót <abbr title="Biuletyn Informacji Publicznej">BIP</abbr>,
        kod `A-17`, <kbd>Ctrl</kbd>, ~~nieaktualne~~ i przypis[^1].

        #### Poziom przeskoczony

        1. pierwszeństwo mają mosty,
        2. potem ulice z autobusami:
           - nocne,
           - dzienne,
        3. na końcu inne.

        ###### Najgłębszy

        > Zima zaskakuje drogowców. [Cytat](https://example.org/cytat)

        ### Tabela

        | Ulica | Kolejność | Długość | Sprzęt | Firma | Telefon | Początek | Koniec | Uwagi dla mieszkańców okolicznych budynków |
        |---|---|---:|---|---|---|---|---|---|
        | Długa | pierwsza | 1200 m | pług | Zakład Oczyszczania | 12 000 00 01 | od 4.00 | do 6.00 | parkowanie po stronie nieparzystej |
        | Krótka | druga | 90 m | piaskarka | Zakład Oczyszczania | 12 000 00 02 | od 6.00 | do 7.00 | [mapa](https://example.org/mapa) |

        ![Mapa miasta]({{Pictures}}/1200x800/mapa.svg)

        <figure><img src="{{Pictures}}/640x480/plug.svg" alt="Pług" width="640" height="480">
        <figcaption>Pług przed garażem</figcaption></figure>

        <details><summary>Więcej o sprzęcie</summary><p>Dwa pługi i piaskarka.
        <a href="https://example.org/sprzet">Wykaz sprzętu</a></p></details>

        <dl><dt>Zima</dt><dd>od grudnia do marca</dd></dl>

        ```
        linia kodu, która jest tak długa, że nie zmieści się w żadnym wąskim oknie, a nie wolno jej łamać
        ```

        ***

        [^1]: Uchwała z 2024 r.
        """;
}
