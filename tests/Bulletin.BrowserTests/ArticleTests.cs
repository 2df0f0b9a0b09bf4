using System.Globalization;

namespace Bulletin.BrowserTests;

/// <summary>Tests the dates, the history and the block of responsibility on the page of an announcement.</summary>
public sealed class ArticleTests(Sites sites) : PageTests(sites)
{
    [Fact]
    public async Task Dates_are_for_machines_too_with_their_offset()
    {
        IPage window = await OpenAsync("list");
        foreach (string page in Pages)
        {
            await GoAsync(window, page);
            foreach (ILocator time in await window.Locator("time").AllAsync())
            {
                string text = await time.GetAttributeAsync("datetime") ?? string.Empty;
                // A date of the declaration has no time.
                string[] formats = page == "declaration" ? ["yyyy-MM-dd"] : ["yyyy-MM-dd'T'HH:mm:sszzz"];
                bool isExact = DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
                Assert.True(isExact, $"{page}: '{text}'");
            }
        }
    }

    [Fact]
    public async Task An_announcement_shows_its_first_publication_its_last_update_with_the_note_and_the_way_to_its_history()
    {
        IPage article = await OpenAsync("changed");
        ILocator head = article.Locator("article header");
        await Assertions.Expect(head.Locator("time")).ToHaveCountAsync(2);
        await Assertions.Expect(head).ToContainTextAsync("Opublikowano");
        await Assertions.Expect(head).ToContainTextAsync("Aktualizacja");
        await Assertions.Expect(head).ToContainTextAsync(FilledSite.ChangeNote);

        await head.GetByRole(AriaRole.Link).ClickAsync();
        string target = new Uri(article.Url).Fragment;
        ILocator history = article.Locator(target);
        await Assertions.Expect(history).ToBeInViewportAsync();
        await Assertions.Expect(article.Locator("ol.history li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_minor_correction_leaves_the_date_of_the_update_alone()
    {
        IPage article = await OpenAsync("changed");
        string? updated = await article.Locator("article header time").Nth(1).GetAttributeAsync("datetime");
        await Assertions.Expect(article.Locator(".text")).ToContainTextAsync("31 marca 2026");
        // The correction came 30 hours after the change, and has no line of its own.
        await Assertions.Expect(article.Locator("ol.history time").First).ToHaveAttributeAsync("datetime", updated!);
        await Assertions.Expect(article.Locator("ol.history")).Not.ToContainTextAsync("Literówka");
    }

    [Fact]
    public async Task An_announcement_without_a_change_shows_no_update()
    {
        IPage article = await OpenAsync("article");
        await Assertions.Expect(article.Locator("article header time")).ToHaveCountAsync(1);
        await Assertions.Expect(article.Locator("ol.history")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("pl", "Gmina Miejska Przykładowo", "Anna Przykładowa")]
    [InlineData("en", "Gmina Miejska Przykładowo", "Anna Przykładowa")]
    [InlineData("uk", "Gmina Miejska Przykładowo", "Anna Przykładowa")]
    public async Task The_block_of_responsibility_names_the_body_the_people_or_their_roles_the_times_and_the_reasons(
        string language, string body, string author)
    {
        IPage article = await OpenAsync("changed", new Look { Language = language });
        ILocator block = article.Locator("section.facts");
        Bulletin.Pages.PageTexts texts = Bulletin.Pages.PageTexts.For(language);
        foreach ((string label, string text) in new[]
        {
            (texts.Institution, body), (texts.ProducedBy, author), (texts.EnteredBy, texts.RoleOfAuthor), (texts.Created, "202"),
            (texts.Published, "202"), (texts.Changed, "202"),
        })
        {
            ILocator row = block.Locator("dl > div").Filter(new() { Has = article.Locator("dt", new() { HasTextString = label }) });
            await Assertions.Expect(row.Locator("dd").First).ToContainTextAsync(text);
        }

        ILocator lines = block.Locator("ol.history li");
        await Assertions.Expect(lines.First).ToContainTextAsync(FilledSite.ChangeNote);
        await Assertions.Expect(lines.Last).ToContainTextAsync(texts.HistoryPublished);
        // The key of the tests is called "admin": names are not shown unless a setting says so.
        await Assertions.Expect(block).Not.ToContainTextAsync("admin");
    }
}
