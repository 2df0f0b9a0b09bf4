using Bulletin.Categories;
using Bulletin.Content;
using Bulletin.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Announcements;

/// <summary>The operations on announcements that are for readers. They take no credentials: what they say is the same for everybody.</summary>
internal static class AnnouncementsApi
{
    /// <summary>The most categories of one filter.</summary>
    private const int MaximumCategories = 10;

    public static void MapAnnouncements(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/api/announcements").ForReaders().WithTags("Announcements");
        group.MapMethods("/", PublicAnswer.Methods, ListAnnouncements)
            .WithName(nameof(ListAnnouncements))
            .WithSummary("Lists the public announcements: pinned first, then newest first")
            .WithProblems(ProblemKind.Invalid);
        group.MapMethods("/{idOrSlug}", PublicAnswer.Methods, GetAnnouncement)
            .WithName(nameof(GetAnnouncement))
            .WithSummary("An announcement by its id or slug; a former slug redirects")
            .Produces(StatusCodes.Status301MovedPermanently)
            .WithProblems(ProblemKind.NotFound, ProblemKind.Gone);
    }

    private static async Task<PublicAnswer<AnnouncementList>> ListAnnouncements(
        HttpContext context,
        AnnouncementLists lists,
        AnnouncementPresenter presenter,
        CategoryCache cache,
        BulletinSettings settings,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        CategorySet categories = await cache.ReadAsync(cancellation).ConfigureAwait(false);
        var parameters = new QueryParameters(context);
        PublicListQuery query = ReadQuery(parameters, categories, settings);
        (int limit, Cursor? cursor) = parameters.Page(settings.Site, clock.GetUtcNow());
        parameters.ThrowIfWrong();

        AnnouncementPage page = await lists.PublicAsync(query, categories, cursor!, limit, cancellation).ConfigureAwait(false);
        string? next = page.NextPlace is { } place ? cursor!.After(place) : null;
        return new PublicAnswer<AnnouncementList>(
            new AnnouncementList(page.Items.Select(item => presenter.Item(item, categories)).ToList(), next),
            RepresentationJson.Web.AnnouncementList)
        {
            Next = next is null ? null : settings.PublicUrl + NextAddress(context.Request, next),
            TrueUntil = page.Items.Min(item => item.Status == AnnouncementStatus.Published ? item.ExpiresAt : null),
        };
    }

    private static async Task<Results<PublicAnswer<AnnouncementRepresentation>, RedirectHttpResult>> GetAnnouncement(
        HttpContext context,
        string idOrSlug,
        AnnouncementReader reader,
        AnnouncementPresenter presenter,
        CategoryCache cache,
        CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        Announcement? found = Guid.TryParseExact(idOrSlug, "D", out Guid id)
            ? await reader.ReadAsync(id, cancellation).ConfigureAwait(false)
            : Slug.IsValid(idOrSlug) ? await reader.ReadAsync(idOrSlug, cancellation).ConfigureAwait(false) : null;
        if (found?.Status == AnnouncementStatus.Deleted)
        {
            throw new ProblemException(new Problem(ProblemKind.Gone, "The announcement was deleted."));
        }

        if (found is null or { IsPublic: false })
        {
            throw Problem.NotFound("There is no public announcement at this address.");
        }

        if (id == Guid.Empty && idOrSlug != found.Slug)
        {
            context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = PublicAnswer.MaximumAge };
            return TypedResults.Redirect($"/api/announcements/{found.Slug}", permanent: true);
        }

        CategorySet categories = await cache.ReadAsync(cancellation).ConfigureAwait(false);
        return new PublicAnswer<AnnouncementRepresentation>(presenter.Whole(found, categories), RepresentationJson.Web.AnnouncementRepresentation)
        {
            LastModified = Latest(found),
            TrueUntil = found.Status == AnnouncementStatus.Published ? found.ExpiresAt : null,
        };
    }

    private static PublicListQuery ReadQuery(QueryParameters parameters, CategorySet categories, BulletinSettings settings)
    {
        var query = new PublicListQuery
        {
            Categories = ReadCategories(parameters, categories),
            From = parameters.InstantOrDate("from", settings.TimeZone),
            To = parameters.InstantOrDate("to", settings.TimeZone),
            Language = ReadLanguage(parameters),
            Pinned = parameters.Boolean("pinned"),
            IsArchive = parameters.Choice("status", "published", "archived") == "archived",
        };
        if (query.From >= query.To)
        {
            parameters.Error("to", "must be after from");
        }

        return query;
    }

    /// <summary>Reads the parameter <c>category</c>: slugs, present or former, between commas.</summary>
    internal static IReadOnlyList<Category> ReadCategories(QueryParameters parameters, CategorySet categories)
    {
        List<Category> found = [];
        foreach (string slug in parameters.List("category", MaximumCategories))
        {
            if (categories.Find(slug) is { } category)
            {
                found.Add(category);
            }
            else
            {
                parameters.Error("category", $"there is no category '{slug}'");
            }
        }

        return found.DistinctBy(category => category.Id).ToList();
    }

    /// <summary>Reads the parameter <c>language</c>.</summary>
    internal static string? ReadLanguage(QueryParameters parameters)
    {
        if (parameters.Text("language", 35) is not { } text)
        {
            return null;
        }

        if (LanguageTag.IsValid(text))
        {
            return LanguageTag.Canonical(text);
        }

        parameters.Error("language", "must be a BCP 47 language tag such as pl or en-GB");
        return null;
    }

    /// <summary>The address of the same list with another cursor, relative to the service.</summary>
    internal static string NextAddress(HttpRequest request, string cursor) => request.Path.ToUriComponent() + QueryString.Create(
        request.Query.Where(parameter => parameter.Key != "cursor").Append(new("cursor", cursor))).ToUriComponent();

    private static DateTimeOffset Latest(Announcement announcement)
    {
        DateTimeOffset latest = announcement.ChangedAt;
        foreach (DateTimeOffset? stamp in (DateTimeOffset?[])[announcement.PublishedAt, announcement.ArchivedAt])
        {
            latest = stamp > latest ? stamp.Value : latest;
        }

        return latest;
    }
}
