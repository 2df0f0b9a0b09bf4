using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Bulletin.LocalRun.Emulator;
using Bulletin.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bulletin.Benchmarks;

/// <summary>The service in this process, on Kestrel and an Azurite of its own, with every storage request counted.</summary>
internal sealed class MeasuredService : IAsyncDisposable
{
    /// <summary>The token of an admin.</summary>
    public const string Token = "bk_benchmark";

    private readonly Azurite? ownAzurite;
    private readonly WebApplication app;

    private MeasuredService(Azurite? ownAzurite, WebApplication app, StorageMeter meter)
    {
        this.ownAzurite = ownAzurite;
        this.app = app;
        Meter = meter;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public StorageMeter Meter { get; }

    public IServiceProvider Services => app.Services;

    public HttpClient Client { get; }

    /// <summary>The settings of a service that the benchmarks talk to, with colons.</summary>
    public static Dictionary<string, string?> Settings(Azurite azurite) => new()
    {
        ["BulletinStorage"] = azurite.ConnectionString,
        ["Bulletin:PublicUrl"] = "https://news.example.org",
        // One editor writes as fast as it goes.
        ["Bulletin:RateLimits:Writes"] = "0",
        ["Bulletin:RateLimits:WritesPerAddress"] = "0",
        ["Bulletin:RateLimits:Searches"] = "0",
        ["Bulletin:Keys:0:Name"] = "benchmark",
        ["Bulletin:Keys:0:Role"] = "admin",
        ["Bulletin:Keys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token))),
    };

    public static Task<Azurite> StartAzuriteAsync() => Azurite.StartAsync(
        new AzuriteOptions { RepositoryFolder = RepositoryFolder.Find(AppContext.BaseDirectory), InMemory = true }, CancellationToken.None);

    /// <summary>The service on an Azurite of its own.</summary>
    public static async Task<MeasuredService> StartAsync()
    {
        Azurite azurite = await StartAzuriteAsync();
        return await StartAsync(azurite, ownAzurite: azurite);
    }

    /// <summary>The service on an Azurite that others use too.</summary>
    public static Task<MeasuredService> StartAsync(Azurite azurite) => StartAsync(azurite, ownAzurite: null);

    private static async Task<MeasuredService> StartAsync(Azurite azurite, Azurite? ownAzurite)
    {
        var meter = new StorageMeter();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(azurite)).Build();
        builder.Services.AddBulletin(BulletinSettings.Read(configuration, isDevelopment: false), meter);
        WebApplication app = builder.Build();
        app.Run(app.Services.GetRequiredService<BulletinApp>().Pipeline);
        await app.StartAsync();
        return new MeasuredService(ownAzurite, app, meter);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        if (ownAzurite is not null)
        {
            await ownAzurite.DisposeAsync();
        }
    }
}
