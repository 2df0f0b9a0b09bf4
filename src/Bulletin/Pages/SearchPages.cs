namespace Bulletin.Pages;

/// <summary>Makes the pages of the search.</summary>
internal static class SearchPages
{
    private const string Path = "/search";

    /// <summary>Returns the page without results.</summary>
    /// <param name="site">The site.</param>
    /// <param name="words">The words as entered; empty for the form alone.</param>
    /// <param name="text">The text in the place of results.</param>
    public static ListPage Of(PageSite site, string words, string text)
    {
        string heading = words.Length == 0 ? site.Texts.Search : Text.With(site.Texts.SearchResultsFor, words);
        return new ListPage
        {
            // Search engines do not show results of other searches.
            Frame = new PageFrame
            {
                Site = site.Frame,
                Title = $"{heading} – {site.Frame.Name}",
                Language = site.Texts.Language,
                Section = Path,
                Query = words,
            },
            Heading = heading,
            Items = [],
            WhenEmpty = text,
            Neighbours = new PageNeighbours(null, null),
            HasSearch = true,
        };
    }

    /// <summary>Returns the links to the other pages of results.</summary>
    public static PageNeighbours Neighbours(PageSite site, string words, string? next, bool isFirst)
    {
        string address = $"{site.PathOf(Path)}?q={Uri.EscapeDataString(words)}";
        return new PageNeighbours(
            isFirst ? null : new PageLink(address, site.Texts.FirstResults),
            next is null ? null : new PageLink($"{address}&older={next}", site.Texts.MoreResults));
    }
}
