using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Search;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Reading;

/// <summary>What a reader asks a list for.</summary>
internal sealed record PublicListQuery
{
    /// <summary>The categories, any of which an item must be in; empty for all.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = [];

    /// <summary>Published at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Published before.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Language { get; init; }

    public bool? Pinned { get; init; }

    /// <summary>Whether the archive is asked for.</summary>
    public bool IsArchive { get; init; }

    /// <summary>Words that an item must have, or null.</summary>
    public SearchQuery? Words { get; init; }
}

/// <summary>What an editor asks a list for.</summary>
internal sealed record EditorsListQuery
{
    /// <summary>The state, or null for all.</summary>
    public AnnouncementStatus? Status { get; init; }

    /// <summary>The categories, any of which an item must be in; empty for all.</summary>
    public IReadOnlyList<Category> Categories { get; init; } = [];

    public string? Language { get; init; }

    /// <summary>Words that an item must have, or null.</summary>
    public SearchQuery? Words { get; init; }

    /// <summary>Who asks: an author gets what they made.</summary>
    public required Actor Actor { get; init; }
}

/// <summary>Turns what is asked for into parts of the table.</summary>
internal sealed class AnnouncementLists(AnnouncementReader reader, AnnouncementSearch search, ReadCache cache, TimeProvider clock)
{
    /// <summary>A page of a list for readers.</summary>
    public async Task<AnnouncementPage> PublicAsync(
        PublicListQuery query, CategorySet categories, string place, int limit, CancellationToken cancellation)
    {
        if (query.Words is { } words)
        {
            return await search.ListAsync(
                words,
                announcement => announcement.Status == (query.IsArchive ? AnnouncementStatus.Archived : AnnouncementStatus.Published)
                    && categories.IsIn(announcement.Categories, query.Categories) && IsWithin(announcement, query) && IsWanted(announcement, query),
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

    /// <summary>A page of a list for editors, by last change.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="categories">All categories.</param>
    /// <param name="place">The place after which to go on.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<AnnouncementPage> EditorsAsync(EditorsListQuery query, CategorySet categories, string place, int limit, CancellationToken cancellation)
    {
        bool IsAccepted(AnnouncementSummary announcement) => (query.Status is null || announcement.Status == query.Status)
            && AccessRules.IsWithinReach(query.Actor, announcement)
            && (query.Language is null || announcement.Language == query.Language)
            && categories.IsIn(announcement.Categories, query.Categories);

        return query.Words is { } words
            ? await search.ListPresentAsync(words, IsAccepted, EditorsPlace, place, limit, cancellation).ConfigureAwait(false)
            : await reader.ListAsync(await EditorsPlanAsync(query, IsAccepted, cancellation).ConfigureAwait(false), place, limit, cancellation).ConfigureAwait(false);
    }

    private async Task<ListPlan> EditorsPlanAsync(EditorsListQuery query, Func<AnnouncementSummary, bool> isAccepted, CancellationToken cancellation)
    {
        // What fell due is in the list of its old state until a timer settles it. It is read before the lists, so that what is
        // settled in between is read twice rather than not at all.
        DueKind? due = query.Status switch { AnnouncementStatus.Published => DueKind.Publish, AnnouncementStatus.Archived => DueKind.Expire, _ => null };
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
            // What becomes public soon is read too: it is not in the list, but tells for how long the list is true.
            Filter = TableClient.CreateQueryFilter($"PublishedAt le {now + cache.LookAhead} and ExpiresAt gt {now}"),
            Accept = announcement => announcement.Status == AnnouncementStatus.Published && IsWanted(announcement, query),
            // One whose pin ends soon is read in both runs of the timeline.
            IsAtItsPlace = (place, announcement) => RowKeys.IsAmongPinned(place) == announcement.Pinned,
            IsSparse = query.Language is not null,
        };
    }

    private async Task<ListPlan> ArchivePlanAsync(PublicListQuery query, CategorySet categories, CancellationToken cancellation)
    {
        // Read before the archive itself: what is settled in between is read twice rather than not at all.
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
            : query.Categories.SelectMany(categories.WithAliases).Select(category => ofCategory(category.Id)).Distinct(StringComparer.Ordinal);

    // Pinned ones and the others are two runs of the timeline. With dates, or with one of them only, each is a range of its own.
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

    // The newest comes first: the end of the time range is the beginning of the key range.
    private static RowRange Between(string prefix, PublicListQuery query) => RowRange.Of(prefix) is var whole
        ? new RowRange(
            query.To is { } to ? prefix + RowKeys.Inverted(to.AddTicks(-1)) : whole.From,
            query.From is { } from ? prefix + RowKeys.Inverted(from) + ";" : whole.To)
        : default;
}
