namespace Bulletin.BrowserTests;

/// <summary>The focus: first on the skip link, always visible, never covered (WCAG 2.4.1, 2.4.7, 2.4.11).</summary>
public sealed class FocusTests(Sites sites) : PageTests(sites)
{
    // More than any page has.
    private const int MaximumSteps = 400;

    private const string Interactive = "a[href]:visible, button:visible, input:visible, summary:visible, [tabindex='0']:visible";

    [Theory]
    [MemberData(nameof(AllPages))]
    public Task Every_stop_of_the_focus_is_seen(string page) => TabThroughAsync(page, new Look());

    [Theory]
    [InlineData("list")]
    [InlineData("article")]
    [InlineData("archive")]
    [InlineData("Arabic")]
    public async Task So_it_is_in_the_dark_and_in_a_small_window(string page)
    {
        await TabThroughAsync(page, new Look { IsDark = true });
        await TabThroughAsync(page, new Look { Width = 320, Height = 256 });
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task The_skip_link_comes_first_and_leads_to_the_content(string page)
    {
        IPage opened = await OpenAsync(page);
        await opened.Keyboard.PressAsync("Tab");
        ILocator skip = opened.Locator("a.skip");
        await Assertions.Expect(skip).ToBeFocusedAsync();
        await Assertions.Expect(skip).ToBeInViewportAsync(new() { Ratio = 1 });
        await opened.Keyboard.PressAsync("Enter");
        await Assertions.Expect(opened.Locator("main")).ToBeFocusedAsync();

        // The next stop is in the content, or after it if there is nothing to stop at.
        await opened.Keyboard.PressAsync("Tab");
        Assert.Equal(0, await opened.Locator("header.site :focus").CountAsync());
    }

    private async Task TabThroughAsync(string page, Look look)
    {
        IPage opened = await OpenAsync(page, look);
        HashSet<int> stops = [];
        List<string> found = [];
        while (stops.Count < MaximumSteps)
        {
            await opened.Keyboard.PressAsync("Tab");
            if (await RunAsync<Focused?>(opened, "focused") is not { } focused || !stops.Add(focused.Index))
            {
                break;
            }

            found.AddRange(focused.Wrong.Select(wrong => $"{focused.Element}: {wrong}"));
        }

        AssertNone(found);
        // Nothing is left out: everything that reacts has been a stop.
        Assert.Equal(await opened.Locator(Interactive).CountAsync(), stops.Count);
    }

    private sealed record Focused(int Index, string Element, string[] Wrong);
}
