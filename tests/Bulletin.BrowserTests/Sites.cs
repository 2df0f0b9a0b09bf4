using Bulletin.IntegrationTests;

namespace Bulletin.BrowserTests;

/// <summary>The browser and the sites that all tests look at: one in each language of the pages, started when a test asks for it.</summary>
public sealed class Sites(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly Dictionary<string, FilledSite> started = [];

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
public sealed class SitesCollection : ICollectionFixture<Sites>;
