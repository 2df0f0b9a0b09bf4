using System.Text;
using System.Text.RegularExpressions;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.BrowserTests;

/// <summary>Pages in other forms: on paper, and in the reader view of Firefox.</summary>
public sealed partial class PaperTests(Sites sites) : PageTests(sites)
{
    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task Paper_shows_no_navigation_but_the_addresses_of_links(string page)
    {
        IPage opened = await OpenAsync(page);
        await opened.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        AssertNone(await RunAsync<string[]>(opened, "printed"));
    }

    [Theory]
    [InlineData("emoji")]
    [InlineData("Japanese")]
    [InlineData("changed")]
    public async Task A_short_announcement_is_on_one_sheet(string page)
    {
        IPage opened = await OpenAsync(page);
        byte[] pdf = await opened.PdfAsync(new() { Format = "A4" });
        Assert.Single(Sheet().Matches(Encoding.Latin1.GetString(pdf)));
    }

    [Theory]
    [InlineData("article", FilledSite.RichTitle, "pierwszeństwo mają mosty", "pl")]
    [InlineData("English", "Help for newcomers in our town", "Come to the town hall.", "en")]
    public async Task The_reader_view_finds_title_date_and_body(string page, string title, string text, string language)
    {
        string library = Path.Combine(
            RepositoryFolder.Find(AppContext.BaseDirectory),
            "tests/Bulletin.BrowserTests/node_modules/@mozilla/readability/Readability.js");
        Assert.SkipUnless(File.Exists(library), "Readability is missing: run npm --prefix tests/Bulletin.BrowserTests ci.");
        IPage opened = await OpenAsync(page, new Look { HasScripts = true });
        Reader seen = await RunAsync<Reader>(opened, "reader", await File.ReadAllTextAsync(library, Cancellation));

        Assert.StartsWith(title, seen.Title, StringComparison.Ordinal);
        Assert.Equal(await opened.Locator("article header time").First.GetAttributeAsync("datetime"), seen.Published);
        Assert.Contains(text, seen.Text, StringComparison.Ordinal);
        Assert.Equal(language, seen.Language);
        Assert.DoesNotContain("Biuletyn Informacji Publicznej", seen.Text, StringComparison.Ordinal);
    }

    // A page object of a PDF, and not the tree of pages.
    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex Sheet();

    private sealed record Reader(string Title, string Published, string Language, string? Direction, string Text);
}
