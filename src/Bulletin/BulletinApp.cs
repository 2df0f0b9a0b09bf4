using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Changes;
using Bulletin.Documentation;
using Bulletin.Feeds;
using Bulletin.Http;
using Bulletin.Search;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin;

/// <summary>
/// The service as one pipeline, which every host runs: what the read cache has at hand, errors, routing, CORS, authentication, authorization, endpoints. It knows
/// nothing of the host.
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
        app.Use(next => context => cache.TryAnswer(context, out Task answered) ? answered : next(context));
        app.UseMiddleware<ErrorMiddleware>();
        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<BearerAuthentication>();
        app.UseAuthorization();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapAnnouncements();
            endpoints.MapEditorsAnnouncements();
            endpoints.MapCategories();
            endpoints.MapKeys();
            endpoints.MapSearch();
            endpoints.MapChanges();
            endpoints.MapFeeds();
            endpoints.MapSitemap();
            endpoints.MapHealth();
            endpoints.MapProblems();
            endpoints.MapDocumentation();
            mapped = endpoints.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        });
        return new BulletinApp(app.Build(), mapped);
    }
}
