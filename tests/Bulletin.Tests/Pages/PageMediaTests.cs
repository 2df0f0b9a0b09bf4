using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Media;
using Bulletin.Pages;
using Bulletin.Reading;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bulletin.Tests.Pages;

/// <summary>Tests how pages show pictures and attachments.</summary>
public sealed class PageMediaTests
{
    private static readonly BulletinSettings Settings = BulletinSettingsTests.Read();
    private static readonly PageSite Site = new(Settings, new PageAssets(Settings));
    private static readonly NamedMedium Photo = new()
    {
        Id = Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b15"),
        Hash = new string('b', 64),
        Kind = "jpeg",
        Name = "ratusz.jpg",
        Bytes = 50_000,
        Width = 4000,
        Height = 3000,
        Credit = "fot. Anna <Wójcik>",
    };

    [Fact]
    public async Task An_article_offers_its_picture_in_several_sizes_with_its_real_size_and_credit()
    {
        Announcement announcement = With(new StoredImage(null, "Ratusz", Photo));
        IHtmlDocument page = await ArticleAsync(announcement);
        IElement picture = page.QuerySelector("main img")!;
        string path = $"/media/{announcement.Id}/{Photo.Id}/ratusz.jpg";
        Assert.Equal((path, "1600", "1200", "Ratusz"), (picture.GetAttribute("src"), picture.GetAttribute("width"), picture.GetAttribute("height"), picture.GetAttribute("alt")));
        Assert.Equal($"{path}?width=400 400w, {path}?width=800 800w, {path}?width=1600 1600w", picture.GetAttribute("srcset"));
        Assert.NotNull(picture.GetAttribute("sizes"));
        Assert.Equal("fot. Anna <Wójcik>", page.QuerySelector("figure > figcaption")!.TextContent);
        Assert.Equal(
            [$"{Settings.PublicUrl}{path}", "1600", "1200", "Ratusz"],
            new[] { "og:image", "og:image:width", "og:image:height", "og:image:alt" }.Select(name => Meta(page, name)));
        System.Text.Json.JsonElement image = A.Json(page.Scripts.Single().Text).GetProperty("image");
        Assert.Equal(($"{Settings.PublicUrl}{path}", 1600, 1200), (image.GetProperty("url").GetString(), image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
    }

    [Fact]
    public async Task Without_a_credit_there_is_no_caption() =>
        Assert.Null((await ArticleAsync(With(new StoredImage(null, "Ratusz", Photo with { Credit = null })))).QuerySelector("figcaption"));

    [Fact]
    public async Task A_picture_in_one_size_only_offers_no_others()
    {
        IElement picture = (await ArticleAsync(With(new StoredImage(null, "Ikona", Photo with { Width = 300, Height = 200 })))).QuerySelector("main img")!;
        Assert.Equal(("300", null, null), (picture.GetAttribute("width"), picture.GetAttribute("srcset"), picture.GetAttribute("sizes")));
    }

    [Fact]
    public async Task A_picture_elsewhere_looks_as_it_did()
    {
        IHtmlDocument page = await ArticleAsync(With(new StoredImage("https://a.example/b.png", "Ratusz")));
        Assert.Equal(
            "<img class=\"picture\" src=\"https://a.example/b.png\" alt=\"Ratusz\" width=\"1200\" height=\"675\" fetchpriority=\"high\">",
            page.QuerySelector("main img")!.OuterHtml);
        Assert.Equal(("https://a.example/b.png", null), (Meta(page, "og:image"), Meta(page, "og:image:width")));
        Assert.Equal("https://a.example/b.png", A.Json(page.Scripts.Single().Text).GetProperty("image").GetString());
    }

    [Fact]
    public async Task A_list_shows_the_important_part_of_a_picture()
    {
        Announcement announcement = With(new StoredImage(null, "Ratusz", Photo));
        PageItem item = Assert.Single(Presenter().Items([announcement], new CategorySet(0, [])));
        string page = await PageAnswerTextAsync(Bulletin.Pages.Slices.List.Create(new ListPage
        {
            Frame = new PageFrame { Site = Site.Frame, Heading = "Aktualności", Language = "pl" },
            Heading = "Aktualności",
            WhenEmpty = "Nic",
            Items = [item],
        }));
        IElement picture = new HtmlParser().ParseDocument(page).QuerySelector("article img")!;
        string path = $"/media/{announcement.Id}/{Photo.Id}/ratusz.jpg";
        Assert.Equal(($"{path}?width=400&crop=16x9", "400", "225"), (picture.GetAttribute("src"), picture.GetAttribute("width"), picture.GetAttribute("height")));
        Assert.Equal($"{path}?width=400&crop=16x9 400w, {path}?width=800&crop=16x9 800w", picture.GetAttribute("srcset"));
    }

    [Fact]
    public async Task Attachments_are_listed_with_kind_size_and_a_word_if_not_everybody_can_read_them()
    {
        Announcement announcement = A.Published() with
        {
            Attachments =
            [
                new Attachment(A.Document with { Bytes = 1_234_567, IsAccessible = false }, "Uchwała <nr 1>"),
                new Attachment(A.Document with { Id = Guid.NewGuid(), Bytes = 345_000, IsAccessible = true }, null),
                new Attachment(A.Document with { Id = Guid.NewGuid(), Kind = "csv", Name = "dane.csv", Bytes = 12 }, "Dane"),
            ],
        };
        IHtmlDocument page = await ArticleAsync(announcement);
        IElement section = page.QuerySelector("section.attachments")!;
        Assert.Equal("Załączniki", section.QuerySelector("h2")!.TextContent);
        Assert.Equal(
            ["Uchwała <nr 1> (PDF, 1,2 MB, niedostępny cyfrowo)", "uchwala.pdf (PDF, 345 kB)", "Dane (CSV, 12 B)"],
            section.QuerySelectorAll("li").Select(item => item.TextContent.Replace('\u00a0', ' ').Trim()));
        Assert.Equal($"{Settings.PublicUrl}/media/{announcement.Id}/{A.MediumId}/uchwala.pdf", section.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Without_picture_and_attachments_there_is_no_place_for_them()
    {
        IHtmlDocument page = await ArticleAsync(A.Published());
        Assert.Null(page.QuerySelector("main img, main figure, section.attachments"));
        Assert.Null(Meta(page, "og:image"));
    }

    [Fact]
    public void A_body_shows_the_sites_own_pictures_by_paths_and_those_elsewhere_by_https()
    {
        string own = $"{Settings.PublicUrl}/media/x/y/a.jpg";
        Assert.Equal(
            "<p>a <img loading=\"lazy\" decoding=\"async\" src=\"/media/x/y/a.jpg\" width=\"9\" height=\"9\" srcset=\"/media/x/y/a.jpg?width=400 400w, /media/x/y/a.jpg?width=800 800w\" alt=\"\"></p>",
            PageBody.Fit($"<p>a <img src=\"{own}\" width=\"9\" height=\"9\" srcset=\"{own}?width=400 400w, {own}?width=800 800w\" alt=\"\"></p>", "Table {0}", null, Site));
        Assert.Contains("src=\"https://a.example/b.png\"", PageBody.Fit("<p>a <img src=\"http://a.example/b.png\" alt=\"\"></p>", "Table {0}", null, Site), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1 MB")]
    [InlineData(1_234_567, "1,2 MB")]
    [InlineData(9_949_999, "9,9 MB")]
    [InlineData(9_950_000, "10 MB")]
    [InlineData(100_000_000, "100 MB")]
    public void A_size_has_the_digits_that_a_reader_needs(long bytes, string expected) =>
        Assert.Equal(expected, FileSize.InWords(bytes, PageTexts.For("pl")).Replace('\u00a0', ' '));

    private static Announcement With(StoredImage image) => A.Published() with { Image = image };

    private static PagePresenter Presenter() => new(
        Site,
        new AnnouncementPresenter(
            Settings,
            new ShownBodies(new RenderedBodies(RenderedBodies.DefaultBytes), Settings, NullLogger<ShownBodies>.Instance),
            new MediaAddresses(Settings)),
        TimeProvider.System);

    private static async Task<IHtmlDocument> ArticleAsync(Announcement announcement)
    {
        ArticlePage page = Presenter().Article(announcement, new AnnouncementHistory([new HistoryItem(1, A.Moment, null, null)]), new CategorySet(0, []));
        return new HtmlParser().ParseDocument(await PageAnswerTextAsync(Bulletin.Pages.Slices.Article.Create(page)));
    }

    private static async Task<string> PageAnswerTextAsync(RazorSlices.RazorSlice page) =>
        System.Text.Encoding.UTF8.GetString(await PageAnswer.RenderAsync(page));

    private static string? Meta(IHtmlDocument page, string property) => page.QuerySelector($"meta[property='{property}']")?.GetAttribute("content");
}
