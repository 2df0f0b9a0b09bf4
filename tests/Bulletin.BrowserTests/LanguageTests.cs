using Bulletin.Pages;

namespace Bulletin.BrowserTests;

/// <summary>The languages of pages and their parts (WCAG 3.1.1, 3.1.2), and the direction in which they are written.</summary>
public sealed class LanguageTests(Sites sites) : PageTests(sites)
{
    // Writing systems that occur in one language only, on a site that is not in it.
    private static readonly Dictionary<string, string> Scripts = new()
    {
        [@"\p{Script=Arabic}"] = "ar",
        [@"\p{Script=Cyrillic}"] = "uk",
        [@"[\p{Script=Hiragana}\p{Script=Katakana}]"] = "ja",
    };

    [Theory]
    [InlineData("English", "en")]
    [InlineData("Arabic", "ar")]
    [InlineData("Ukrainian", "uk")]
    [InlineData("Japanese", "ja")]
    [InlineData("article", "pl")]
    [InlineData("list", "pl")]
    [InlineData("not found", "pl")]
    public async Task A_page_has_the_language_of_its_content(string page, string language)
    {
        IPage opened = await OpenAsync(page);
        await Assertions.Expect(opened.Locator("html")).ToHaveAttributeAsync("lang", language);
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public async Task Foreign_parts_and_what_surrounds_a_foreign_announcement_have_their_own_language(string page)
    {
        IPage opened = await OpenAsync(page);
        AssertNone(await RunAsync<string[]>(opened, "languages", new { scripts = Scripts, chrome = Chrome("pl"), language = "pl" }));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("uk")]
    public async Task So_it_is_on_sites_in_other_languages(string language)
    {
        IPage window = await OpenAsync("list", new Look { Language = language });
        List<string> found = [];
        foreach (string page in Pages)
        {
            await GoAsync(window, page, new Look { Language = language });
            found.AddRange(await RunAsync<string[]>(
                window, "languages", new { scripts = new Dictionary<string, string>(), chrome = Chrome(language), language }));
        }

        AssertNone(found);
    }

    [Fact]
    public async Task An_announcement_from_right_to_left_is_laid_out_so_in_a_site_from_left_to_right()
    {
        IPage article = await OpenAsync("Arabic");
        foreach (string part in new[] { "h1", ".lead", ".text", ".text h2", ".text p", ".text table" })
        {
            Assert.Equal((part, "rtl"), (part, await StyleAsync(article.Locator(part).First, "direction")));
        }

        foreach (string part in new[] { "html", "header.site", "footer.site", "footer.about", ".stamps" })
        {
            Assert.Equal((part, "ltr"), (part, await StyleAsync(article.Locator(part).First, "direction")));
        }

        // Markers of lists are on the right, where the lines begin; and so do the heading and the paragraphs.
        Assert.Equal("0px", await StyleAsync(article.Locator(".text ul"), "paddingLeft"));
        Assert.NotEqual("0px", await StyleAsync(article.Locator(".text ul"), "paddingRight"));
        Assert.Contains(await StyleAsync(article.Locator("h1"), "textAlign"), new[] { "start", "right" });
        LocatorBoundingBoxResult text = (await article.Locator(".text").BoundingBoxAsync())!;
        LocatorBoundingBoxResult column = (await article.Locator("article").BoundingBoxAsync())!;
        Assert.InRange(text.X + text.Width, column.X + (column.Width / 2), column.X + column.Width);
    }

    [Fact]
    public async Task So_are_its_title_and_lead_in_a_list()
    {
        IPage list = await OpenAsync("list");
        ILocator post = list.Locator(".post").Filter(new() { Has = list.Locator("h2[lang=ar]") });
        Assert.Equal("rtl", await StyleAsync(post.Locator("h2"), "direction"));
        Assert.Equal("rtl", await StyleAsync(post.Locator(".lead"), "direction"));
        Assert.Equal("ltr", await StyleAsync(post.Locator(".stamps"), "direction"));
    }

    private static Task<string> StyleAsync(ILocator element, string property) =>
        element.EvaluateAsync<string>("(element, property) => getComputedStyle(element)[property]", property);

    // The texts of which a page consists, but for those with a place for a name.
    private static string[] Chrome(string language) => [.. typeof(PageTexts).GetProperties()
        .Where(property => property.PropertyType == typeof(string) && property.Name != nameof(PageTexts.Language))
        .Select(property => (string)property.GetValue(PageTexts.For(language))!)
        .Concat(Enumerable.Range(1, 3).Select(number => Text.With(PageTexts.For(language).Table, number)))];
}
