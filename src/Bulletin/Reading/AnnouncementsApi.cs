using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Reading;

/// <summary>
/// The operations on announcements for readers. They take no credentials: the responses are the same for everyone.
/// </summary>
internal static class AnnouncementsApi
{
    /// <summary>The maximum number of categories in a filter.</summary>
    private const int MaximumCategories = 10;

    /// <summary>The maximum number of characters of a language tag.</summary>
    private const int MaximumLanguage = 35;

    /// <summary>The filter by category, a parameter of every list of announcements.</summary>
    internal static readonly QueryParameter CategoryParameter = QueryParameter.List(
        "category",
        MaximumCategories,
        "Slugs of categories, present or former, between commas: an announcement is listed when it is in any of them.");

    /// <summary>The choice between published announcements and the archive.</summary>
    internal static readonly QueryParameter StatusParameter = QueryParameter.Choice(
        "status", "The present announcements, or the archive.", ["published", "archived"], whenAbsent: "published");

    /// <summary>The filter by language, a parameter of every list of announcements.</summary>
    internal static readonly QueryParameter LanguageParameter = QueryParameter.Text(
        "language", MaximumLanguage, "The language of the announcements, a BCP 47 tag.", "pl");

    public static void MapAnnouncements(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/api/announcements").ForReaders().WithTags("Announcements");
        group.MapMethods("/", PublicAnswer.Methods, ListAnnouncements)
            .WithName(nameof(ListAnnouncements))
            .WithSummary("Lists the public announcements: pinned first, then newest first")
            .WithDescription(
                "Going through the pages shows every announcement whose place in the list does not change meanwhile exactly once, "
                + "whatever else comes and goes.")
            .WithParameters(
                CategoryParameter,
                QueryParameter.InstantOrDate(
                    "from", "Published at or after this instant, or this date in the site's time zone.", "2026-04-01"),
                QueryParameter.InstantOrDate(
                    "to",
                    "Published before this instant, or before this date in the site's time zone; after `from`.",
                    "2026-05-01T00:00:00Z"),
                LanguageParameter,
                QueryParameter.Boolean("pinned", "Only the pinned ones, or only the others."),
                SearchApi.WordsParameter,
                StatusParameter)
            .WithParameters(QueryParameter.Page())
            .FromReadCache(HeaderNames.Link)
            .WithProblems(ProblemKind.TooManyRequests)
            .Produces<AnnouncementList>();
        group.MapMethods("/{idOrSlug}", PublicAnswer.Methods, GetAnnouncement)
            .WithName(nameof(GetAnnouncement))
            .WithSummary("An announcement by its id or slug; a former slug redirects")
            .WithParameters()
            .FromReadCache(HeaderNames.LastModified)
            .Produces<AnnouncementRepresentation>()
            .Produces(StatusCodes.Status301MovedPermanently)
            .WithProblems(ProblemKind.NotFound, ProblemKind.Gone);
    }

    private static async Task<IResult> ListAnnouncements(
        HttpContext context,
        AnnouncementLists lists,
        AnnouncementPresenter presenter,
        CategoryCache categoryCache,
        ReadCache cache,
        RateLimits limits,
        BulletinSettings settings,
        CancellationToken cancellation)
    {
        CategorySet categories = await categoryCache.ReadAsync(cancellation).ConfigureAwait(false);
        var parameters = new QueryParameters(context);
        PublicListQuery query = ReadQuery(parameters, categories, settings);
        (int limit, Cursor? cursor) = parameters.Page(settings.Site);
        parameters.ThrowIfWrong();
        if (query.Words is not null)
        {
            limits.CountSearch(context, cache, parameters);
        }

        return await cache.AnswerAsync(context, parameters, async stop =>
        {
            AnnouncementPage page = await lists.PublicAsync(query, categories, cursor!.Place, limit, stop).ConfigureAwait(false);
            string? next = page.NextPlace is { } place ? cursor.After(place) : null;
            var list = new AnnouncementList(page.Items.Select(item => presenter.Item(item, categories)).ToList(), next);
            return PublicAnswer.Json(list, ReadingJson.Web.AnnouncementList) with
            {
                Links =
                [
                    .. PublicAnswer.NextLink(next is null ? null : settings.PublicUrl + parameters.AddressOf(next)),
                    .. FeedLink.HeadersOf(settings.PublicUrl + FeedLink.PathOf(query.Categories is [var only] ? only.Slug : null)),
                ],
                TrueUntil = page.TrueUntil,
            };
        }).ConfigureAwait(false);
    }

    private static Task<IResult> GetAnnouncement(
        HttpContext context,
        string idOrSlug,
        AnnouncementReader reader,
        PublicAnnouncements shown,
        ReadCache cache)
    {
        var parameters = new QueryParameters(context);
        parameters.ThrowIfWrong();
        return cache.AnswerAsync(context, parameters, async stop =>
        {
            Announcement found = await FindAsync(idOrSlug, reader, stop).ConfigureAwait(false);
            if (idOrSlug != found.Slug && !Guid.TryParseExact(idOrSlug, "D", out _))
            {
                return PublicAnswer.Moved($"/api/announcements/{found.Slug}") with { Announcement = found.Id };
            }

            return await shown.AnswerAsync(found, stop).ConfigureAwait(false);
        });
    }

    /// <summary>Reads a public announcement by its id or slug.</summary>
    /// <exception cref="ProblemException">
    /// There is no public announcement with this id or slug, or it was deleted.
    /// </exception>
    internal static async Task<Announcement> FindAsync(string idOrSlug, AnnouncementReader reader, CancellationToken cancellation)
    {
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

        return found;
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
            Words = SearchApi.ReadQuery(parameters),
            Kind = parameters.IsOther("status", "published", "archived") ? PublicListKind.Archived : PublicListKind.Published,
        };
        if (query.From >= query.To)
        {
            parameters.Error("to", "must be after from");
        }

        return query;
    }

    /// <summary>Reads the parameter <c>category</c>: comma-separated current or former slugs.</summary>
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
        if (parameters.Text("language", MaximumLanguage) is not { } text)
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
}
