using System.Globalization;
using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Azure;
using Azure.Core.Pipeline;

namespace Bulletin.IntegrationTests.Pages;

/// <summary>Tests the public pages with a clock that the test moves: what they show when, going through them, and their cost.</summary>
public sealed class PageTimeTests(AzuriteFixture azurite) : ClockedTests(
    azurite,
    [new("Bulletin:Pages:Contact:Phone", "+48 22 555 00 11"), new("Bulletin:Pages:Contact:Email", "urzad@example.org")],
    "Sport",
    "Kultura")
{
    private static readonly TimeSpan BeyondTheCache = TimeSpan.FromMinutes(11);

    private readonly BeforeStorage storage = new();
    private HttpClient browser = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override HttpPipelinePolicy? Observer => storage;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        browser = Service.Client();
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public override async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_empty_site_has_pages_that_say_so()
    {
        Assert.Equal("Nie ma jeszcze żadnego ogłoszenia.", (await PageAsync("/")).QuerySelector(".empty")!.TextContent);
        Assert.Equal("Nie ma jeszcze żadnego ogłoszenia.", (await PageAsync("/archive")).QuerySelector(".empty")!.TextContent);
        Assert.Equal("Z tego okresu nie ma żadnego ogłoszenia.", (await PageAsync("/archive/2024/4")).QuerySelector(".empty")!.TextContent);
        Assert.Equal("W tej kategorii nie ma teraz żadnego ogłoszenia.", (await PageAsync("/categories/sport")).QuerySelector(".empty")!.TextContent);
        Assert.NotNull((await PageAsync("/search?q=woda")).QuerySelector(".empty"));
        Assert.Empty((await PageAsync("/")).QuerySelectorAll(".parts, .neighbours"));
    }

    [Theory]
    [InlineData("/", false)]
    [InlineData("/categories/sport", false)]
    [InlineData("/archive", true)]
    [InlineData("/archive/2026", true)]
    public async Task Going_to_older_and_back_to_newer_pages_shows_every_post_once(string path, bool isWhole)
    {
        // Days apart, some at the same instant, two pinned, some archived.
        for (int number = 0; number < 47; number++)
        {
            await Newsroom.CreateAsync(new
            {
                title = $"Wpis {number}",
                status = "published",
                publishedAt = Start.AddHours(-30 * (number / 3)),
                categories = (string[])["sport"],
                pinned = number is 20 or 40,
            });
        }

        foreach (int archived in (int[])[5, 25, 46])
        {
            await Newsroom.ActAsync((await Newsroom.ItemAsync($"wpis-{archived}")).Id, "archive");
        }

        List<List<string>> down = await WalkAsync(path, "older");
        Assert.Equal(isWhole ? [20, 20, 7] : [20, 20, 4], down.Select(page => page.Count));
        Assert.Equal(down.SelectMany(page => page), down.SelectMany(page => page).Distinct());
        if (!isWhole)
        {
            Assert.Equal(["/news/wpis-20", "/news/wpis-40"], down[0].Take(2));
        }

        string last = await LastAddressAsync(path);
        List<List<string>> up = await WalkAsync(last, "newer");
        up.Reverse();
        Assert.Equal(down, up);
    }

    [Fact]
    public async Task A_newer_page_that_would_be_short_is_the_first_one()
    {
        for (int number = 0; number < 25; number++)
        {
            await Newsroom.CreateAsync(new { title = $"Wpis {number}", status = "published", publishedAt = Start.AddDays(-number) });
        }

        string second = Neighbour(await PageAsync("/"), "older")!;
        await Newsroom.DeleteAsync((await Newsroom.ItemAsync("wpis-3")).Id);
        string newer = Neighbour(await PageAsync(second), "newer")!;
        using HttpResponseMessage moved = await browser.GetAsync(newer, Cancellation);
        Assert.Equal((HttpStatusCode.MovedPermanently, "/"), (moved.StatusCode, moved.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Every_page_of_a_list_has_one_address_and_a_title_of_its_own()
    {
        for (int number = 0; number < 45; number++)
        {
            await Newsroom.CreateAsync(new { title = $"Wpis {number}", status = "published", publishedAt = Start.AddDays(-number) });
        }

        IHtmlDocument first = await PageAsync("/");
        IHtmlDocument second = await PageAsync(Neighbour(first, "older")!);
        IHtmlDocument third = await PageAsync(Neighbour(second, "older")!);
        using HttpResponseMessage moved = await browser.GetAsync(Neighbour(third, "newer")!, Cancellation);
        Assert.Equal(Neighbour(first, "older"), moved.Headers.Location!.OriginalString);
        Assert.Equal("https://news.example.org" + Neighbour(first, "older"), second.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal(
            ["Bulletin", "Aktualności, 22 stycznia 2026 – 10 lutego 2026 – Bulletin", "Aktualności, 17 stycznia 2026 – 21 stycznia 2026 – Bulletin"],
            ((IHtmlDocument[])[first, second, third]).Select(page => page.Title));

        // Without the announcements of the last page, its address leads to the first page.
        for (int number = 40; number < 45; number++)
        {
            await Newsroom.DeleteAsync((await Newsroom.ItemAsync($"wpis-{number}")).Id);
        }

        using HttpResponseMessage empty = await browser.GetAsync(Neighbour(second, "older")!, Cancellation);
        Assert.Equal((HttpStatusCode.MovedPermanently, "/"), (empty.StatusCode, empty.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task A_preview_says_when_its_draft_will_be_published_if_that_is_known()
    {
        Assert.Equal("jeszcze nieopublikowane", await FirstStampAsync((await Newsroom.CreateAsync(new { title = "Szkic" })).Id));
        Assert.Equal(
            "Publikacja: 03.03.2026 10:00",
            await FirstStampAsync((await Newsroom.CreateAsync(new { title = "Jutro", status = "published", publishedAt = Start.AddDays(1) })).Id));
        Answer made = await Newsroom.PublishNewAsync("Wpis");
        Clock.Advance(TimeSpan.FromDays(1));
        (await Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{made.Id}/draft", new { title = "Wpis nowy" })).Expect(HttpStatusCode.Created);
        Assert.Equal("Opublikowano: 02.03.2026 10:00", await FirstStampAsync(made.Id));
    }

    [Fact]
    public async Task The_history_of_an_article_is_read_once_and_whole()
    {
        Answer made = await Newsroom.PublishNewAsync("Wpis");
        for (int number = 1; number <= 110; number++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await Newsroom.PatchAsync(made.Id, new { body = $"Tekst {number}.", changeNote = $"Zmiana {number}" });
        }

        Assert.Equal(111, (await PageAsync("/news/wpis")).QuerySelectorAll(".history li").Length);
        await ExpectCostAsync("/news/wpis", 2);
        await Newsroom.PatchAsync(made.Id, new { body = "Nowy tekst.", changeNote = "Ostatnia" });
        Assert.Equal("Ostatnia", (await PageAsync("/news/wpis")).QuerySelector(".history li span")!.TextContent.Split(" (")[0].Trim());
    }

    [Fact]
    public async Task A_post_appears_expires_and_loses_its_pin_at_its_instant()
    {
        await Newsroom.PublishNewAsync("Inny");
        await Newsroom.CreateAsync(new
        {
            title = "Wpis",
            status = "published",
            publishedAt = Start.AddHours(1),
            expiresAt = Start.AddHours(3),
            pinned = true,
            pinnedUntil = Start.AddHours(2),
        });

        Clock.SetUtcNow(Start.AddHours(1) - Instant);
        await ExpectAsync("/", "/news/inny");
        await ExpectAsync("/archive", "/news/inny");
        await PageAsync("/news/wpis", HttpStatusCode.NotFound);

        Clock.SetUtcNow(Start.AddHours(1));
        await ExpectAsync("/", "/news/wpis", "/news/inny");
        await ExpectAsync("/archive", "/news/wpis", "/news/inny");
        Assert.NotNull((await PageAsync("/")).QuerySelector(".label"));
        Assert.Null((await PageAsync("/news/wpis")).QuerySelector(".notice"));

        Clock.SetUtcNow(Start.AddHours(2));
        Assert.Null((await PageAsync("/")).QuerySelector(".label"));

        Clock.SetUtcNow(Start.AddHours(3));
        await ExpectAsync("/", "/news/inny");
        await ExpectAsync("/archive", "/news/wpis", "/news/inny");
        Assert.NotNull((await PageAsync("/archive")).QuerySelector(".label"));
        Assert.NotNull((await PageAsync("/news/wpis")).QuerySelector(".notice"));
        await Service.RunTimersAsync();
        await ExpectAsync("/archive", "/news/wpis", "/news/inny");
    }

    [Fact]
    public async Task A_write_shows_at_once()
    {
        Answer made = await Newsroom.PublishNewAsync("Wpis", "sport");
        foreach (string path in (string[])["/", "/categories/sport", "/archive", "/archive/2026/3", "/search?q=wpis"])
        {
            await ExpectAsync(path, "/news/wpis");
        }

        Assert.Equal("Wpis", (await PageAsync("/news/wpis")).QuerySelector("h1")!.TextContent);
        await Newsroom.PatchAsync(made.Id, new { title = "Wpis drugi" });
        Assert.Equal("Wpis drugi", (await PageAsync("/news/wpis")).QuerySelector("h1")!.TextContent);
        Assert.Equal("Wpis drugi", (await PageAsync("/")).QuerySelector("article h2")!.TextContent.Trim());
        (await Newsroom.SendAsync(HttpMethod.Put, "/api/categories/sport", new { name = "Sport i ruch" }, "*")).Expect(HttpStatusCode.OK);
        Assert.Equal("Sport i ruch", (await PageAsync("/news/wpis")).QuerySelector(".categories a")!.TextContent);

        await Newsroom.DeleteAsync(made.Id);
        foreach (string path in (string[])["/", "/archive", "/archive/2026/3", "/search?q=wpis"])
        {
            await ExpectAsync(path);
        }

        await PageAsync("/news/wpis", HttpStatusCode.Gone);
    }

    [Fact]
    public async Task The_archive_has_the_months_of_the_sites_time_zone()
    {
        // Half past eleven in the evening UTC is the first of the next month in Warsaw.
        foreach (string at in (string[])["2024-04-30T21:30:00Z", "2024-04-30T22:30:00Z", "2024-12-31T23:30:00Z", "2025-07-01T10:00:00Z"])
        {
            await Newsroom.CreateAsync(new { title = "Wpis " + at[..13], status = "published", publishedAt = at });
        }

        await Service.RunTimersAsync();
        Assert.Equal(["Całe archiwum", "2025", "2024"], Parts(await PageAsync("/archive")));
        Assert.Equal(["Całe archiwum", "2025", "2024", "kwiecień", "maj"], Parts(await PageAsync("/archive/2024")));
        Assert.Equal(["Całe archiwum", "2025", "2024", "styczeń", "lipiec"], Parts(await PageAsync("/archive/2025")));
        await ExpectAsync("/archive/2024/4", "/news/wpis-2024-04-30t21");
        await ExpectAsync("/archive/2024/5", "/news/wpis-2024-04-30t22");
        await ExpectAsync("/archive/2025/1", "/news/wpis-2024-12-31t23");
        await ExpectAsync("/archive/2025/6");
        // A new month is there at once where its posts are shown.
        await Newsroom.PublishNewAsync("Nowy");
        Assert.Equal(["Całe archiwum", "2026", "2025", "2024"], Parts(await PageAsync("/archive")));
        Assert.Equal("Archiwum: kwiecień 2024", (await PageAsync("/archive/2024/4")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task While_storage_is_away_the_last_known_page_is_shown_and_else_a_page_with_the_phone_number()
    {
        await Newsroom.PublishNewAsync("Wpis");
        await ExpectAsync("/", "/news/wpis");
        storage.Happens = (_, _) => throw new RequestFailedException(503, "Away.");

        Clock.Advance(TimeSpan.FromMinutes(5));
        await ExpectAsync("/", "/news/wpis");
        Clock.Advance(BeyondTheCache);
        foreach (string path in (string[])["/", "/news/wpis", "/archive"])
        {
            IHtmlDocument page = await PageAsync(path, HttpStatusCode.ServiceUnavailable);
            Assert.Equal("Serwis jest chwilowo niedostępny", page.QuerySelector("h1")!.TextContent);
            Assert.NotNull(page.QuerySelector("main a[href='tel:+48225550011']"));
            Assert.NotNull(page.QuerySelector("main a[href='mailto:urzad@example.org']"));
        }

        // The declaration needs no storage.
        await PageAsync("/deklaracja-dostepnosci");
        storage.Happens = null;
        await ExpectAsync("/", "/news/wpis");
    }

    [Fact]
    public async Task A_list_costs_one_storage_request_and_an_article_two_and_one_for_its_history()
    {
        Answer made = await Newsroom.PublishNewAsync("Wpis", "sport");
        await PageAsync("/");
        await ExpectCostAsync("/", 1);
        await ExpectCostAsync("/categories/sport", 1);
        await ExpectCostAsync("/news/wpis", 2);
        await Newsroom.PatchAsync(made.Id, new { body = "Nowy tekst." });
        await ExpectCostAsync("/news/wpis", 3);
        await PageAsync("/?utm_source=a");
        int before = storage.Count;
        await PageAsync("/?utm_source=b&utm_medium=c");
        Assert.Equal(before, storage.Count);
    }

    [Fact]
    public async Task Posts_of_the_same_title_have_links_that_can_be_told_apart()
    {
        foreach (int days in (int[])[1, 2, 2])
        {
            await Newsroom.CreateAsync(new { title = "Komunikat", status = "published", publishedAt = Start.AddDays(-days) });
        }

        IHtmlDocument page = await PageAsync("/");
        List<string> texts = page.QuerySelectorAll("article h2 a").Select(link => link.TextContent).ToList();
        Assert.Equal(["Komunikat (01.03.2026 10:00)", "Komunikat (28.02.2026 10:00)", "Komunikat (28.02.2026 10:00, 2)"], texts);
    }

    [Fact]
    public async Task Five_hundred_categories_are_folded_up()
    {
        string lines = string.Join('\n', Enumerable.Range(0, 498).Select(number =>
            $$"""{"type":"category","slug":"k{{number}}","name":"Kategoria {{number}}"}"""));
        using HttpClient admin = Service.Client(TestKeys.Admin);
        using HttpResponseMessage imported = await admin.PostAsync(
            "/api/import", new StringContent(lines, System.Text.Encoding.UTF8, "application/x-ndjson"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        await Newsroom.CreateAsync(new { title = "Wpis", status = "published", categories = Enumerable.Range(0, 10).Select(number => $"k{number}") });
        Assert.Null((await PageAsync("/")).QuerySelector("details"));
        await Newsroom.CreateAsync(new { title = "Wpis", status = "published", categories = Enumerable.Range(10, 10).Select(number => $"k{number}") });
        IHtmlDocument page = await PageAsync("/");
        Assert.Equal("Kategorie (20)", page.QuerySelector("details:not([open]) > summary")!.TextContent);
        Assert.Equal(20, page.QuerySelectorAll("details li").Length);
    }

    private static List<string> Posts(IHtmlDocument page) =>
        page.QuerySelectorAll("article h2 a").Select(link => link.GetAttribute("href")!).ToList();

    private static List<string> Parts(IHtmlDocument page) => page.QuerySelectorAll(".parts a").Select(link => link.TextContent).ToList();

    private static string? Neighbour(IHtmlDocument page, string relation) =>
        page.QuerySelector($".neighbours a.{relation}")?.GetAttribute("href");

    private async Task<List<List<string>>> WalkAsync(string path, string relation)
    {
        List<List<string>> pages = [];
        for (string? address = path; address is not null && pages.Count < 10;)
        {
            using HttpResponseMessage moved = await browser.GetAsync(address, Cancellation);
            IHtmlDocument page = await PageAsync(moved.Headers.Location?.OriginalString ?? address);
            pages.Add(Posts(page));
            address = Neighbour(page, relation);
        }

        return pages;
    }

    private async Task<string> LastAddressAsync(string path)
    {
        string last = path;
        while (Neighbour(await PageAsync(last), "older") is { } next)
        {
            last = next;
        }

        return last;
    }

    private async Task<string> FirstStampAsync(Guid id)
    {
        Answer link = (await Newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{id}/preview")).Expect(HttpStatusCode.Created);
        IHtmlDocument page = await PageAsync(new Uri((string)link.Body!["url"]!).AbsolutePath);
        return page.QuerySelector(".stamps .first")!.TextContent.Trim();
    }

    private async Task ExpectAsync(string path, params string[] posts) => Assert.Equal(posts, Posts(await PageAsync(path)));

    private async Task ExpectCostAsync(string path, int requests)
    {
        // Whatever was read before is no longer fresh, but the categories, which a list reads once in five seconds.
        Clock.Advance(TimeSpan.FromSeconds(6));
        await PageAsync("/deklaracja-dostepnosci");
        await PageAsync("/search");
        int before = storage.Count;
        await PageAsync(path);
        int cost = storage.Addresses.Skip(before).Count(address => !address.Contains("k%3A", StringComparison.Ordinal) && !address.Contains("'v'", StringComparison.Ordinal));
        Assert.True(cost == requests, string.Create(CultureInfo.InvariantCulture, $"{path}: {cost} requests, not {requests}"));
    }

    private async Task<IHtmlDocument> PageAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await browser.GetAsync(path, Cancellation);
        string html = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(status == response.StatusCode, $"{path} answered {(int)response.StatusCode}: {html}");
        return new HtmlParser().ParseDocument(html);
    }
}
