using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Search;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Reading;

/// <summary>The filters of a list for readers.</summary>
internal sealed record PublicListQuery
{
    /// <summary>The categories, one of which an item must have; empty for all.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = [];

    /// <summary>The earliest publication date, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest publication date, exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Language { get; init; }

    public bool? Pinned { get; init; }

    /// <summary>True for the archive.</summary>
    public bool IsArchive { get; init; }

    /// <summary>The words that an item must contain, if any.</summary>
    public SearchQuery? Words { get; init; }
}

/// <summary>The filters of a list for editors.</summary>
internal sealed record EditorsListQuery
{
    /// <summary>The state; null for all.</summary>
    public AnnouncementStatus? Status { get; init; }

    /// <summary>The categories, one of which an item must have; empty for all.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = [];

    public string? Language { get; init; }

    /// <summary>The words that an item must contain, if any.</summary>
    public SearchQuery? Words { get; init; }

    /// <summary>The actor; an author sees only their own announcements.</summary>
    public required Actor Actor { get; init; }
}

/// <summary>Reads lists of announcements: translates the filters to ranges of the table or to a search.</summary>
internal sealed class AnnouncementLists(AnnouncementReader reader, AnnouncementSearch search, ReadCache cache, TimeProvider clock)
{
    /// <summary>Reads a page of a list for readers.</summary>
    public async Task<AnnouncementPage> PublicAsync(
        PublicListQuery query, CategorySet categories, string place, int limit, CancellationToken cancellation)
    {
        if (query.Words is { } words)
        {
            return await search.ListAsync(
                words,
                announcement => announcement.Status == (query.IsArchive ? AnnouncementStatus.Archived : AnnouncementStatus.Published)
                    && categories.IsIn(announcement.Categories, query.Categories)
                    && IsWithin(announcement, query)
                    && IsWanted(announcement, query),
                announcement => query.IsArchive
                    ? RowKeys.Place(announcement.PublishedAt!.Value, announcement.Id)
                    : RowKeys.TimelinePlace(announcement.Pinned, announcement.PublishedAt!.Value, announcement.Id),
                place,
                limit,
                cancellation).ConfigureAwait(false);
        }

        ListPlan plan = query.IsArchive
            ? await ArchivePlanAsync(query, categories, cancellation).ConfigureAwait(false)
            : TimelinePlan(query, categories);
        return await reader.ListAsync(plan, place, limit, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads a page of a list for editors, ordered by last change.</summary>
    /// <param name="query">The filters.</param>
    /// <param name="categories">All categories.</param>
    /// <param name="place">The place after which the page starts.</param>
    /// <param name="limit">The maximum number of items.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public async Task<AnnouncementPage> EditorsAsync(
        EditorsListQuery query, CategorySet categories, string place, int limit, CancellationToken cancellation)
    {
        bool IsAccepted(AnnouncementSummary announcement) => (query.Status is null || announcement.Status == query.Status)
            && AccessRules.IsWithinReach(query.Actor, announcement)
            && (query.Language is null || announcement.Language == query.Language)
            && categories.IsIn(announcement.Categories, query.Categories);

        return query.Words is { } words
            ? await search.ListPresentAsync(words, IsAccepted, EditorsPlace, place, limit, cancellation).ConfigureAwait(false)
            : await reader.ListAsync(
                await EditorsPlanAsync(query, IsAccepted, cancellation).ConfigureAwait(false),
                place,
                limit,
                cancellation).ConfigureAwait(false);
    }

    private async Task<ListPlan> EditorsPlanAsync(
        EditorsListQuery query, Func<AnnouncementSummary, bool> isAccepted, CancellationToken cancellation)
    {
        // An announcement with a due event stays in the list of its old state until a timer settles it. Such
        // announcements are read before the lists, so that one settled in between is read twice rather than missed.
        DueKind? due = query.Status switch
        {
            AnnouncementStatus.Published => DueKind.Publish,
            AnnouncementStatus.Archived => DueKind.Expire,
            _ => null,
        };
        IReadOnlyList<AnnouncementSummary> pending = due is { } kind
            ? (await reader.PendingAsync(kind, TimeSpan.Zero, cancellation).ConfigureAwait(false)).Pending
            : [];
        AnnouncementStatus[] stored = query.Status is { } one ? [one] : Enum.GetValues<AnnouncementStatus>();
        return new ListPlan
        {
            Sources = stored.Select(state => ListSource.Of(RowKeys.EditorListPrefix(state.Word()))).ToList(),
            Pending = pending.Select(announcement => (EditorsPlace(announcement), announcement)).ToList(),
            Filter = query.Actor.Role == Role.Author ? TableClient.CreateQueryFilter($"CreatedBy eq {query.Actor.Id}") : null,
            Accept = isAccepted,
            IsSparse = query.Categories.Count > 0 || query.Language is not null,
        };
    }

    private static string EditorsPlace(AnnouncementSummary announcement) => RowKeys.Place(announcement.ChangedAt, announcement.Id);

    private static bool IsWithin(AnnouncementSummary announcement, PublicListQuery query) =>
        (query.Pinned is null || announcement.Pinned == query.Pinned)
        && (query.From is null || announcement.PublishedAt >= query.From)
        && (query.To is null || announcement.PublishedAt < query.To);

    private ListPlan TimelinePlan(PublicListQuery query, CategorySet categories)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new ListPlan
        {
            Sources = Prefixes(query, categories, RowKeys.TimelinePrefix, RowKeys.CategoryTimelinePrefix)
                .SelectMany(prefix => TimelineSources(prefix, query))
                .ToList(),
            // Announcements that become public soon are read too: they are not in the list, but limit how long it is
            // valid.
            Filter = TableClient.CreateQueryFilter($"PublishedAt le {now + cache.LookAhead} and ExpiresAt gt {now}"),
            Accept = announcement => announcement.Status == AnnouncementStatus.Published && IsWanted(announcement, query),
            // An announcement whose pin ends soon has entries in both parts of the timeline.
            IsAtItsPlace = (place, announcement) => RowKeys.IsAmongPinned(place) == announcement.Pinned,
            IsSparse = query.Language is not null,
        };
    }

