namespace Bulletin.BrowserTests;

/// <summary>Headings, navigations, links and their targets, titles.</summary>
public sealed class StructureTests(Sites sites) : PageTests(sites)
{
    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task There_is_one_h1_and_no_level_is_skipped_and_navigations_have_names_and_links_of_one_text_one_target(string page)
    {
        IPage opened = await OpenAsync(page);
        AssertNone(await RunAsync<string[]>(opened, "outline"));
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task Targets_are_24_by_24_pixels_and_links_in_sentences_underlined(string page)
    {
        IPage opened = await OpenAsync(page);
        AssertNone(await RunAsync<string[]>(opened, "targets"));
        await opened.SetViewportSizeAsync(320, 600);
        AssertNone(await RunAsync<string[]>(opened, "targets"));
    }

    [Fact]
    public async Task Titles_name_the_page_and_the_query_and_differ()
    {
        IPage window = await OpenAsync("list");
        Dictionary<string, string> titles = [];
        foreach (string page in Pages)
        {
            await GoAsync(window, page);
            string title = await window.TitleAsync();
            string heading = await window.Locator("h1").InnerTextAsync();
            Assert.EndsWith("Urząd Miasta Przykładowo", title, StringComparison.Ordinal);
            if (page is not "list")
            {
                Assert.Contains(heading, title, StringComparison.Ordinal);
            }

            Assert.True(titles.TryAdd(title, page), $"{page} has the title of {titles[title]}: {title}");
        }

        Assert.Contains(titles, one => one.Value == "results" && one.Key.Contains("woda", StringComparison.Ordinal));
        Assert.Contains(titles, one => one.Value == "no results" && one.Key.Contains("nieznalezione", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Announcements_of_one_title_are_told_apart()
    {
        IPage list = await OpenAsync("list");
        IReadOnlyList<string> links = await list.Locator("h2 a").Filter(new() { HasText = FilledSite.TwinTitle }).AllTextContentsAsync();
        Assert.Equal(2, links.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Markup_in_a_title_is_text()
    {
        IPage article = await OpenAsync("markup", new Look { HasScripts = true });
        await Assertions.Expect(article.Locator("h1")).ToHaveTextAsync(FilledSite.MarkupTitle);
        Assert.Equal(1, await article.Locator("script").CountAsync());
    }
}
