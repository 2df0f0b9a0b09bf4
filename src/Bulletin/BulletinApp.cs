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
using Bulletin.Library;
using Bulletin.Pages;
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
/// The service as one pipeline, which is the same in every host: telemetry, the path of the public URL, read cache, security
/// headers, errors, forwarded headers, routing, CORS, canonical URLs, authentication, rate limits, authorization, endpoints.
/// It does not depend on the host.
/// </summary>
public sealed class BulletinApp
{
    private BulletinApp(RequestDelegate pipeline, IReadOnlyList<RouteEndpoint> endpoints)
    {
        Pipeline = pipeline;
        Endpoints = endpoints;
    }

    /// <summary>
    /// The pipeline. The request services must be those added by <see cref="BulletinServices.AddBulletin"/>.
    /// </summary>
    public RequestDelegate Pipeline { get; }

    /// <summary>The only list of all operations, each with its name, route and methods.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints { get; }

    /// <summary>Builds the pipeline.</summary>
    /// <param name="services">The services added by <see cref="BulletinServices.AddBulletin"/>.</param>
    public static BulletinApp Build(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        IReadOnlyList<RouteEndpoint> mapped = [];
        ReadCache cache = services.GetRequiredService<ReadCache>();
        ReadCache media = services.GetRequiredService<MediaCache>().Answers;
        SecurityHeaders security = services.GetRequiredService<SecurityHeaders>();
        RateLimits limits = services.GetRequiredService<RateLimits>();
        string root = services.GetRequiredService<BulletinSettings>().Root;
        app.Use(next => context => RequestTelemetry.ObserveAsync(context, next));
        if (root.Length > 0)
        {
            app.Use(next => context => PublicPath.AddAsync(context, next, root));
        }

        app.Use(next => context =>
            cache.TryAnswer(context, out Task answered) || media.TryAnswer(context, out answered) ? answered : next(context));
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
            endpoints.MapMedia();
            endpoints.MapMediaFiles();
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
            if (services.GetRequiredService<BulletinSettings>().Pages.Enabled)
            {
                endpoints.MapPages();
                endpoints.MapPageFiles();
            }

            mapped = endpoints.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        });
        return new BulletinApp(app.Build(), mapped);
    }

    // Only the client's address is taken over; links use Bulletin:PublicUrl. A proxy appends the address of its own
    // client. Earlier entries come from that client and can be trusted only if it is a trusted proxy, too, so the list
    // of proxies limits how many entries are used, and ForwardLimit is null. With an empty list the middleware would
    // trust everybody, so it is not added.
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
