using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Search;

/// <summary>A part of what was found.</summary>
/// <param name="Items">The announcements, as they are by the clock, each with what was found in it.</param>
/// <param name="NextPlace">The place after which the rest comes; null at the end.</param>
/// <param name="TrueUntil">
/// The next instant at which something that was examined becomes public or expires, or null; the present instant when the index is old
/// because storage is away.
/// </param>
internal sealed record SearchPage(IReadOnlyList<(AnnouncementSummary Announcement, Highlight Highlight)> Items, string? NextPlace, DateTimeOffset? TrueUntil);

/// <summary>Finds announcements by their words.</summary>
internal sealed class AnnouncementSearch(SearchCatalog catalog, TimeProvider clock)
{
    /// <summary>
    /// A page of what readers can see and what matches: all words in the title first, then all in title and lead, then the others; in each
    /// of the three the newest first.
    /// </summary>
    /// <param name="query">The words.</param>
    /// <param name="accept">Whether an announcement is wanted; it is given as it is by the clock, and has a date of publication.</param>
    /// <param name="after">The place after which to go on; empty for the beginning.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="StorageUnavailableException">Storage did not answer, and there is no index.</exception>
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

    /// <summary>A page of a list, in its own order, of what matches.</summary>
    /// <param name="query">The words.</param>
    /// <param name="accept">Whether an announcement is in the list; it is given as it is by the clock.</param>
    /// <param name="place">Where an announcement that is in the list stands in it.</param>
    /// <param name="after">The place after which to go on; empty for the beginning.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="StorageUnavailableException">Storage did not answer, and there is no index.</exception>
    public async Task<AnnouncementPage> ListAsync(
        SearchQuery query, Func<AnnouncementSummary, bool> accept, Func<AnnouncementSummary, string> place, string after, int limit, CancellationToken cancellation)
    {
        (List<SearchEntry> matches, bool isStale) = await catalog.UseAsync(index => AllOf(index, query), cancellation).ConfigureAwait(false);
        AnnouncementPage page = PageOf(matches, accept, place, after, limit);
        return isStale ? page with { TrueUntil = clock.GetUtcNow() } : page;
    }

    /// <summary>A page of a list, as it is now.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<AnnouncementPage> ListPresentAsync(
        SearchQuery query, Func<AnnouncementSummary, bool> accept, Func<AnnouncementSummary, string> place, string after, int limit, CancellationToken cancellation) =>
        PageOf(await catalog.UsePresentAsync(index => AllOf(index, query), cancellation).ConfigureAwait(false), accept, place, after, limit);

    private static List<SearchEntry> AllOf(SearchIndex index, SearchQuery query) => index.Matches(SearchRank.Body, index.PatternOf(query)).ToList();

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
