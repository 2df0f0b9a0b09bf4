using System.Text.Json;

namespace Bulletin.BrowserTests;

/// <summary>The window, theme and language in which a test opens a page.</summary>
internal sealed record Look
{
    /// <summary>The language of the site.</summary>
    public string Language { get; init; } = "pl";

    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 800;

    public bool IsDark { get; init; }

    /// <summary>False by default: pages need no script, and a test can look at them all the same.</summary>
    public bool HasScripts { get; init; }
}

/// <summary>
/// Base class of the tests of pages. Each of them fails if a page that it opened wrote to the console, was refused something by its
/// policy, asked another origin for anything but pictures, or left a cookie.
/// </summary>
[Collection(nameof(Sites))]
public abstract class PageTests(Sites sites) : IAsyncLifetime
{
    private readonly HashSet<IPage> watched = [];
    private readonly HashSet<IPage> own = [];
    private readonly List<string> unwanted = [];

    /// <summary>The origins that pages may ask: the site, pictures, and pages in which it is embedded.</summary>
    private readonly List<string> origins = [FilledSite.Pictures];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>All pages; the error pages, too.</summary>
    public static TheoryData<string> AllPages => [.. Pages];

    protected static string[] Pages =>
    [
        "list", "second page", "category", "empty category", "archive", "year", "month", "search", "results", "no results", "article",
        "changed", "archived", "media", "English", "Arabic", "Ukrainian", "Japanese", "long word", "emoji", "markup", "preview",
        "not found", "gone", "declaration",
    ];

    protected static string[] Articles =>
        ["article", "changed", "archived", "media", "English", "Arabic", "Ukrainian", "Japanese", "long word", "emoji", "markup", "preview"];

    protected static string[] Languages => ["pl", "en", "uk"];

    /// <summary>Time for what needs time: nothing in these tests waits for a fixed one.</summary>
    protected static TimeSpan Patience => TimeSpan.FromSeconds(30);

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(sites.Browser is null, Browser.Absence);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IPage window in watched)
        {
            // The browser reports everything that the page did before it answers this.
            await window.TitleAsync();
            unwanted.AddRange((await window.Context.CookiesAsync()).Select(cookie => $"a cookie: {cookie.Name}"));
            window.Console -= NoteConsole;
            window.PageError -= NoteError;
            window.Request -= NoteRequest;
        }

        foreach (IPage window in own)
        {
            await window.Context.DisposeAsync();
        }

        AssertNone(unwanted);
        GC.SuppressFinalize(this);
    }

    private protected Task<FilledSite> SiteAsync(Look? look = null) => sites.InAsync((look ?? new Look()).Language);

    /// <summary>Opens a page, by its name or its path, and waits for it with its pictures.</summary>
    private protected async Task<IPage> OpenAsync(string page, Look? look = null, Func<IPage, Task>? before = null)
    {
        look ??= new Look();
        FilledSite site = await SiteAsync(look);
        IPage opened = before is null
            ? await LookAsync(await sites.WindowAsync(look.HasScripts), look, site)
            : await NewPageAsync(look, site);
        if (before is not null)
        {
            await before(opened);
        }

        await GoAsync(opened, page, look);
        return opened;
    }

    /// <summary>Goes to another page in the same window.</summary>
    private protected async Task GoAsync(IPage window, string page, Look? look = null)
    {
        FilledSite site = await SiteAsync(look);
        await window.GotoAsync(new Uri(site.Address, site.Paths.GetValueOrDefault(page, page)).AbsoluteUri);
    }

    /// <summary>Runs one of the functions in the folder Scripts in a page.</summary>
    private protected static async Task<T> RunAsync<T>(IPage page, string script, object? argument = null)
    {
        JsonElement? result = await page.EvaluateAsync(Script.Read(script), argument);
        return result is { } value ? value.Deserialize<T>(JsonSerializerOptions.Web)! : default!;
    }

    /// <summary>Opens a window that no other test uses.</summary>
    private protected async Task<IPage> NewPageAsync(Look look, FilledSite site)
    {
        IPage window = await sites.NewWindowAsync(look.HasScripts);
        own.Add(window);
        return await LookAsync(window, look, site);
    }

    /// <summary>Allows requests to another origin.</summary>
    protected void Allow(Uri origin) => origins.Add(origin.GetLeftPart(UriPartial.Authority));

    /// <summary>Returns true for the line with which Chromium tells of the status of an error page itself.</summary>
    protected virtual bool IsExpected(IPage page, IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal)
        && message.Location.StartsWith(page.Url, StringComparison.Ordinal);

    /// <summary>Fails with everything that was found, each on a line.</summary>
    protected static void AssertNone(IEnumerable<string> found)
    {
        string[] lines = [.. found.Distinct()];
        Assert.True(lines.Length == 0, string.Join('\n', lines));
    }

    private async Task<IPage> LookAsync(IPage window, Look look, FilledSite site)
    {
        Allow(site.Address);
        await window.SetViewportSizeAsync(look.Width, look.Height);
        await window.EmulateMediaAsync(new()
        {
            Media = Microsoft.Playwright.Media.Null,
            ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        if (watched.Add(window))
        {
            window.SetDefaultTimeout((float)Patience.TotalMilliseconds);
            window.Console += NoteConsole;
            window.PageError += NoteError;
            window.Request += NoteRequest;
        }

        return window;
    }

    private void NoteConsole(object? sender, IConsoleMessage message)
    {
        if (!IsExpected((IPage)sender!, message))
        {
            unwanted.Add($"a console message: {message.Text}");
        }
    }

    private void NoteError(object? sender, string error) => unwanted.Add(error);

    private void NoteRequest(object? sender, IRequest request)
    {
        if (!origins.Contains(new Uri(request.Url).GetLeftPart(UriPartial.Authority)))
        {
            unwanted.Add($"a request to another origin: {request.Url}");
        }
    }
}
