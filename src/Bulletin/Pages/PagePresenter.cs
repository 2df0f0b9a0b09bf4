using System.Globalization;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Http;
using Bulletin.Previews;
using Bulletin.Reading;
using Bulletin.Search;
using Bulletin.Site;

namespace Bulletin.Pages;

/// <summary>Turns announcements into the models of pages.</summary>
internal sealed class PagePresenter(PageSite site, AnnouncementPresenter presenter, TimeProvider clock)
{
    // Search engines show about 160 characters.
    private const int DescriptionLength = 160;

    private readonly PageMedia media = new(site);

    /// <summary>Returns the items of a list.</summary>
    public IReadOnlyList<PageItem> Items(IEnumerable<AnnouncementSummary> announcements, CategorySet categories) =>
        Distinct(announcements.Select(one => ItemOf(one, HtmlEscape.Text(one.Title), HtmlEscape.Text(one.Lead), categories)).ToList());

    /// <summary>Returns the items of a search, with the matches marked.</summary>
    public IReadOnlyList<PageItem> Found(
        IEnumerable<(AnnouncementSummary Announcement, Highlight Highlight)> found, CategorySet categories) =>
        Distinct(found.Select(one => ItemOf(one.Announcement, one.Highlight.Title, one.Highlight.Text, categories)).ToList());

    /// <summary>Returns the page of a public announcement.</summary>
    /// <param name="announcement">The announcement.</param>
    /// <param name="history">Its public history.</param>
    /// <param name="categories">All categories.</param>
    public ArticlePage Article(Announcement announcement, AnnouncementHistory history, CategorySet categories)
    {
        AnnouncementRepresentation shown = presenter.Whole(announcement, categories);
        DateTimeOffset first = history.Items[^1].At;
        ArticlePage page = Article(announcement, shown);
        return page with
        {
            Frame = page.Frame with
            {
                Canonical = shown.Url,
                StructuredData = StructuredData.Of(shown, site),
                Feeds = [.. site.Frame.Feeds, .. shown.Categories.Select(FeedOf)],
            },
            Notice = announcement.Status == AnnouncementStatus.Archived ? site.Texts.ArchivedNotice : null,
            Facts = FactsOf(announcement, first),
            History = history.Items.Count > 1 ? LinesOf(history) : [],
            HasOlderHistory = history.Items.Count > PublicHistory.MaximumChanges,
        };
    }

    /// <summary>Returns the page of a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="token">The token of the link that shows it.</param>
    public ArticlePage Preview(ShownDraft draft, string token)
    {
        AnnouncementRepresentation shown = presenter.Preview(draft.Announcement, draft.Categories, token);
        ArticlePage page = Article(draft.Announcement, shown);
        return page with
        {
            Frame = page.Frame with { Heading = $"{site.Texts.Preview}: {shown.Title}" },
            Notice = site.Texts.PreviewNotice,
            Published = draft.PublishedAt is { } published ? site.Dates.Of(published) : null,
            IsPlanned = draft.PublishedAt > clock.GetUtcNow(),
        };
    }

    /// <summary>Returns links to categories.</summary>
    public IReadOnlyList<PageLink> Links(IEnumerable<CategoryReference> categories) =>
        categories.Select(category => new PageLink(site.PathOf($"/categories/{category.Slug}"), category.Name)).ToList();

    /// <summary>Returns a text as the description of a page.</summary>
    public static string? Description(string? text) => text is { Length: > DescriptionLength }
        ? GraphemeClusters.Begin(text, DescriptionLength) + "…"
        : text;

    private ArticlePage Article(Announcement announcement, AnnouncementRepresentation shown) => new()
    {
        Frame = FrameOf(shown),
        Title = announcement.Title,
        Lead = announcement.IsLeadDerived ? string.Empty : announcement.Lead,
        BodyHtml = PageBody.Fit(
            shown.BodyHtml!, site.Texts.Table, PartLanguage.Of(site.Texts.Language, announcement.Language).Tag, site),
        Direction = WritingDirection.IsRightToLeft(announcement.Language) ? "rtl" : null,
        Published = announcement.PublishedAt is { } published ? site.Dates.Of(published) : null,
        Updated = announcement.UpdatedAt is { } updated ? site.Dates.OfUpdate(updated) : null,
        UpdateNote = announcement.UpdateNote,
        Author = announcement.Author,
        SourceUrl = announcement.SourceUrl,
        Image = media.Picture(shown.Image),
        Attachments = media.Attachments(shown.Attachments),
        Categories = Links(shown.Categories),
    };

