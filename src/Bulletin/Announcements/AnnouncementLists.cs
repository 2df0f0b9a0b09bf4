using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Categories;
using Bulletin.Http;
using Bulletin.Storage;

namespace Bulletin.Announcements;

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
}

/// <summary>Turns what is asked for into parts of the table.</summary>
internal sealed class AnnouncementLists(AnnouncementReader reader, ReadCache cache, TimeProvider clock)
{
    /// <summary>A page of a list for readers.</summary>
    public async Task<AnnouncementPage> PublicAsync(
        PublicListQuery query, CategorySet categories, string place, int limit, CancellationToken cancellation)
    {
        ListPlan plan = query.IsArchive
            ? await ArchivePlanAsync(query, categories, cancellation).ConfigureAwait(false)
            : TimelinePlan(query, categories);
        return await reader.ListAsync(plan, place, limit, cancellation).ConfigureAwait(false);
    }

    /// <summary>A page of a list for editors, by last change.</summary>
    /// <param name="status">The state, or null for all.</param>
    /// <param name="inCategories">The ids of the categories, aliases included, any of which an item must be in; empty for all.</param>
    /// <param name="language">The language, or null for all.</param>
    /// <param name="actor">Who asks: an author gets drafts of their own.</param>
    /// <param name="place">The place after which to go on.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<AnnouncementPage> EditorsAsync(
        AnnouncementStatus? status,
        IReadOnlySet<Guid> inCategories,
        string? language,
        Actor actor,
        string place,
        int limit,
        CancellationToken cancellation)
    {
        // What fell due is in the list of its old state until a timer settles it. It is read before the lists, so that what is
        // settled in between is read twice rather than not at all.
        DueKind? due = status switch { AnnouncementStatus.Published => DueKind.Publish, AnnouncementStatus.Archived => DueKind.Expire, _ => null };
        IReadOnlyList<AnnouncementSummary> pending = due is { } kind
            ? (await reader.PendingAsync(kind, TimeSpan.Zero, cancellation).ConfigureAwait(false)).Pending
            : [];
        AnnouncementStatus[] stored = status is { } one ? [one]
            : actor.Role == Role.Author ? [AnnouncementStatus.Draft]
            : Enum.GetValues<AnnouncementStatus>();
        return await reader.ListAsync(
            new ListPlan
            {
                Sources = stored.Select(state => ListSource.Of(RowKeys.EditorListPrefix(state.Word()))).ToList(),
                Pending = pending.Select(announcement => (RowKeys.Place(announcement.ChangedAt, announcement.Id), announcement)).ToList(),
                Filter = actor.Role == Role.Author ? TableClient.CreateQueryFilter($"CreatedBy eq {actor.Name}") : null,
                Accept = announcement => (status is null || announcement.Status == status)
                    && (actor.Role != Role.Author || AccessRules.IsOwnDraft(actor, announcement))
                    && (language is null || announcement.Language == language)
                    && (inCategories.Count == 0 || announcement.Categories.Any(inCategories.Contains)),
                IsSparse = inCategories.Count > 0 || language is not null,
            },
            place,
            limit,
            cancellation).ConfigureAwait(false);
    }

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
            IsSparse = query.Language is not null,
        };
    }

    private async Task<ListPlan> ArchivePlanAsync(PublicListQuery query, CategorySet categories, CancellationToken cancellation)
    {
        HashSet<Guid> inCategories = [.. query.Categories.SelectMany(categories.WithAliases).Select(category => category.Id)];
        // Read before the archive itself: what is settled in between is read twice rather than not at all.
        (IReadOnlyList<AnnouncementSummary> expired, DateTimeOffset? next) =
            await reader.PendingAsync(DueKind.Expire, cache.LookAhead, cancellation).ConfigureAwait(false);
        return new ListPlan
        {
            Sources = Prefixes(query, categories, RowKeys.ArchivePrefix, RowKeys.CategoryArchivePrefix)
                .Select(prefix => new ListSource(prefix, Between(prefix, query)))
                .ToList(),
            Pending = expired
                .Where(announcement => inCategories.Count == 0 || announcement.Categories.Any(inCategories.Contains))
                .Select(announcement => (RowKeys.Place(announcement.PublishedAt!.Value, announcement.Id), announcement))
                .ToList(),
            Accept = announcement => announcement.Status == AnnouncementStatus.Archived
                && (query.Pinned is null || announcement.Pinned == query.Pinned)
                && (query.From is null || announcement.PublishedAt >= query.From)
                && (query.To is null || announcement.PublishedAt < query.To)
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
