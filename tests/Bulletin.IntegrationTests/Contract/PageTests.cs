using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests the public pages over HTTP: what they contain, their addresses, their headers, and errors as pages.</summary>
public sealed class PageTests(ContractFixture service) : ContractTests(service)
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Fact]
    public async Task A_published_announcement_is_in_the_news_and_has_a_page()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new
        {
            status = "published",
            title = Unique("Ławki & <kosze>"),
            lead = "Zajawka.",
            body = "## Nagłówek\n\nTreść z [odnośnikiem](https://example.org/).",
            categories = (string[])[category.Slug],
            author = "Wydział Zieleni",
        });

        IHtmlDocument list = await PageAsync($"/categories/{category.Slug}");
        IElement link = list.QuerySelector($"article h2 a[href='/news/{made.Slug}']")!;
        Assert.Equal(made.Title, link.TextContent);
        Assert.Contains((await PageAsync("/")).QuerySelectorAll("article h2 a"), one => one.TextContent == made.Title);

        IHtmlDocument page = await PageAsync($"/news/{made.Slug}");
        Assert.Equal(made.Title, page.QuerySelector("h1")!.TextContent);
        Assert.Equal("Zajawka.", page.QuerySelector("p.lead")!.TextContent);
        Assert.Equal("Nagłówek", page.QuerySelector(".text h2")!.TextContent);
        Assert.Equal("https://example.org/", page.QuerySelector(".text a")!.GetAttribute("href"));
        Assert.Equal(category.Name, page.QuerySelector($".categories a[href='/categories/{category.Slug}']")!.TextContent);
        Assert.Equal($"{PublicUrl}/news/{made.Slug}", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Contains("Wydział Zieleni", page.QuerySelector(".facts")!.TextContent, StringComparison.Ordinal);
        DateTimeOffset published = DateTimeOffset.Parse(
            page.QuerySelector(".stamps time")!.GetAttribute("datetime")!, CultureInfo.InvariantCulture);
        Assert.InRange(made.PublishedAt!.Value - published, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_page_says_to_machines_what_it_is()
    {
        const string Title = "Koniec</script><script>alert(1)</script>";
        Announcement made = await Editor.CreateAsync(new { status = "published", title = Unique(Title), image = new { url = "https://example.org/a.jpg", alt = "Opis" } });
        Answer answer = (await Reader.GetAsync($"/news/{made.Slug}")).Is(HttpStatusCode.OK);
        IHtmlDocument page = Parse(answer);

        IHtmlScriptElement script = Assert.Single(page.Scripts);
        Assert.Equal("application/ld+json", script.Type);
        JsonElement data = JsonDocument.Parse(script.Text).RootElement;
        Assert.Equal(("NewsArticle", made.Title), (data.GetProperty("@type").GetString(), data.GetProperty("headline").GetString()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$", data.GetProperty("datePublished").GetString()!);
        Assert.Equal("pl", data.GetProperty("inLanguage").GetString());
        Assert.Equal(
            ("article", $"{PublicUrl}/news/{made.Slug}", "https://example.org/a.jpg", "Opis"),
            (Meta(page, "og:type"), Meta(page, "og:url"), Meta(page, "og:image"), Meta(page, "og:image:alt")));
        Assert.NotEmpty(page.QuerySelectorAll("link[rel=alternate][type='application/atom+xml']"));
        Assert.Null(page.QuerySelector("meta[name=robots]"));
    }

    [Fact]
    public async Task Pages_have_a_strict_policy_and_set_no_cookie()
    {
        Announcement made = await Editor.PublishedAsync();
        foreach (string path in (string[])["/", $"/news/{made.Slug}", "/archive", "/search", "/search?q=a", "/deklaracja-dostepnosci", "/nie-ma"])
        {
            Answer answer = await GetAsync(path);
            string policy = answer.Header("Content-Security-Policy")!;
            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
            Assert.Equal(("text/html; charset=utf-8", "nosniff", null), (answer.Header("Content-Type"), answer.Header("X-Content-Type-Options"), answer.Header("Set-Cookie")));
            IHtmlDocument page = Parse(answer);
            Assert.Empty(page.QuerySelectorAll("[style], style, iframe, object, base, script:not([type='application/ld+json'])"));
            Assert.DoesNotContain(page.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_former_slug_and_an_id_lead_to_the_page()
    {
        Announcement made = await Editor.PublishedAsync();
        string slug = UniqueSlug("nowy");
        await Editor.PatchAsync(made, new { slug });
        foreach (string former in (string[])[made.Slug, $"{made.Id:D}"])
        {
            Answer moved = (await GetAsync($"/news/{former}")).Is(HttpStatusCode.MovedPermanently);
            Assert.Equal($"/news/{slug}", moved.Header("Location"));
        }
    }

    [Fact]
    public async Task What_is_not_public_has_no_page_and_what_was_removed_says_so()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic") });
        Announcement scheduled = await Editor.CreateAsync(new { title = Unique("Zaplanowany"), status = "published", publishedAt = FarAway });
        Announcement removed = await Editor.PublishedAsync();
        (await Editor.Delete(removed.Address).IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);

        foreach (string slug in (string[])[draft.Slug, scheduled.Slug, UniqueSlug("nie-ma")])
        {
            IHtmlDocument page = await PageAsync($"/news/{slug}", HttpStatusCode.NotFound);
            Assert.Equal("Nie ma takiej strony", page.QuerySelector("h1")!.TextContent);
            Assert.NotNull(page.QuerySelector("form[role=search] input[name=q]"));
            Assert.Equal("noindex", page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
            Assert.Null(page.QuerySelector("link[rel=canonical]"));
        }

        IHtmlDocument gone = await PageAsync($"/news/{removed.Slug}", HttpStatusCode.Gone);
        Assert.Equal("Ogłoszenie zostało usunięte", gone.QuerySelector("h1")!.TextContent);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/archive")]
    [InlineData("/search")]
    [InlineData("/search?q=woda")]
    [InlineData("/deklaracja-dostepnosci")]
    public async Task Unknown_parameters_change_nothing_and_are_not_in_the_canonical_address(string path)
    {
        string with = path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "utm_source=gazeta&fbclid=x";
        IHtmlDocument page = await PageAsync(with);
        Assert.DoesNotContain("utm_source", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal((await PageAsync(path)).QuerySelector("h1")!.TextContent, page.QuerySelector("h1")!.TextContent);
    }

    [Theory]
    [InlineData("/archive/", "/archive")]
    [InlineData("/search/?q=woda", "/search?q=woda")]
    [InlineData("/news/nie-ma/", "/news/nie-ma")]
    [InlineData("/archive/2024/", "/archive/2024")]
    [InlineData("/deklaracja-dostepnosci/", "/deklaracja-dostepnosci")]
    public async Task A_slash_at_the_end_redirects(string path, string expected) =>
        Assert.Equal(expected, (await GetAsync(path)).Is(HttpStatusCode.MovedPermanently).Header("Location"));

    [Theory]
    [InlineData("/archive/1899")]
    [InlineData("/archive/3000")]
    [InlineData("/archive/2024/0")]
    [InlineData("/archive/2024/13")]
    [InlineData("/archive/2024/04")]
    [InlineData("/archive/kwiecien")]
    [InlineData("/?older=nonsense")]
    [InlineData("/?newer=nonsense")]
    [InlineData("/?older=")]
    [InlineData("/archive?newer=AgAAAAAAAAAAeA")]
    [InlineData("/categories/nie-ma-takiej")]
    [InlineData("/?older=AgAAAAAAAAAAeno")]
    public async Task What_is_no_page_is_404_as_a_page(string path) => Assert.Equal("Nie ma takiej strony", (await PageAsync(path, HttpStatusCode.NotFound)).QuerySelector("h1")!.TextContent);

    [Fact]
    public async Task A_page_that_is_posted_to_says_so_as_a_page()
    {
        Answer answer = await Reader.Post("/archive").With("Accept", Browser).SendAsync();
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "text/html; charset=utf-8", "GET, HEAD"), (answer.Status, answer.Header("Content-Type"), answer.Header("Allow")));
        (await Reader.Post("/archive").SendAsync()).IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Fact]
    public async Task An_unknown_path_is_a_page_for_browsers_and_a_problem_for_programs()
    {
        string path = $"/{UniqueSlug("nie-ma")}";
        Answer page = await GetAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, "text/html; charset=utf-8", "Accept"), (page.Status, page.Header("Content-Type"), page.Header("Vary")));
        foreach (string? accept in (string?[])[null, "*/*", "application/json", "text/html;q=0, */*"])
        {
            Request request = Reader.Get(path);
            Answer problem = await (accept is null ? request : request.With("Accept", accept)).SendAsync();
            problem.IsProblem(HttpStatusCode.NotFound, "not-found");
            Assert.Equal("Accept", problem.Header("Vary"));
        }

        (await GetAsync("/api/nie-ma")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.Get("/news/nie-ma").With("Accept", "application/json").SendAsync()).Is(HttpStatusCode.NotFound);
        Assert.Equal("text/html; charset=utf-8", (await Reader.Get("/news/nie-ma").SendAsync()).Header("Content-Type"));
    }

    [Fact]
    public async Task A_search_marks_what_it_found_and_its_title_has_the_words()
    {
        string word = Unique("Zorza").Replace(' ', 'x');
        Announcement made = await Editor.CreateAsync(new { status = "published", title = $"{word} & burza", body = "Treść" });
        IHtmlDocument page = await PageAsync($"/search?q={word}");
        Assert.Equal($"Wyniki wyszukiwania: {word} – Bulletin", page.Title);
        Assert.Equal(word, page.QuerySelector("article h2 mark")!.TextContent);
        Assert.Equal($"{made.Title}", page.QuerySelector("article h2 a")!.TextContent);
        Assert.Equal(word, page.QuerySelector("input[name=q]")!.GetAttribute("value"));
        Assert.Equal("noindex", page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));

        Assert.NotNull((await PageAsync($"/search?q={word}niema")).QuerySelector(".empty"));
        Assert.Equal("Szukaj", (await PageAsync("/search?q=")).QuerySelector("h1")!.TextContent);
        Assert.NotNull((await PageAsync("/search?q=" + new string('x', 201), HttpStatusCode.BadRequest)).QuerySelector(".empty"));
        Assert.NotNull((await PageAsync("/search?q=!!!", HttpStatusCode.BadRequest)).QuerySelector(".empty"));
        Assert.Equal(made.Title, (await PageAsync($"/search?q=%09{word}+")).QuerySelector("article h2 a")!.TextContent);
        Assert.Null((await PageAsync("/search?q=%3Cscript%3Ealert(1)%3C/script%3E")).QuerySelector("script"));
    }

    [Fact]
    public async Task A_search_goes_on_whatever_blanks_were_entered()
    {
        string word = Unique("Zorza").Replace(' ', 'y');
        for (int number = 0; number < 21; number++)
        {
            await Editor.CreateAsync(new { status = "published", title = $"{word} {number}", body = "Treść" });
        }

        foreach (string entered in (string[])[word, $"+{word}+", $"%09{word}"])
        {
            IHtmlDocument page = await PageAsync($"/search?q={entered}");
            IHtmlDocument next = await PageAsync(page.QuerySelector(".neighbours a.older")!.GetAttribute("href")!);
            Assert.Single(next.QuerySelectorAll("article"));
            Assert.Equal($"/search?q={word}", next.QuerySelector(".neighbours a.newer")!.GetAttribute("href"));
        }

        await PageAsync($"/search?q={word}&older=nonsense", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_preview_shows_a_draft_and_is_kept_by_nobody()
    {
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic"), body = "Pierwsza **treść**." });
        Answer made = (await Editor.Post($"{draft.Address}/preview").SendAsync()).Is(HttpStatusCode.Created);
        string path = new Uri((string)made.Json["url"]!).AbsolutePath;
        Answer answer = (await GetAsync(path)).Is(HttpStatusCode.OK);
        IHtmlDocument page = Parse(answer);
        Assert.Equal((draft.Title, "treść"), (page.QuerySelector("h1")!.TextContent, page.QuerySelector(".text strong")!.TextContent));
        Assert.NotNull(page.QuerySelector(".notice"));
        Assert.Equal(
            ("no-store, private", "noindex, nofollow", "no-referrer", "noindex"),
            (answer.Header("Cache-Control"), answer.Header("X-Robots-Tag"), answer.Header("Referrer-Policy"), page.QuerySelector("meta[name=robots]")!.GetAttribute("content")));
        Assert.Empty(page.Scripts);

        await Editor.ActAsync(draft, "publish");
        Assert.Equal("Podgląd wygasł", (await PageAsync(path, HttpStatusCode.Gone)).QuerySelector("h1")!.TextContent);
        Answer wrong = (await GetAsync(path + "A")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain(path, wrong.Text, StringComparison.Ordinal);
        Answer problem = await Reader.Get(path + "/x").SendAsync();
        Assert.DoesNotContain(path, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_of_the_pages_have_names_with_a_hash_and_are_kept_for_ever()
    {
        IHtmlDocument page = await PageAsync("/");
        foreach ((string selector, string type) in ((string, string)[])
        [
            ("link[rel=stylesheet]", "text/css; charset=utf-8"), ("link[rel=icon]", "image/svg+xml"),
        ])
        {
            Answer file = (await Reader.Get(page.QuerySelector(selector)!.GetAttribute("href")!).SendAsync()).Is(HttpStatusCode.OK);
            Assert.Equal((type, "public, max-age=31536000, immutable"), (file.Header("Content-Type"), file.Header("Cache-Control")));
        }

        // The name of another release is that of the present file, but not for long.
        Answer other = (await Reader.GetAsync("/assets/site.000000000000.css")).Is(HttpStatusCode.OK);
        Assert.Equal(("text/css; charset=utf-8", "public, max-age=10"), (other.Header("Content-Type"), other.Header("Cache-Control")));
        (await Reader.GetAsync("/assets/other.css")).IsProblem(HttpStatusCode.NotFound, "not-found");
        Assert.Equal("image/x-icon", (await Reader.GetAsync("/favicon.ico")).Is(HttpStatusCode.OK).Header("Content-Type"));
        Assert.Equal("text/javascript; charset=utf-8", (await Reader.GetAsync("/embed.js")).Is(HttpStatusCode.OK).Header("Content-Type"));
        Assert.Contains($"Sitemap: {PublicUrl}/sitemap.xml\n", (await Reader.GetAsync("/robots.txt")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/archive")]
    [InlineData("/deklaracja-dostepnosci")]
    public async Task A_page_is_compressed_has_a_validator_and_answers_HEAD(string path)
    {
        Answer compressed = (await Reader.Get(path).With("Accept-Encoding", "br").SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal("br", compressed.Header("Content-Encoding"));
        Assert.StartsWith("<!doctype html>", compressed.DecodedText, StringComparison.Ordinal);
        Answer head = (await Reader.Head(path).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Empty(head.Body);
        Assert.NotNull(head.ETag);
    }

    [Fact]
    public async Task A_page_of_an_announcement_names_its_language_and_that_of_the_chrome()
    {
        Announcement arabic = await Editor.CreateAsync(new { status = "published", title = Unique("إعلان"), body = "نص", language = "ar" });
        IHtmlDocument page = await PageAsync($"/news/{arabic.Slug}");
        Assert.Equal("ar", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("rtl", page.QuerySelector("h1")!.GetAttribute("dir"));
        Assert.Equal("rtl", page.QuerySelector(".text")!.GetAttribute("dir"));
        Assert.All(
            page.QuerySelectorAll("header.site, footer.site, .skip, footer.about"),
            around => Assert.Equal(("pl", "ltr"), (around.GetAttribute("lang"), around.GetAttribute("dir"))));
        IElement title = (await PageAsync("/")).QuerySelector($"article h2:has(a[href='/news/{arabic.Slug}'])")!;
        Assert.Equal(("ar", "rtl"), (title.GetAttribute("lang"), title.GetAttribute("dir")));
    }

    [Fact]
    public async Task Only_a_major_change_is_an_update_and_its_reason_is_in_the_history()
    {
        Announcement made = await Editor.PublishedAsync();
        await Editor.PatchAsync(made, new { title = Unique("Literówka"), minor = true });
        IHtmlDocument minor = await PageAsync($"/news/{made.Slug}");
        Assert.Single(minor.QuerySelectorAll(".stamps time"));
        Assert.Empty(minor.QuerySelectorAll(".history li"));

        made = await Editor.ReadAsync(made);
        await Editor.PatchAsync(made, new { body = "Nowa treść.", changeNote = "Zmieniony termin." });
        IHtmlDocument major = await PageAsync($"/news/{made.Slug}");
        Assert.Equal(2, major.QuerySelectorAll(".stamps time").Length);
        Assert.Equal("Zmieniony termin.", major.QuerySelector(".note")!.TextContent);
        Assert.Equal("#history", major.QuerySelector(".stamps a")!.GetAttribute("href"));
        Assert.NotNull(major.QuerySelector("#history"));
        Assert.Equal(["Zmieniony termin.", "publikacja"], major.QuerySelectorAll(".history li span").Select(line => line.TextContent.Split(" (")[0].Trim()));
    }

    private static string? Meta(IHtmlDocument page, string property) => page.QuerySelector($"meta[property='{property}']")?.GetAttribute("content");

    private async Task<IHtmlDocument> PageAsync(string path, HttpStatusCode status = HttpStatusCode.OK) => Parse((await GetAsync(path)).Is(status));

    private Task<Answer> GetAsync(string path) => Reader.Get(path).With("Accept", Browser).SendAsync();

    private static IHtmlDocument Parse(Answer answer)
    {
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        return new HtmlParser().ParseDocument(answer.Text);
    }
}