    private PageFrame FrameOf(AnnouncementRepresentation shown) => new()
    {
        Site = site.Frame,
        Heading = shown.Title,
        Language = shown.Language,
        Description = Description(shown.Lead),
        Type = "article",
        Published = shown.PublishedAt is { } published ? site.Dates.Machine(published) : null,
        Modified = shown.UpdatedAt is { } updated ? site.Dates.Machine(updated) : null,
        Image = PageMedia.Shared(shown.Image),
    };

    private PageFeed FeedOf(CategoryReference category) => site.FeedsOf(FeedLink.PathOf(category.Slug), category.Name)[0];

    private PageItem ItemOf(AnnouncementSummary announcement, string title, string lead, CategorySet categories) => new()
    {
        Url = site.LinkTo(presenter.UrlOf(announcement)),
        TitleHtml = title,
        LeadHtml = lead,
        Language = PartLanguage.Of(announcement.Language, site.Texts.Language),
        Published = site.Dates.Of(announcement.PublishedAt!.Value),
        Updated = announcement.UpdatedAt is { } updated ? site.Dates.OfUpdate(updated) : null,
        Categories = Links(AnnouncementPresenter.CategoriesOf(announcement, categories)),
        Image = media.Thumbnail(presenter.MediaOf(announcement.Id), announcement.Image),
        IsPinned = announcement.Pinned && announcement.Status == AnnouncementStatus.Published,
        IsArchived = announcement.Status == AnnouncementStatus.Archived,
    };

    // Links with the same text must lead to the same page (WCAG 2.2, 2.4.4), so the date or a number tells them apart.
    private static List<PageItem> Distinct(List<PageItem> items)
    {
        HashSet<(string Title, string Stamp)> taken = [];
        ILookup<string, PageItem> byTitle = items.ToLookup(item => item.TitleHtml, StringComparer.OrdinalIgnoreCase);
        return items.ConvertAll(item =>
        {
            if (byTitle[item.TitleHtml].Skip(1).Any())
            {
                string distinction = item.Published.Text;
                for (int number = 2; !taken.Add((item.TitleHtml.ToUpperInvariant(), distinction)); number++)
                {
                    distinction = string.Create(CultureInfo.InvariantCulture, $"{item.Published.Text}, {number}");
                }

                return item with { Distinction = distinction };
            }

            return item;
        });
    }

    private List<Fact> FactsOf(Announcement announcement, DateTimeOffset first)
    {
        PageTexts texts = site.Texts;
        List<Fact> facts = [];
        string? institution = site.Frame.Settings.Institution;
        if (institution is not null)
        {
            facts.Add(new Fact(texts.Institution, institution));
        }

        // Without a byline and without names, the public body is more than a role that says nothing.
        string producer = site.Frame.Settings.ShowNames ? announcement.CreatedBy : institution ?? texts.RoleOfAuthor;
        facts.Add(new Fact(texts.ProducedBy, announcement.Author ?? producer));
        facts.Add(new Fact(texts.EnteredBy, NameOrRole(announcement.CreatedBy)));
        facts.Add(FactOf(texts.Created, announcement.CreatedAt));
        facts.Add(FactOf(texts.Published, first));
        facts.Add(announcement.UpdatedAt is { } updated ? FactOf(texts.Changed, updated) : new Fact(texts.Changed, texts.NotChanged));
        if (announcement.ArchivedAt is { } archived)
        {
            facts.Add(FactOf(texts.ArchivedSince, archived));
        }

        return facts;
    }

    private Fact FactOf(string label, DateTimeOffset at)
    {
        Stamp stamp = site.Dates.Of(at);
        return new Fact(label, stamp.Text, stamp);
    }

    // The last item is the publication, even if there are more changes than are known.
    private List<HistoryLine> LinesOf(AnnouncementHistory history) =>
    [
        .. history.Items.SkipLast(1).Select(item => LineOf(item, item.ChangeNote ?? site.Texts.HistoryNoReason)),
        LineOf(history.Items[^1], site.Texts.HistoryPublished),
    ];

    private HistoryLine LineOf(HistoryItem item, string reason) =>
        new(site.Dates.Of(item.At), item.Author is { } author ? NameOrRole(author) : null, reason);

    private string NameOrRole(string name) => site.Frame.Settings.ShowNames ? name : site.Texts.RoleOfAuthor;
}
