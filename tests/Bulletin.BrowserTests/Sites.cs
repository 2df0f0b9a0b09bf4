using Bulletin.IntegrationTests;

namespace Bulletin.BrowserTests;

/// <summary>The browser and the sites that all tests look at: one in each language of the pages, started when a test asks for it.</summary>
public sealed class Sites(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly Dictionary<string, FilledSite> started = [];
    private readonly Dictionary<bool, IPage> windows = [];

    /// <summary>The browser; null without one, and then no test runs.</summary>
    internal Browser? Browser { get; private set; }

    internal async Task<FilledSite> InAsync(string language)
    {
        if (!started.TryGetValue(language, out FilledSite? site))
        {
            site = await FilledSite.StartAsync(azurite, language);
            started.Add(language, site);
        }

        return site;
    }

    /// <summary>The window in which tests open pages, with JavaScript or without: a new one for each would take most of the time.</summary>
    internal async Task<IPage> WindowAsync(bool hasScripts)
    {
        if (!windows.TryGetValue(hasScripts, out IPage? window))
        {
            window = await NewWindowAsync(hasScripts);
            windows.Add(hasScripts, window);
        }

        return window;
    }

    /// <summary>Opens a window of its own context.</summary>
    internal async Task<IPage> NewWindowAsync(bool hasScripts)
    {
        IBrowserContext context = await Browser!.Chromium.NewContextAsync(new() { JavaScriptEnabled = hasScripts });
        await context.RouteAsync($"{FilledSite.Pictures}/**", Picture.AnswerAsync);
        return await context.NewPageAsync();
    }

    public async ValueTask InitializeAsync() => Browser = Browser.Exists ? await Browser.StartAsync() : null;

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        foreach (FilledSite site in started.Values)
        {
            await site.DisposeAsync();
        }
    }
}

/// <summary>All tests, one after the other: they share the browser and the sites.</summary>
[CollectionDefinition(nameof(Sites))]
public sealed class SharedSites : ICollectionFixture<Sites>;
