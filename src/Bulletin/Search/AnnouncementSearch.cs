using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Search;

/// <summary>A page of search results.</summary>
/// <param name="Items">The announcements as of now, each with its highlighted matches.</param>
/// <param name="NextPlace">The place from which the next page starts; null on the last page.</param>
/// <param name="TrueUntil">
/// The next instant at which an examined announcement becomes public or expires, or null; the current time if the index
/// is stale because storage is unavailable.
/// </param>
internal sealed record SearchPage(
    IReadOnlyList<(AnnouncementSummary Announcement, Highlight Highlight)> Items, string? NextPlace, DateTimeOffset? TrueUntil);

/// <summary>Finds announcements by their words.</summary>
internal sealed class AnnouncementSearch(SearchCatalog catalog, TimeProvider clock)
{
    /// <summary>
    /// Returns a page of the public announcements that match: first those with all words in the title, then those with
    /// all words in title and lead, then the others; newest first within each group.
    /// </summary>
    /// <param name="query">The words.</param>
    /// <param name="accept">
    /// Returns true if an announcement is wanted. It gets the announcement as of now, which has a date of publication.
    /// </param>
    /// <param name="after">The place from which the page starts; empty for the first page.</param>
    /// <param name="limit">The maximum number of items.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond, and there is no index.</exception>
    public async Task<SearchPage> FindAsync(
        SearchQuery query, Func<AnnouncementSummary, bool> accept, string after, int limit, CancellationToken cancellation)
    {
        ((RankedPage page, SearchPattern pattern), bool isStale) = await catalog.UseAsync(
            index =>
            {
                var ranked = new RankedPage(accept, after, limit, clock.GetUtcNow());
                SearchPattern pattern = index.PatternOf(query);
                ranked.Fill(index, pattern);
                return (ranked, pattern);
            },
            cancellation).ConfigureAwait(false);
        return new SearchPage(
            page.Items.Select(item => (item.Announcement, Highlighter.Of(item.Entry, item.Rank, pattern))).ToList(),
            page.NextPlace,
            isStale ? clock.GetUtcNow() : page.TrueUntil);
    }

    /// <summary>Returns a page of the matching announcements in a list's own order.</summary>
    /// <param name="query">The words.</param>
    /// <param name="accept">Returns true if an announcement, as of now, is in the list.</param>
    /// <param name="place">Returns the sort key of an announcement in the list.</param>
    /// <param name="after">The place from which the page starts; empty for the first page.</param>
    /// <param name="limit">The maximum number of items.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="StorageUnavailableException">Storage did not respond, and there is no index.</exception>
    public async Task<AnnouncementPage> ListAsync(
        SearchQuery query,
        Func<AnnouncementSummary, bool> accept,
        Func<AnnouncementSummary, string> place,
        string after,
        int limit,
        CancellationToken cancellation)
    {
        (List<SearchEntry> matches, bool isStale) = await catalog
            .UseAsync(index => AllOf(index, query), cancellation)
            .ConfigureAwait(false);
        AnnouncementPage page = PageOf(matches, accept, place, after, limit);
        return isStale ? page with { TrueUntil = clock.GetUtcNow() } : page;
    }

    /// <summary>Returns a page of the matching announcements, from an index that is brought up to date first.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<AnnouncementPage> ListPresentAsync(
        SearchQuery query,
        Func<AnnouncementSummary, bool> accept,
        Func<AnnouncementSummary, string> place,
        string after,
        int limit,
        CancellationToken cancellation) =>
        PageOf(
            await catalog.UsePresentAsync(index => AllOf(index, query), cancellation).ConfigureAwait(false),
            accept,
            place,
            after,
            limit);

    private static List<SearchEntry> AllOf(SearchIndex index, SearchQuery query) =>
        index.Matches(SearchRank.Body, index.PatternOf(query)).ToList();

    private AnnouncementPage PageOf(
        List<SearchEntry> matches, Func<AnnouncementSummary, bool> accept, Func<AnnouncementSummary, string> place, string after, int limit)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset? trueUntil = null;
        List<(string Place, AnnouncementSummary Announcement)> found = [];
        foreach (SearchEntry entry in matches)
        {
            trueUntil = Instants.Earlier(trueUntil, entry.Announcement.ChangesAt(now));
            AnnouncementSummary present = entry.Announcement.At(now);
            if (accept(present) && place(present) is var itsPlace && string.CompareOrdinal(itsPlace, after) > 0)
            {
                found.Add((itsPlace, present));
            }
        }

        found.Sort((one, other) => string.CompareOrdinal(one.Place, other.Place));
        return new AnnouncementPage(
            found.Take(limit).Select(item => item.Announcement).ToList(),
            found.Count > limit ? found[limit - 1].Place : null,
            trueUntil);
    }
}
