using System.Diagnostics.CodeAnalysis;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Search;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Reading;

/// <summary>An announcement found by a search.</summary>
internal sealed record FoundAnnouncement : AnnouncementRepresentation
{
    /// <summary>Copies the representation for readers and adds the highlight.</summary>
    [SetsRequiredMembers]
    public FoundAnnouncement(AnnouncementRepresentation shown, Highlight highlight)
        : base(shown) => Highlight = highlight;

    /// <summary>The matches, highlighted in HTML.</summary>
    public Highlight Highlight { get; }
}

/// <summary>A page of search results.</summary>
/// <param name="Items">The announcements, best match first.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
internal sealed record FoundAnnouncementList(IReadOnlyList<FoundAnnouncement> Items, string? Next);

/// <summary>The search operation for readers.</summary>
internal static class SearchApi
{
    /// <summary>The search words, a parameter of the search and of every list of announcements.</summary>
    internal static readonly QueryParameter WordsParameter = QueryParameter.Text(
        "q",
        SearchQuery.MaximumLength,
        "Words that the title, the lead or the body must have, every one of them, as a word or the beginning of one; "
            + "case and diacritics do not count, and in Polish inflected forms are found too. "
            + "A phrase between double quotation marks is found as it stands.",
        "inicjatywa miast");

    public static void MapSearch(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGroup("/api/search").ForReaders().WithTags("Announcements")
        .MapMethods("/", PublicAnswer.Methods, Search)
        .WithName(nameof(Search))
        .WithSummary("Finds public announcements by the words of their title, lead and body: the best match first")
        .WithParameters(WordsParameter with { IsRequired = true }, AnnouncementsApi.CategoryParameter, AnnouncementsApi.StatusParameter)
        .WithParameters(QueryParameter.Page())
        .FromReadCache(HeaderNames.Link)
        .WithProblems(ProblemKind.TooManyRequests)
        .Produces<FoundAnnouncementList>();

    /// <summary>Reads the parameter <c>q</c>; null if it is absent or invalid.</summary>
    internal static SearchQuery? ReadQuery(QueryParameters parameters)
    {
        if (parameters.Text("q", SearchQuery.MaximumLength) is not { } text)
        {
            return null;
        }

        (SearchQuery? query, string? error) = SearchQuery.Parse(text);
        if (error is not null)
        {
            parameters.Error("q", error);
        }

        return query;
    }

    /// <summary>Counts a reader's search for the rate limit, unless its response is cached.</summary>
    /// <exception cref="ProblemException">There were too many searches from this IP address.</exception>
    internal static void CountSearch(this RateLimits limits, HttpContext context, ReadCache cache, QueryParameters parameters)
    {
        if (!cache.IsAtHand(parameters))
        {
            limits.CountSearch(context);
        }
    }

    private static async Task<IResult> Search(
        HttpContext context,
        AnnouncementSearch search,
        AnnouncementPresenter presenter,
        CategoryCache categoryCache,
        ReadCache cache,
        RateLimits limits,
        BulletinSettings settings,
        CancellationToken cancellation)
    {
        CategorySet categories = await categoryCache.ReadAsync(cancellation).ConfigureAwait(false);
        var parameters = new QueryParameters(context);
        SearchQuery? query = ReadQuery(parameters);
        parameters.Require("q");
        IReadOnlyList<Category> wanted = AnnouncementsApi.ReadCategories(parameters, categories);
        AnnouncementStatus status = parameters.IsOther("status", "published", "archived")
            ? AnnouncementStatus.Archived
            : AnnouncementStatus.Published;
        (int limit, Cursor? cursor) = parameters.Page(settings.Site);
        if (cursor is { Place.Length: > 0 } && !RankedPage.IsPlace(cursor.Place))
        {
            parameters.Error("cursor", "is no cursor of a search");
        }

        parameters.ThrowIfWrong();
        limits.CountSearch(context, cache, parameters);
        return await cache.AnswerAsync(context, parameters, async stop =>
        {
            SearchPage page = await search.FindAsync(
                query!,
                announcement => announcement.Status == status && categories.IsIn(announcement.Categories, wanted),
                cursor!.Place,
                limit,
                stop).ConfigureAwait(false);
            string? next = page.NextPlace is { } place ? cursor.After(place) : null;
            var list = new FoundAnnouncementList(
                page.Items.Select(item => new FoundAnnouncement(presenter.Item(item.Announcement, categories), item.Highlight)).ToList(),
                next);
            return PublicAnswer.Json(list, ReadingJson.Web.FoundAnnouncementList) with
            {
                Links = PublicAnswer.NextLink(next is null ? null : settings.PublicUrl + parameters.AddressOf(next)),
                TrueUntil = page.TrueUntil,
            };
        }).ConfigureAwait(false);
    }
}
