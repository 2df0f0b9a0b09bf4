using Bulletin.LocalRun.Emulator;
using Bulletin.Settings;
using Microsoft.Extensions.Configuration;

namespace Bulletin.LocalRun;

/// <summary>The local run's emulator, sample content and greeting.</summary>
internal sealed class LocalSite : IAsyncDisposable
{
    private const string TitleSetting = "Bulletin:Title";
    private const int BlobPort = 10000;
    private const int TablePort = 10002;

    private readonly Azurite? azurite;

    private LocalSite(Azurite? azurite) => this.azurite = azurite;

    /// <summary>
    /// Starts the emulator, unless the settings name another storage or an emulator already runs.
    /// </summary>
    /// <exception cref="LocalStorageException">The emulator cannot be started; the message says what to do.</exception>
    public static async Task<LocalSite> PrepareAsync(ConfigurationManager configuration, CancellationToken cancellation)
    {
        if (!LocalSettings.NameEmulator(configuration))
        {
            return new LocalSite(null);
        }

        if (string.IsNullOrWhiteSpace(configuration[TitleSetting]))
        {
            // The title of the sample site.
            configuration[TitleSetting] = "Metropolia Nadwiślańska";
        }

        SamplePages.UseWhenNoneAreSet(configuration, DateOnly.FromDateTime(DateTime.Today));

        if (await Azurite.AnswersAsync(StorageService.Table, Azurite.EndpointOf(TablePort), cancellation))
        {
            Console.WriteLine($"Using the table storage that answers on port {TablePort}.");
            if (!await Azurite.AnswersAsync(StorageService.Blob, Azurite.EndpointOf(BlobPort), cancellation))
            {
                Console.WriteLine($"No blob storage answers on port {BlobPort}: there can be no pictures and attachments.");
            }

            return new LocalSite(null);
        }

        Azurite azurite = await Azurite.StartAsync(
            new AzuriteOptions
            {
                RepositoryFolder = RepositoryFolder.Find(AppContext.BaseDirectory),
                BlobPort = BlobPort,
                TablePort = TablePort,
                Log = Console.WriteLine,
            },
            cancellation);
        return new LocalSite(azurite);
    }

    /// <summary>Loads the sample content into a site that has never been written to.</summary>
    public static async Task LoadSampleOnceAsync(BulletinSettings settings, CancellationToken cancellation)
    {
        if (settings.IsLocal)
        {
            await SampleContent.LoadOnceAsync(settings, Console.WriteLine, cancellation);
        }
    }

    /// <summary>Prints the addresses of the service and the key for editing.</summary>
    public void Announce(IEnumerable<string> urls, BulletinSettings settings)
    {
        string url = urls.FirstOrDefault() ?? settings.PublicUrl;
        Console.WriteLine();
        Console.WriteLine($"Bulletin is at     {string.Join(", ", urls)}");
        Console.WriteLine($"  for readers      {url}/api/announcements   {url}/api/categories   {url}/feed.atom");
        Console.WriteLine($"  for editors      {url}/api/editor/announcements");
        if (settings.IsLocal)
        {
            string token = BulletinSettings.LocalAdminToken;
            Console.WriteLine($"  admin key        {token}   (Authorization: Bearer {token}; on this machine only)");
        }

        Console.WriteLine(azurite is null
            ? "Storage is one that was there already: it is not stopped with the service."
            : $"Storage is Azurite at {azurite.TableEndpoint} (tables) and {azurite.BlobEndpoint} (pictures and attachments).");
        Console.WriteLine("Ctrl+C stops it.");
        Console.WriteLine();
    }

    public ValueTask DisposeAsync() => azurite?.DisposeAsync() ?? ValueTask.CompletedTask;
}
