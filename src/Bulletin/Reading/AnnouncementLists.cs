using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Search;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Reading;

/// <summary>The states of the announcements in a list for readers.</summary>
internal enum PublicListKind
{
    /// <summary>Published: pinned first, then newest first.</summary>
    Published,

    /// <summary>Archived: newest first.</summary>
    Archived,

    /// <summary>Published and archived: newest first.</summary>
    All,
}

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

    /// <summary>The states in the list.</summary>
    public PublicListKind Kind { get; init; }

    /// <summary>The place before which the list ends, exclusive; null for the whole list.</summary>
    public string? Before { get; init; }

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
    private const int MaximumLimit = 100;

    /// <summary>Reads a page of a list for readers.</summary>
    public async Task<AnnouncementPage> PublicAsync(
        PublicListQuery query, CategorySet categories, string place, int limit, CancellationToken cancellation)
    {
        if (query.Words is { } words)
        {
            return await search.ListAsync(
                words,
                announcement => IsOfKind(announcement, query.Kind)
                    && categories.IsIn(announcement.Categories, query.Categories)
                    && IsWithin(announcement, query)
                    && IsWanted(announcement, query),
                announcement => PlaceAfter(query, announcement),
                place,
                limit,
                cancellation).ConfigureAwait(false);
        }

        ListPlan plan = query.Kind switch
        {
            PublicListKind.Published => TimelinePlan(query, categories),
            PublicListKind.Archived => await ArchivePlanAsync(query, categories, cancellation).ConfigureAwait(false),
            _ => WholePlan(query, categories),
        };
        return await reader.ListAsync(plan, place, limit, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Finds the page of a list for readers that ends before a place, and returns the place after which it starts; null if
    /// that is the first page, which may have pinned items.
    /// </summary>
    /// <remarks>
    /// Table Storage reads only forwards. So a range of time before the place is read, made longer until it has enough
    /// items, of which the last are the page, and the one in front of them its place.
    /// </remarks>
    /// <param name="query">The filters, without words.</param>
    /// <param name="categories">All categories.</param>
    /// <param name="place">The place of the first item of the page after it, as <see cref="PlaceOf"/> returns it.</param>
    /// <param name="limit">The number of items.</param>
    /// <param name="cancellation">Cancels the read.</param>
    public async Task<string?> PlaceBeforeAsync(
        PublicListQuery query, CategorySet categories, string place, int limit, CancellationToken cancellation)
    {
        DateTimeOffset start = RowKeys.InstantOf(place);
        DateTimeOffset end = query.To ?? clock.GetUtcNow();
        for (TimeSpan range = TimeSpan.FromDays(1); ; range *= 4)
        {
            bool isWhole = end - start <= range;
            PublicListQuery part = query with
            {
                Before = place,
                To = isWhole ? query.To : start + range,
                Pinned = query.Kind == PublicListKind.Published ? false : null,
            };
            IReadOnlyCollection<AnnouncementSummary>? last = await LastAsync(
                part, categories, limit + 1, cancellation).ConfigureAwait(false);
            if (last is null || isWhole || last.Count > limit)
            {
                return last?.Count > limit ? PlaceAfter(query, last.First()) : null;
            }
        }
    }

    /// <summary>Returns the place of an announcement within its part of a list, pinned or not.</summary>
    public static string PlaceOf(AnnouncementSummary announcement) => RowKeys.Place(announcement.PublishedAt!.Value, announcement.Id);

    // The place of an announcement in a list, after which a page starts.
    private static string PlaceAfter(PublicListQuery query, AnnouncementSummary announcement) => query.Kind == PublicListKind.Published
        ? RowKeys.TimelinePlace(announcement.Pinned, announcement.PublishedAt!.Value, announcement.Id)
        : PlaceOf(announcement);

    // Reads the last items of a list; null if it is too long for one request.
    private async Task<IReadOnlyCollection<AnnouncementSummary>?> LastAsync(
        PublicListQuery query, CategorySet categories, int count, CancellationToken cancellation)
    {
        Queue<AnnouncementSummary> items = new();
        string place = string.Empty;
        for (int page = 0; page < AnnouncementReader.MaximumExamined / MaximumLimit; page++)
        {
            AnnouncementPage read = await PublicAsync(query, categories, place, MaximumLimit, cancellation).ConfigureAwait(false);
            foreach (AnnouncementSummary item in read.Items)
            {
                items.Enqueue(item);
                if (items.Count > count)
                {
                    items.Dequeue();
                }
            }

            if (read.NextPlace is null)
            {
                return items;
            }

            place = read.NextPlace;
        }

        return null;
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

    private static bool IsOfKind(AnnouncementSummary announcement, PublicListKind kind) => kind switch
    {
        PublicListKind.Published => announcement.Status == AnnouncementStatus.Published,
        PublicListKind.Archived => announcement.Status == AnnouncementStatus.Archived,
        _ => announcement.IsPublic,
    };

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

    // Both timelines as one. An announcement is in the timeline until a timer has settled its expiry, so those that are due
    // need not be read apart; and it is read before the archive, so that one settled in between is read twice rather than
    // missed.
    private ListPlan WholePlan(PublicListQuery query, CategorySet categories)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new ListPlan
        {
            Sources = Prefixes(query, categories, RowKeys.TimelinePrefix, RowKeys.CategoryTimelinePrefix)
                .SelectMany(RowKeys.TimelineParts)
                .Concat(Prefixes(query, categories, RowKeys.ArchivePrefix, RowKeys.CategoryArchivePrefix))
                .Select(prefix => new ListSource(prefix, Between(prefix, query)))
                .ToList(),
            Filter = TableClient.CreateQueryFilter($"PublishedAt le {now + cache.LookAhead}"),
            Accept = announcement => announcement.IsPublic && IsWanted(announcement, query),
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
        if (query is { From: null, To: null, Pinned: null, Before: null })
        {
            yield return ListSource.Of(prefix);
            yield break;
        }

        string[] parts = RowKeys.TimelineParts(prefix);
        for (int part = 0; part < parts.Length; part++)
        {
            if (query.Pinned is null || query.Pinned == (part == 0))
            {
                yield return new ListSource(prefix, Between(parts[part], query));
            }
        }
    }

    // The order is newest first, so the end of the time range is the start of the key range.
    private static RowRange Between(string prefix, PublicListQuery query) => RowRange.Of(prefix) is var whole
        ? new RowRange(
            query.To is { } to ? prefix + RowKeys.Inverted(to.AddTicks(-1)) : whole.From,
            query.Before is { } before ? prefix + before
                : query.From is { } from ? prefix + RowKeys.Inverted(from) + ";" : whole.To)
        : default;
}
