namespace Bulletin.BrowserTests;

/// <summary>Narrow windows, zoom, and text spacing (WCAG 1.4.10, 1.4.4, 1.4.12).</summary>
public sealed class ReflowTests(Sites sites) : PageTests(sites)
{
    [Theory]
    [MemberData(nameof(AllPages))]
    public Task At_320_pixels_and_so_at_a_zoom_of_400_percent_nothing_but_tables_scrolls_sideways(string page) =>
        CheckAsync(page, new Look { Width = 320, Height = 256 }, isSpaced: false);

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task Text_spacing_cuts_nothing_off(string page)
    {
        await CheckAsync(page, new Look(), isSpaced: true);
        await CheckAsync(page, new Look { Width = 320, Height = 256 }, isSpaced: true);
    }

    [Fact]
    public async Task A_wide_table_scrolls_by_keyboard_in_its_own_region()
    {
        IPage article = await OpenAsync("article", new Look { Width = 320, Height = 600 });
        ILocator region = article.GetByRole(AriaRole.Region, new() { Name = "Tabela 1" });
        await region.FocusAsync();
        await article.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(region).Not.ToHaveJSPropertyAsync("scrollLeft", 0);
    }

    private async Task CheckAsync(string page, Look look, bool isSpaced)
    {
        IPage opened = await OpenAsync(page, look);
        AssertNone(await RunAsync<string[]>(opened, "overflow", isSpaced));
    }
}
