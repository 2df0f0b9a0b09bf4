using Bulletin.Announcements;
using Bulletin.Search;

namespace Bulletin.Tests.Search;

/// <summary>An index with a few announcements, asked as the API asks it.</summary>
internal sealed class Searched : IDisposable
{
    private readonly SearchIndex index;

    public Searched()
        : this(new SearchIndex())
    {
    }

    private Searched(SearchIndex index) => this.index = index;

    public static Searched Loaded(byte[] saved) => new(SearchIndex.Load(saved));

    public byte[] Saved() => index.Save()();

    public static Announcement Published(string title, string lead = "", string body = "", string language = "pl", DateTimeOffset? at = null) =>
        A.Published(at) with { Id = Guid.CreateVersion7(A.Moment), Title = title, Lead = lead, Body = body, Language = language };

    public Searched Put(params Announcement[] announcements)
    {
        index.Put(announcements.Select(announcement => new SearchDocument(announcement)));
        return this;
    }

    public Searched Remove(Guid id)
    {
        index.Remove([id]);
        return this;
    }

    /// <summary>The titles that are found, the best first.</summary>
    public IReadOnlyList<string> Titles(string query, int limit = 100) =>
        Page(query, string.Empty, limit).Items.Select(item => item.Announcement.Title).ToList();

    public RankedPage Page(string query, string after, int limit, DateTimeOffset? now = null)
    {
        var page = new RankedPage(announcement => announcement.Status == AnnouncementStatus.Published, after, limit, now ?? A.Moment.AddYears(1));
        page.Fill(index, index.PatternOf(Query(query)));
        return page;
    }

    /// <summary>Returns the highlighted text of the best match.</summary>
    public Highlight Highlight(string query)
    {
        SearchPattern pattern = index.PatternOf(Query(query));
        RankedPage.Item best = Page(query, string.Empty, 1).Items.Single();
        return Highlighter.Of(best.Entry, best.Rank, pattern);
    }

    public void Dispose() => index.Dispose();

    private static SearchQuery Query(string text)
    {
        (SearchQuery? query, string? error) = SearchQuery.Parse(text);
        Assert.Null(error);
        return query!;
    }
}
