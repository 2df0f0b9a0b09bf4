namespace Bulletin.BrowserTests;

/// <summary>Contrast beyond the texts, which axe-core looks at: controls, marks, visited links.</summary>
public sealed class ColourTests(Sites sites) : PageTests(sites)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Controls_have_a_contrast_of_3_and_marks_and_visited_links_one_of_4_and_a_half_in_both_themes(bool isDark)
    {
        List<string> found = [];
        IPage window = await OpenAsync("list", new Look { IsDark = isDark });
        foreach (string page in Pages)
        {
            await GoAsync(window, page);
            found.AddRange((await RunAsync<string[]>(window, "colours")).Select(one => $"{page}: {one}"));
        }

        AssertNone(found);
    }

    [Fact]
    public async Task The_words_that_were_found_are_marked()
    {
        IPage results = await OpenAsync("results");
        Assert.NotEqual(0, await results.Locator("mark").CountAsync());
    }
}
