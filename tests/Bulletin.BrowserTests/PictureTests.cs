namespace Bulletin.BrowserTests;

/// <summary>Pictures: their texts, their boxes, and when they load.</summary>
public sealed class PictureTests(Sites sites) : PageTests(sites)
{
    [Theory]
    [InlineData("list")]
    [InlineData("second page")]
    [InlineData("article")]
    [InlineData("English")]
    [InlineData("Arabic")]
    [InlineData("results")]
    public async Task Every_picture_has_a_text_and_a_box_and_those_below_the_fold_wait(string page)
    {
        IPage opened = await OpenAsync(page);
        Assert.NotEqual(0, await opened.Locator("main img").CountAsync());
        AssertNone((await RunAsync<string[][]>(opened, "pictures")).SelectMany(found => found));
    }

    [Theory]
    [InlineData("list", 1280)]
    [InlineData("list", 320)]
    [InlineData("second page", 1280)]
    [InlineData("article", 1280)]
    [InlineData("article", 320)]
    [InlineData("English", 1280)]
    [InlineData("Arabic", 1280)]
    public async Task Pictures_that_come_late_move_nothing(string page, int width)
    {
        // In a window as tall as the page, all of it is watched, and all pictures load.
        var look = new Look { Width = width, Height = 12_000, HasScripts = true };
        FilledSite site = await SiteAsync(look);
        IPage opened = await NewPageAsync(look, site);
        var late = new TaskCompletionSource();
        await opened.RouteAsync($"{FilledSite.Pictures}/**", async route =>
        {
            await late.Task;
            await Picture.AnswerAsync(route);
        });
        await opened.GotoAsync(site.Of(page).AbsoluteUri, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        // Everything else has been painted by now.
        await opened.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        late.SetResult();
        AssertNone(await RunAsync<string[]>(opened, "shift"));
    }
}
