namespace Bulletin.BrowserTests;

/// <summary>Readers without a mouse and without JavaScript.</summary>
public sealed class KeyboardTests(Sites sites) : PageTests(sites)
{
    [Fact]
    public async Task A_search_is_typed_sent_and_read_with_keys_alone()
    {
        IPage window = await OpenAsync("list");
        await TabToAsync(window, window.Locator("input[type=search]"));
        await window.Keyboard.TypeAsync("odśnieżanie chodników");
        await window.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Locator("h1")).ToContainTextAsync("odśnieżanie chodników");
        await Assertions.Expect(window.Locator("input[type=search]")).ToHaveValueAsync("odśnieżanie chodników");

        ILocator found = window.Locator("h2 a").First;
        await TabToAsync(window, found);
        await window.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Locator("h1")).ToHaveTextAsync(FilledSite.RichTitle);
    }

    [Fact]
    public async Task The_pages_of_a_list_lead_to_one_another_and_show_everything_once()
    {
        IPage window = await OpenAsync("list");
        List<string> links = [];
        string first = window.Url;
        await AddAsync();
        while (await window.Locator(".neighbours a.older").CountAsync() > 0)
        {
            await TabToAsync(window, window.Locator(".neighbours a.older"));
            string former = window.Url;
            await window.Keyboard.PressAsync("Enter");
            await window.WaitForURLAsync(url => url != former);
            await AddAsync();
        }

        Assert.Equal(37, links.Count);
        Assert.Equal(links.Distinct(StringComparer.Ordinal), links);
        await window.Locator(".neighbours a.newer").ClickAsync();
        await Assertions.Expect(window.Locator(".post")).ToHaveCountAsync(20);
        Assert.StartsWith(first, window.Url, StringComparison.Ordinal);

        async Task AddAsync() => links.AddRange(await window.Locator(".post h2 a")
            .EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"));
    }

    [Fact]
    public async Task The_archive_is_entered_by_year_and_month()
    {
        IPage window = await OpenAsync("archive");
        await window.GetByRole(AriaRole.Link, new() { Name = "2025", Exact = true }).ClickAsync();
        await window.GetByRole(AriaRole.Link, new() { Name = "grudzień", Exact = true }).ClickAsync();
        await Assertions.Expect(window.Locator("h1")).ToContainTextAsync("grudzień 2025");
        await Assertions.Expect(window.Locator(".post").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_folded_opens_by_key()
    {
        IPage article = await OpenAsync("article");
        ILocator summary = article.Locator("summary");
        await TabToAsync(article, summary);
        await Assertions.Expect(article.GetByText("Wykaz sprzętu")).ToBeHiddenAsync();
        await article.Keyboard.PressAsync("Enter");
        await Assertions.Expect(article.GetByText("Wykaz sprzętu")).ToBeVisibleAsync();
    }

    private static async Task TabToAsync(IPage window, ILocator target)
    {
        for (int step = 0; step < 400; step++)
        {
            await window.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail("The focus does not get there.");
    }
}