    private async Task<ListPlan> ArchivePlanAsync(PublicListQuery query, CategorySet categories, CancellationToken cancellation)
    {
        // Read before the archive itself, so that an announcement settled in between is read twice rather than missed.
        (IReadOnlyList<AnnouncementSummary> expired, DateTimeOffset? next) =
            await reader.PendingAsync(DueKind.Expire, cache.LookAhead, cancellation).ConfigureAwait(false);
        return new ListPlan
        {
            Sources = Prefixes(query, categories, RowKeys.ArchivePrefix, RowKeys.CategoryArchivePrefix)
                .Select(prefix => new ListSource(prefix, Between(prefix, query)))
                .ToList(),
            Pending = expired
                .Where(announcement => categories.IsIn(announcement.Categories, query.Categories))
                .Select(announcement => (RowKeys.Place(announcement.PublishedAt!.Value, announcement.Id), announcement))
                .ToList(),
            Accept = announcement => announcement.Status == AnnouncementStatus.Archived
                && IsWithin(announcement, query)
                && IsWanted(announcement, query),
            TrueUntil = next,
            IsSparse = query.Language is not null || query.Pinned is not null,
        };
    }

    private static bool IsWanted(AnnouncementSummary announcement, PublicListQuery query) =>
        query.Language is null || announcement.Language == query.Language;

    private static IEnumerable<string> Prefixes(PublicListQuery query, CategorySet categories, string all, Func<Guid, string> ofCategory) =>
        query.Categories.Count == 0
            ? [all]
            : query.Categories
                .SelectMany(categories.WithAliases)
                .Select(category => ofCategory(category.Id))
                .Distinct(StringComparer.Ordinal);

    // The pinned and the other announcements are two parts of the timeline. If the filter has dates or selects one
    // part, each part needs its own key range.
    private static IEnumerable<ListSource> TimelineSources(string prefix, PublicListQuery query)
    {
        if (query is { From: null, To: null, Pinned: null })
        {
            yield return ListSource.Of(prefix);
            yield break;
        }

        foreach (bool pinned in (bool[])[true, false])
        {
            if (query.Pinned is null || query.Pinned == pinned)
            {
                yield return new ListSource(prefix, Between(prefix + (pinned ? '0' : '1'), query));
            }
        }
    }

    // The order is newest first, so the end of the time range is the start of the key range.
    private static RowRange Between(string prefix, PublicListQuery query) => RowRange.Of(prefix) is var whole
        ? new RowRange(
            query.To is { } to ? prefix + RowKeys.Inverted(to.AddTicks(-1)) : whole.From,
            query.From is { } from ? prefix + RowKeys.Inverted(from) + ";" : whole.To)
        : default;
}
