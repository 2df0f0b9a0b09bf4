using Bulletin.Access;
using Bulletin.Audit;
using Bulletin.Categories;
using Bulletin.Changes;
using Bulletin.Documentation;
using Bulletin.Editing;
using Bulletin.Editing.Batches;
using Bulletin.Editing.Drafts;
using Bulletin.Editing.Revisions;
using Bulletin.Feeds;
using Bulletin.Http;
using Bulletin.Previews;
using Bulletin.Reading;
using Bulletin.Settings;
using Bulletin.Transfer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using IPNetwork = System.Net.IPNetwork;

namespace Bulletin;

/// <summary>
/// The service as one pipeline, which every host runs: telemetry, what the read cache has at hand, security headers, errors, forwarded
/// headers, routing, CORS, canonical addresses, authentication, rate limits, authorization, endpoints. It knows nothing of the host.
/// </summary>
public sealed class BulletinApp
{
    private BulletinApp(RequestDelegate pipeline, IReadOnlyList<RouteEndpoint> endpoints)
    {
        Pipeline = pipeline;
        Endpoints = endpoints;
    }

    /// <summary>Answers a request. The context's services are those that <see cref="BulletinServices.AddBulletin"/> added.</summary>
    public RequestDelegate Pipeline { get; }

    /// <summary>The operations, each with its name, route and methods: the one list of them.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints { get; }

    /// <summary>Builds the pipeline.</summary>
    /// <param name="services">The services that <see cref="BulletinServices.AddBulletin"/> added.</param>
    public static BulletinApp Build(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        IReadOnlyList<RouteEndpoint> mapped = [];
        ReadCache cache = services.GetRequiredService<ReadCache>();
        SecurityHeaders security = services.GetRequiredService<SecurityHeaders>();
        RateLimits limits = services.GetRequiredService<RateLimits>();
        app.Use(next => context => RequestTelemetry.ObserveAsync(context, next));
        app.Use(next => context => cache.TryAnswer(context, out Task answered) ? answered : next(context));
        app.Use(next => context => security.SetAsync(context, next));
        app.UseMiddleware<ErrorMiddleware>();
        UseForwardedHeaders(app, services.GetRequiredService<BulletinSettings>());
        app.UseRouting();
        app.UseCors();
        app.Use(next => context => CanonicalAddress.CheckAsync(context, next));
        app.UseMiddleware<BearerAuthentication>();
        app.Use(next => context => limits.CountAsync(context, next));
        app.UseAuthorization();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapAnnouncements();
            endpoints.MapEditorsAnnouncements();
            endpoints.MapBatches();
            endpoints.MapRevisions();
            endpoints.MapHistory();
            endpoints.MapPurging();
            endpoints.MapDrafts();
            endpoints.MapPreviews();
            endpoints.MapCategories();
            endpoints.MapKeys();
            endpoints.MapSearch();
            endpoints.MapChanges();
            endpoints.MapAudit();
            endpoints.MapTransfer();
            endpoints.MapFeeds();
            endpoints.MapSitemap();
            endpoints.MapHealth();
            endpoints.MapProblems();
            endpoints.MapDocumentation();
            mapped = endpoints.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        });
        return new BulletinApp(app.Build(), mapped);
    }

    // The client's address, and nothing else: links are made of Bulletin:PublicUrl. A proxy writes the address of whoever asked it at the
    // end; what stands before that came from there and says nothing, unless whoever asked is a trusted proxy too. So the list of proxies
    // is the limit, and no number of entries is. With an empty list the middleware would trust everybody: then there is none.
    private static void UseForwardedHeaders(ApplicationBuilder app, BulletinSettings settings)
    {
        if (settings.TrustedProxies.IsEmpty)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (IPNetwork network in settings.TrustedProxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
