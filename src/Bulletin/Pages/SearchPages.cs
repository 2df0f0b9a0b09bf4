using Bulletin.Http;
using Bulletin.Search;
using Bulletin.Site;

namespace Bulletin.Pages;

/// <summary>Makes the pages of the search.</summary>
internal sealed class SearchPages(AnnouncementSearch search, PagePresenter presenter, PageSite site, CategoryCache categoryCache)
{
    private const string Path = "/search";

    /// <summary>
    /// Returns the words as they were meant: a search field keeps the tabs of a spreadsheet, and a phone adds a space.
    /// </summary>
    public static string WordsOf(string entered) =>
        string.Concat(entered.Select(character => char.IsControl(character) ? ' ' : character)).Trim();

    /// <summary>Returns the page with the form alone.</summary>
    public ListPage Form() => Empty(string.Empty, site.Texts.SearchHint);

    /// <summary>Returns the page for words that cannot be searched.</summary>
    /// <param name="words">The words as entered; a part of them is shown.</param>
    public ListPage Refused(string words) =>
        Empty(words[..Math.Min(words.Length, SearchQuery.MaximumLength)], site.Texts.QueryNotUsable);

    /// <summary>Returns a page of results: announcements that are published or archived.</summary>
    /// <param name="query">The query.</param>
    /// <param name="words">The words as entered.</param>
    /// <param name="cursor">The place from which the page starts.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public async Task<PublicAnswer> ResultsAsync(SearchQuery query, string words, Cursor cursor, CancellationToken cancellation)
    {
        CategorySet categories = await categoryCache.ReadFreshAsync(cancellation).ConfigureAwait(false);
        SearchPage found = await search
            .FindAsync(query, announcement => announcement.IsPublic, cursor.Place, PagesApi.PageLength, cancellation)
            .ConfigureAwait(false);
        string address = $"{site.PathOf(Path)}?q={Uri.EscapeDataString(words)}";
        ListPage page = Empty(words, site.Texts.NothingFound) with
        {
            Items = presenter.Found(found.Items, categories),
            Neighbours = new PageNeighbours(
                cursor.Place.Length == 0 ? null : new PageLink(address, site.Texts.FirstResults),
                found.NextPlace is { } next ? new PageLink($"{address}&older={cursor.After(next)}", site.Texts.MoreResults) : null),
        };
        return await PageAnswer.OfAsync(Slices.List.Create(page)).ConfigureAwait(false) with { TrueUntil = found.TrueUntil };
    }

    private ListPage Empty(string words, string text)
    {
        string heading = words.Length == 0 ? site.Texts.Search : Text.With(site.Texts.SearchResultsFor, words);
        return new ListPage
        {
            // Without a canonical URL: search engines do not show the results of other searches.
            Frame = new PageFrame
            {
                Site = site.Frame,
                Heading = heading,
                Language = site.Texts.Language,
                Section = Path,
                Query = words,
            },
            Heading = heading,
            WhenEmpty = text,
            HasSearch = true,
        };
    }
}
