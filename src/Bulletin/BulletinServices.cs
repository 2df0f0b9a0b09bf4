using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Archiving;
using Bulletin.Audit;
using Bulletin.Categories;
using Bulletin.Changes;
using Bulletin.Content;
using Bulletin.Content.Pictures;
using Bulletin.Editing;
using Bulletin.Editing.Batches;
using Bulletin.Editing.Drafts;
using Bulletin.Feeds;
using Bulletin.Http;
using Bulletin.Library;
using Bulletin.Media;
using Bulletin.Pages;
using Bulletin.Previews;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Search;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Transfer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Bulletin;

/// <summary>Registers the service in a host.</summary>
public static class BulletinServices
{
    /// <summary>Registers everything that <see cref="BulletinApp"/> and the timers need.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="observer">
    /// A pipeline policy that observes every storage request, for measurements; usually null.
    /// </param>
    public static IServiceCollection AddBulletin(
        this IServiceCollection services, BulletinSettings settings, HttpPipelinePolicy? observer = null)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        TableClient reads = TableOf(settings, settings.Table, ReadOptions(observer));
        TableClient transactions = TableOf(settings, settings.Table, TransactionOptions(observer));
        services.AddSingleton(new SiteTable(settings.Site, reads, transactions));
        services.AddSingleton(new SearchSnapshots(new SiteTable(SearchSnapshots.PartitionOf(settings.Site), reads, transactions)));
        services.AddSingleton(provider => new ApiKeyUses(
            new SiteTable(ApiKeyUses.PartitionOf(settings.Site), reads, transactions), provider.GetRequiredService<ILogger<ApiKeyUses>>()));
        services.AddMediaStorage(settings, observer);
        services.AddSingleton(new SiteWriterLimits { RevisionsKept = settings.RevisionsKept });
        services.AddSingleton<SiteWriter>();
        services.AddSingleton(provider => new CategoryCache(
            provider.GetRequiredService<SiteTable>(), provider.GetRequiredService<TimeProvider>(), CategoryLimits(settings)));
        services.AddSingleton(provider => CacheOf(provider, settings.CacheBytes));
        services.AddSingleton<CategoryEditor>();
        services.AddSingleton<AnnouncementReader>();
        services.AddSingleton(CatalogOf);
        services.AddSingleton<AnnouncementSearch>();
        services.AddSingleton<AnnouncementLists>();
        services.AddSingleton<ChangesReader>();
        services.AddSingleton<FeedReader>();
        services.AddSingleton<Sitemap>();
        services.AddSingleton(new BodyPreparationLimits());
        services.AddSingleton<BodyPreparation>();
        services.AddSingleton<AnnouncementEditor>();
        services.AddSingleton<DraftEditor>();
        services.AddSingleton<PreviewSigner>();
        services.AddSingleton<PreviewLinks>();
        services.AddSingleton<AnnouncementBatch>();
        services.AddSingleton(new RenderedBodies(RenderedBodies.DefaultBytes));
        services.AddSingleton<ShownBodies>();
        services.AddSingleton<MediaAddresses>();
        services.AddMedia(settings);
        services.AddSingleton<AnnouncementPresenter>();
        services.AddSingleton<PublicAnnouncements>();
        services.AddSingleton<PublicHistories>();
        services.AddPages();
        services.AddAudit(settings, observer);
        services.AddSingleton<Exporter>();
        services.AddSingleton<FileExport>();
        services.AddSingleton(new TransferLimits());
        services.AddSingleton<Importer>();
        services.AddSingleton<MediaFolder>();
        services.AddTimers();
        services.AddSingleton(provider => new Maintenance(
            provider.GetRequiredService<SiteTable>(),
            provider.GetRequiredService<BlobStore>(),
            provider.GetRequiredService<SiteWriter>(),
            provider.GetRequiredService<BulletinSettings>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHttp(settings);
        services.AddSingleton(BulletinApp.Build);
        return services;
    }

    /// <summary>
    /// Reads the categories, which every list needs, while the host is starting, so that they are ready for the first
    /// request. If storage is unavailable, the first request reads them. Logs what the declaration of accessibility lacks.
    /// </summary>
    /// <param name="services">The services added by <see cref="AddBulletin"/>.</param>
    public static async Task WarmUpAsync(this IServiceProvider services)
    {
        DeclarationCheck.LogWarnings(
            services.GetRequiredService<BulletinSettings>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DeclarationCheck)));
        try
        {
            await Task
                .Run(() => services.GetRequiredService<CategoryCache>().ReadAsync(CancellationToken.None).AsTask())
                .ConfigureAwait(false);
        }
        catch (Exception away) when (away is UnavailableException or Azure.RequestFailedException or InvalidDataException)
        {
            services
                .GetRequiredService<ILoggerFactory>()
                .CreateLogger(typeof(BulletinServices))
                .LogWarning(away, "Storage could not be read at the start.");
        }
    }

    // Readers may see categories that are a few seconds old, even if nothing else is cached.
    private static RefillLimits CategoryLimits(BulletinSettings settings) =>
        new() { Fresh = TimeSpan.FromSeconds(5), Stale = settings.CacheStale };

    private static ReadCache CacheOf(IServiceProvider services, long bytes)
    {
        var cache = new ReadCache(services.GetRequiredService<BulletinSettings>(), bytes, services.GetRequiredService<TimeProvider>());
        // The search index must be notified of a write before cached responses are dropped, or one might be made again
        // from the old index.
        services.GetRequiredService<SearchCatalog>();
        services.GetRequiredService<SiteWriter>().Committed += cache.Drop;
        return cache;
    }

    private static SearchCatalog CatalogOf(IServiceProvider services)
    {
        var catalog = new SearchCatalog(
            services.GetRequiredService<SiteTable>(),
            services.GetRequiredService<SearchSnapshots>(),
            services.GetRequiredService<AnnouncementReader>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<BulletinSettings>().CacheStale,
            services.GetRequiredService<ILogger<SearchCatalog>>());
        services.GetRequiredService<SiteWriter>().Committed += catalog.Note;
        return catalog;
    }

    private static void AddMedia(this IServiceCollection services, BulletinSettings settings)
    {
        services.AddSingleton<PictureMaker>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<PictureFiles>();
        services.AddSingleton<MediaUses>();
        services.AddSingleton<MediaWork>();
        services.AddSingleton<MediumEditor>();
        services.AddSingleton<MediaLists>();
        services.AddSingleton<LargeUploads>();
        services.AddSingleton(provider => new MediaCache(CacheOf(provider, settings.Media.CacheBytes)));
        services.AddSingleton<PublicMedia>();
    }

    private static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton<PageAssets>();
        services.AddSingleton<PageSite>();
        services.AddSingleton<PagePresenter>();
        services.AddSingleton<ArchiveCalendar>();
        services.AddSingleton<PageLists>();
        services.AddSingleton<SearchPages>();
        services.AddSingleton(provider => new PageErrors(
            new Lazy<PageSite>(provider.GetRequiredService<PageSite>), provider.GetRequiredService<BulletinSettings>()));
    }

    private static void AddAudit(this IServiceCollection services, BulletinSettings settings, HttpPipelinePolicy? observer)
    {
        string table = settings.Table + AuditTable.Suffix;
        services.AddSingleton(new AuditTable(
            settings.Site, TableOf(settings, table, ReadOptions(observer)), TableOf(settings, table, TransactionOptions(observer))));
        services.AddSingleton<AuditLog>();
        services.AddSingleton<RefusedRequests>();
        // A hosted service gets time to write the rest when the host stops.
        services.AddHostedService(provider => provider.GetRequiredService<RefusedRequests>());
    }

    private static void AddMediaStorage(this IServiceCollection services, BulletinSettings settings, HttpPipelinePolicy? observer)
    {
        BlobContainerClient container = ContainerOf(settings.Media, BlobOptions(observer));
        services.AddSingleton(provider => new BlobStore(
            container, new BlobAddresses(container, provider.GetRequiredService<TimeProvider>()), new BlobPatience()));
    }

    private static void AddHttp(this IServiceCollection services, BulletinSettings settings)
    {
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<SecurityHeaders>();
        services.AddSingleton<ApiKeyEditor>();
        if (settings.Oidc is { } oidc)
        {
            services.AddSingleton(provider => OidcOf(provider, oidc));
        }

        services.AddRouting();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusal>();
        services.AddAuthorizationBuilder()
            .AddPolicy(nameof(Role.Author), policy => policy.RequireRole(nameof(Role.Author), nameof(Role.Editor), nameof(Role.Admin)))
            .AddPolicy(nameof(Role.Editor), policy => policy.RequireRole(nameof(Role.Editor), nameof(Role.Admin)))
            .AddPolicy(nameof(Role.Admin), policy => policy.RequireRole(nameof(Role.Admin)));
        services.AddCors(cors => AddPolicies(cors, settings));
    }

    private static OidcTokens OidcOf(IServiceProvider services, OidcSettings settings)
    {
        TimeProvider clock = services.GetRequiredService<TimeProvider>();
        ILogger log = services.GetRequiredService<ILogger<OidcIssuer>>();
        return new OidcTokens(settings, new OidcIssuer(settings, OidcIssuer.NewClient(), clock, log), clock);
    }

    private static void AddPolicies(CorsOptions cors, BulletinSettings settings)
    {
        cors.AddPolicy(EndpointConventions.ReadersCors, policy => policy
            .AllowAnyOrigin().WithMethods(PublicAnswer.Methods).AllowAnyHeader().WithExposedHeaders(PublicAnswer.ExposedHeaders));
        cors.AddPolicy(EndpointConventions.EditorsCors, policy => policy
            .WithOrigins([.. settings.CorsOrigins]).AllowAnyMethod()
            .WithHeaders(
                HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, "Idempotency-Key")
            .WithExposedHeaders(PublicAnswer.ExposedHeaders));
    }

    private static TableClient TableOf(BulletinSettings settings, string table, TableClientOptions options) =>
        settings.StorageConnectionString is { } connection
            ? new TableClient(connection, table, options)
            : new TableClient(settings.TableServiceUri, table, CredentialOf(settings.StorageClientId), options);

    private static BlobContainerClient ContainerOf(MediaSettings settings, BlobClientOptions options) =>
        settings.ConnectionString is { } connection
            ? new BlobContainerClient(connection, settings.Container, options)
            : new BlobServiceClient(settings.BlobServiceUri, CredentialOf(settings.ClientId), options)
                .GetBlobContainerClient(settings.Container);

    // A managed identity on Azure; on a developer's machine, the account signed in there.
    private static TokenCredential CredentialOf(string? clientId) => clientId is { } client
        ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client))
        : new DefaultAzureCredential();

    private static TableClientOptions ReadOptions(HttpPipelinePolicy? observer)
    {
        TableClientOptions options = TransactionOptions(observer);
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(1);
        return options;
    }

    private static TableClientOptions TransactionOptions(HttpPipelinePolicy? observer)
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(2.5);
        Observe(options, StorageTelemetry.Tables, observer);
        return options;
    }

    private static BlobClientOptions BlobOptions(HttpPipelinePolicy? observer)
    {
        // A developer's own Azurite refuses versions that are newer than itself.
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05);
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        // For each try, the sending of content included, and for each read of content.
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        Observe(options, StorageTelemetry.Blobs, observer);
        return options;
    }

    private static void Observe(ClientOptions options, StorageTelemetry telemetry, HttpPipelinePolicy? observer)
    {
        options.Diagnostics.IsTelemetryEnabled = false;
        options.AddPolicy(telemetry, HttpPipelinePosition.PerCall);
        if (observer is not null)
        {
            options.AddPolicy(observer, HttpPipelinePosition.PerRetry);
        }
    }
}
