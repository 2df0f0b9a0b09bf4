using System.Net.Http.Headers;
using Azure.Core.Pipeline;
using Bulletin.Archiving;
using Bulletin.Categories;
using Bulletin.Http;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>
/// The service in this process: the real pipeline on a real Kestrel over real HTTP, with a table of its own on the test run's
/// Azurite and a clock that the test moves.
/// </summary>
public sealed class Service : IAsyncDisposable
{
    private readonly WebApplication app;

    private Service(WebApplication app, FakeTimeProvider clock)
    {
        this.app = app;
        Clock = clock;
        Address = new Uri(app.Urls.Single());
    }

    public FakeTimeProvider Clock { get; }

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    /// <param name="azurite">The emulator; or null when <paramref name="settings"/> name another storage.</param>
    /// <param name="settings">Settings in addition to the usual ones, with colons.</param>
    /// <param name="clock">A clock to share with another instance, or null for one that starts at the real time.</param>
    /// <param name="table">The table of another instance, or null for a new one.</param>
    /// <param name="observer">Sees every storage request.</param>
    /// <param name="logs">Takes what is logged, or null.</param>
    /// <param name="change">Changes the registered services, if given.</param>
    public static async Task<Service> StartAsync(
        AzuriteFixture? azurite,
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        FakeTimeProvider? clock = null,
        string? table = null,
        HttpPipelinePolicy? observer = null,
        ILoggerProvider? logs = null,
        Action<IServiceCollection>? change = null)
    {
        clock ??= new FakeTimeProvider(DateTimeOffset.UtcNow);
        WebApplicationBuilder builder = Loopback.CreateBuilder();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs);
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024);
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(TestKeys.Settings(azurite?.ConnectionString, table))
            .AddInMemoryCollection(settings ?? [])
            .Build();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddBulletin(BulletinSettings.Read(configuration, isDevelopment: false), observer);
        change?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.Run(app.Services.GetRequiredService<BulletinApp>().Pipeline);
        await app.StartAsync();
        return new Service(app, clock);
    }

    /// <summary>A client with a credential, or without one.</summary>
    public HttpClient Client(string? token = null) => Client(Address, token);

    public static HttpClient Client(Uri address, string? token)
    {
        // Redirects are part of the contract: a test sees them as they are.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    /// <summary>Runs both timers once, as a host does on their schedules.</summary>
    public async Task RunTimersAsync()
    {
        await Services.GetRequiredService<PublishDueAnnouncements>().RunAsync(CancellationToken.None);
        await Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(CancellationToken.None);
    }

    /// <summary>Starts to merge a category and stops after some commits, the first of which creates the alias.</summary>
    public async Task CutOffMergeAsync(string slug, string target, int afterCommits)
    {
        using var stop = new CancellationTokenSource();
        SiteWriter writer = Services.GetRequiredService<SiteWriter>();
        int commits = 0;
        void Count(SiteWrite write)
        {
            if (++commits == afterCommits)
            {
                stop.Cancel();
            }
        }

        writer.Committed += Count;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Services.GetRequiredService<CategoryEditor>()
            .DeleteAsync(slug, target, IfMatch.Read(new DefaultHttpContext()), new Actor("admin", Role.Admin), stop.Token));
        writer.Committed -= Count;
    }

    /// <summary>The violations of the invariants; none when all is well.</summary>
    public async Task<IReadOnlyList<string>> VerifyAsync() =>
        (await Services.GetRequiredService<Maintenance>().VerifyAsync(CancellationToken.None)).Violations;

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
