using System.Globalization;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Reading;
using Bulletin.Site;
using NodaTime;

namespace Bulletin.Pages;

/// <summary>Makes the pages that list announcements by time: news, categories, archive.</summary>
internal sealed class PageLists(
    AnnouncementLists lists, PagePresenter presenter, PageSite site, CategoryCache categoryCache, ArchiveCalendar calendar)
{
    /// <summary>Returns a page of the news.</summary>
    public async Task<PublicAnswer> NewsAsync(PagePlace place, CancellationToken cancellation)
    {
        CategorySet categories = await categoryCache.ReadFreshAsync(cancellation).ConfigureAwait(false);
        return await AnswerAsync(News(categories), new PublicListQuery(), categories, place, cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns a page of the news without its announcements.</summary>
    public ListPage News(CategorySet categories) => new()
    {
        Frame = Frame(site.Frame.Name) with { Section = "/" },
        Heading = site.Texts.News,
        WhenEmpty = site.Texts.NoPosts,
        Parts = PartsOf(categories, null),
        HasSearch = true,
    };

    /// <summary>Returns a page of a category.</summary>
    public Task<PublicAnswer> CategoryAsync(
        Category category, CategorySet categories, PagePlace place, CancellationToken cancellation)
    {
        var page = new ListPage
        {
            Frame = Frame(category.Name) with
            {
                Description = PagePresenter.Description(category.Description)
                    ?? Text.With(site.Texts.NewsOf, $"{category.Name}, {site.Publisher}"),
                Feeds = [.. site.FeedsOf(FeedLink.PathOf(category.Slug), category.Name), .. site.Frame.Feeds],
            },
            Heading = category.Name,
            Introduction = category.Description,
            IsOfSite = true,
            WhenEmpty = site.Texts.NoPostsInCategory,
            Parts = PartsOf(categories, category),
        };
        return AnswerAsync(page, new PublicListQuery { Categories = [category] }, categories, place, cancellation);
    }

    /// <summary>Returns a page of the archive: whole, or of a year or a month in the site's time zone.</summary>
    public async Task<PublicAnswer> ArchiveAsync(int? year, int? month, PagePlace place, CancellationToken cancellation)
    {
        CategorySet categories = await categoryCache.ReadFreshAsync(cancellation).ConfigureAwait(false);
        IReadOnlyList<YearMonth> months = await calendar.ReadAsync(cancellation).ConfigureAwait(false);
        string heading = (year, month) switch
        {
            ({ } y, { } m) => Text.With(site.Texts.ArchiveOfYear, site.Dates.OfMonth(y, m)),
            ({ } y, null) => Text.With(site.Texts.ArchiveOfYear, y),
            _ => site.Texts.Archive,
        };
        var page = new ListPage
        {
            Frame = Frame(heading) with
            {
                Section = year is null ? "/archive" : null,
                Description = $"{heading}, {site.Publisher}. {site.Texts.ArchiveIntro}",
            },
            Heading = heading,
            Introduction = year is null ? site.Texts.ArchiveIntro : null,
            WhenEmpty = year is null ? site.Texts.NoPosts : site.Texts.NoPostsInPeriod,
            IsPeriod = year is not null,
        };
        // The months of what the page shows are always among them, however new.
        return await AnswerAsync(
            page,
            QueryOf(year, month),
            categories,
            place,
            cancellation,
            items => PartsOf(
                months.Union(items.Select(item => calendar.MonthOf(item.PublishedAt!.Value))).OrderDescending().ToList(), year, month))
            .ConfigureAwait(false);
    }

    private PublicListQuery QueryOf(int? year, int? month)
    {
        var query = new PublicListQuery { Kind = PublicListKind.All };
        if (year is null)
        {
            return query;
        }

        var first = new YearMonth(year.Value, month ?? 1);
        YearMonth after = first.PlusMonths(month is null ? 12 : 1);
        return query with { From = calendar.StartOf(first), To = calendar.StartOf(after) };
    }

    private async Task<PublicAnswer> AnswerAsync(
        ListPage page,
        PublicListQuery query,
        CategorySet categories,
        PagePlace place,
        CancellationToken cancellation,
        Func<IReadOnlyList<AnnouncementSummary>, IReadOnlyList<PageLinks>>? partsOf = null)
    {
        // The page before another has an address of its own, like every page; the answer redirects to it.
        if (place.Newer is { } end)
        {
            string? before = await lists
                .PlaceBeforeAsync(query, categories, end, PagesApi.PageLength, cancellation).ConfigureAwait(false);
            return PublicAnswer.Moved(before is null ? place.Path : place.AddressAfter(before));
        }

        AnnouncementPage read = await lists
            .PublicAsync(query, categories, place.Older ?? string.Empty, PagesApi.PageLength, cancellation).ConfigureAwait(false);
        if (read.Items.Count == 0 && !place.IsFirst)
        {
            return PublicAnswer.Moved(place.Path);
        }

        page = page with
        {
            Frame = FrameOf(page, read.Items, place),
            Items = presenter.Items(read.Items, categories),
            Parts = partsOf?.Invoke(read.Items) ?? page.Parts,
            Neighbours = new PageNeighbours(
                place.IsFirst ? null : new PageLink(site.PathOf(NewerAddress(read.Items[0], query.Kind, place)), site.Texts.Newer),
                read.NextPlace is { } next ? new PageLink(site.PathOf(place.AddressAfter(next)), site.Texts.Older) : null),
        };
        return await PageAnswer.OfAsync(Slices.List.Create(page)).ConfigureAwait(false) with { TrueUntil = read.TrueUntil };
    }

    // Before a page with pinned announcements there is only the first one.
    private static string NewerAddress(AnnouncementSummary first, PublicListKind kind, PagePlace place) =>
        first.Pinned && kind == PublicListKind.Published ? place.Path : place.AddressBefore(AnnouncementLists.PlaceOf(first));

    // An empty period is nothing to be found. The pages of a list are told apart by the days of their announcements.
    private PageFrame FrameOf(ListPage page, IReadOnlyList<AnnouncementSummary> items, PagePlace place) => page.Frame with
    {
        Canonical = items.Count == 0 && page.IsPeriod ? null : site.PublicUrl + place.Address,
        Heading = place.IsFirst ? page.Frame.Heading : $"{page.Heading}, {DaysOf(items)}",
    };

    private string DaysOf(IReadOnlyList<AnnouncementSummary> items)
    {
        string first = site.Dates.DayOf(items.Min(item => item.PublishedAt!.Value));
        string last = site.Dates.DayOf(items.Max(item => item.PublishedAt!.Value));
        return first == last ? first : $"{first} – {last}";
    }

    private PageFrame Frame(string heading) => new()
    {
        Site = site.Frame,
        Heading = heading,
        Language = site.Texts.Language,
        Description = Text.With(site.Texts.NewsOf, site.Publisher),
        Feeds = site.Frame.Feeds,
    };

    // Categories without announcements are left out, but for the one that is shown.
    private List<PageLinks> PartsOf(CategorySet categories, Category? shown)
    {
        List<CategoryReference> used = categories.Listed
            .Where(category => category.Id == shown?.Id || categories.CountOf(category) > 0)
            .Select(category => new CategoryReference(category.Slug, category.Name))
            .ToList();
        string? current = shown is null ? null : site.PathOf($"/categories/{shown.Slug}");
        return used.Count == 0 ? [] : [new PageLinks(site.Texts.Categories, presenter.Links(used), current) { IsOfSite = true }];
    }

    private List<PageLinks> PartsOf(IReadOnlyList<YearMonth> months, int? year, int? month)
    {
        List<PageLinks> parts = [];
        List<PageLink> years = months.Select(one => one.Year).Distinct()
            .Select(one => new PageLink(AddressOf(one, null), one.ToString(CultureInfo.InvariantCulture))).ToList();
        if (years.Count > 0)
        {
            parts.Add(new PageLinks(
                site.Texts.Years,
                [new PageLink(AddressOf(null, null), site.Texts.WholeArchive), .. years],
                AddressOf(year, null)));
        }

        List<PageLink> ofYear = months.Where(one => one.Year == year).OrderBy(one => one.Month)
            .Select(one => new PageLink(AddressOf(one.Year, one.Month), site.Texts.Months[one.Month - 1])).ToList();
        if (ofYear.Count > 0)
        {
            parts.Add(new PageLinks(
                Text.With(site.Texts.MonthsOfYear, year!), ofYear, month is null ? null : AddressOf(year, month)));
        }

        return parts;
    }

    private string AddressOf(int? year, int? month) =>
        site.PathOf("/archive" + (year is null ? "" : $"/{year}") + (month is null ? "" : $"/{month}"));
}
