using System.Collections.Concurrent;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Categories;

/// <summary>Creates, changes, merges and deletes categories.</summary>
internal sealed class CategoryEditor(SiteWriter writer, TimeProvider clock, ILogger<CategoryEditor> log)
{
    // The maximum time that a request which deletes a category spends on moving its announcements.
    private static readonly TimeSpan MovingBudget = TimeSpan.FromSeconds(3);

    // If a category is merged while others are being merged into it: the number of those that get a new target in one
    // transaction, and the number of categories that are read in parallel.
    private const int PassedOnAtOnce = 40;
    private const int ReadAtOnce = 8;

    private static readonly string[] SummaryOnly = ["PartitionKey", "RowKey", AnnouncementRows.Summary];

    /// <summary>Creates a category.</summary>
    /// <exception cref="ProblemException">The input violates a rule, for example because the name is taken.</exception>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public Task<(Category Category, CategorySet Categories)> CreateAsync(CategoryInput input, Actor actor, CancellationToken cancellation)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        return writer.WriteAsync(
            actor,
            "create-category",
            (write, _) =>
            {
                if (write.Categories.IsFull)
                {
                    throw Problem.Invalid("name", $"is one too many: {Category.TooMany}");
                }

                CheckName(write.Categories, input.Name, null);
                var category = new Category
                {
                    Id = id,
                    Slug = input.Slug is { } asked ? AskedSlug(write.Categories, asked) : write.Categories.FreeSlug(input.Name),
                    Name = input.Name,
                    Description = input.Description,
                    Order = input.Order,
                    Revision = 1,
                    CreatedAt = write.Now,
                    ChangedAt = write.Now,
                };
                return Saved(write, category);
            },
            cancellation);
    }

    /// <summary>Replaces the content of a category; without a slug, the slug stays.</summary>
    /// <exception cref="ProblemException">
    /// The category does not exist, the condition fails, or the input violates a rule.
    /// </exception>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public Task<(Category Category, CategorySet Categories)> ReplaceAsync(
        string slug, CategoryInput input, IfMatch condition, Actor actor, CancellationToken cancellation) => writer.WriteAsync(
            actor,
            "replace-category",
            (write, _) =>
            {
                Category present = Find(write.Categories, slug);
                condition.Check(present.Revision);
                CheckName(write.Categories, input.Name, present.Id);
                Category changed = present with { Name = input.Name, Description = input.Description, Order = input.Order };
                if (input.Slug is { } asked && asked != present.Slug)
                {
                    changed = Renamed(changed, present.FormerSlugs.Contains(asked) ? asked : AskedSlug(write.Categories, asked));
                }

                return changed == present
                    ? Task.FromResult((present, write.Categories))
                    : Saved(write, changed with { Revision = present.Revision + 1, ChangedAt = write.Now });
            },
            cancellation);

    /// <summary>
    /// Deletes a category. If there is a target, the announcements belong to it from the first commit on and are then
    /// moved in batches; <see cref="FinishMergeAsync"/> moves those that this call does not.
    /// </summary>
    /// <exception cref="ProblemException">The category is in use and there is no target, or the target is invalid.</exception>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public async Task DeleteAsync(string slug, string? moveTo, IfMatch condition, Actor actor, CancellationToken cancellation)
    {
        Guid? merging = await writer.WriteAsync(
            actor,
            "delete-category",
            async (write, stop) =>
            {
                Category present = Find(write.Categories, slug);
                condition.Check(present.Revision);
                if (moveTo is not null)
                {
                    await MakeAliasAsync(write, present, moveTo, stop).ConfigureAwait(false);
                    return present.Id;
                }

                if (await IsInUseAsync(write, present, stop).ConfigureAwait(false))
                {
                    throw new ProblemException(new Problem(
                        ProblemKind.CategoryInUse,
                        $"Announcements are in '{present.Slug}'. Add ?moveTo=<slug> to move them to another category."));
                }

                write.Remove(present);
                write.Log(ChangeKind.Category, present.Id);
                return (Guid?)null;
            },
            cancellation).ConfigureAwait(false);
        if (merging is { } id)
        {
            await BeginMovingAsync(id, actor, cancellation).ConfigureAwait(false);
        }
    }

    // The category no longer exists for clients, and its announcements belong to the target. So the request succeeds
    // even if moving takes longer or storage becomes unavailable: the archive timer continues.
    private async Task BeginMovingAsync(Guid aliasId, Actor actor, CancellationToken cancellation)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        budget.CancelAfter(MovingBudget);
        try
        {
            await FinishMergeAsync(aliasId, actor, budget.Token).ConfigureAwait(false);
        }
        catch (Exception unfinished) when (!cancellation.IsCancellationRequested && unfinished is
            (OperationCanceledException or UnavailableException or InvalidDataException or Azure.RequestFailedException))
        {
            log.LogInformation(
                "The announcements of category {Category}, which was merged, are not all moved yet; the archive timer goes on. {Reason}",
                aliasId,
                budget.IsCancellationRequested
                    ? $"It took longer than {MovingBudget.TotalSeconds} s."
                    : unfinished.GetBaseException().Message);
        }
    }

    /// <summary>Continues an unfinished merge; does nothing if the merge is finished.</summary>
    /// <returns>The number of moved announcements.</returns>
    public async Task<int> FinishMergeAsync(Guid aliasId, Actor actor, CancellationToken cancellation)
    {
        int moved = 0;
        while (true)
        {
            (int inBatch, bool isFinished) = await writer.WriteAsync(
                actor, "merge-category", (write, stop) => MoveSomeAsync(write, aliasId, stop), cancellation).ConfigureAwait(false);
            moved += inBatch;
            if (isFinished)
            {
                return moved;
            }
        }
    }

    // Runs one batch of a merge: moves as many announcements as fit in a transaction or, if none is left, deletes the alias.
    private static async Task<(int Moved, bool IsFinished)> MoveSomeAsync(SiteWrite write, Guid aliasId, CancellationToken cancellation)
    {
        if (write.Categories.Stored(aliasId) is not { AliasOf: not null } alias)
        {
            return (0, true);
        }

        Guid targetId = write.Categories.Resolve(aliasId)?.Id
            ?? throw new InvalidDataException($"Category {aliasId} is merged into one that does not exist.");

        int moved = 0;
        await foreach (TableEntity row in write.Table
            .RowsAsync(RowRange.Of(RowKeys.CategoryUsePrefix(aliasId)), null, cancellation, pageSize: 50).ConfigureAwait(false))
        {
            if (!write.HasRoom)
            {
                return (moved, false);
            }

            Guid id = RowKeys.IdOf(row.RowKey);
            Announcement stored = await write.Table.ReadAnnouncementAsync(id, cancellation).ConfigureAwait(false)
                ?? throw new InvalidDataException($"Category {aliasId} is used by announcement {id}, which does not exist.");
            // No new revision: readers and editors have seen this since the alias was created.
            write.Save(stored, stored with
            {
                Categories = stored.Categories.Select(category => category == aliasId ? targetId : category).Distinct().ToList(),
            });
            moved++;
        }

        if (moved > 0 || PassOn(write, alias, targetId))
        {
            return (moved, false);
        }

        End(write, alias, targetId);
        return (0, true);
    }

    // Redirects categories that are being merged into the alias to its target, some at a time; false if there are none.
    private static bool PassOn(SiteWrite write, Category alias, Guid targetId)
    {
        List<Category> pointing = [.. write.Categories.All.Where(category => category.AliasOf == alias.Id).Take(PassedOnAtOnce)];
        foreach (Category other in pointing)
        {
            write.Set(other with { AliasOf = targetId });
        }

        return pointing.Count > 0;
    }

    // The target inherits the slugs, which redirect to it, and the ids, which earlier revisions contain.
    private static void End(SiteWrite write, Category alias, Guid targetId)
    {
        Category target = write.Categories.Stored(targetId) ?? throw new InvalidDataException($"There is no category {targetId}.");
        write.Remove(alias);
        bool isLast = write.Categories.WithAliases(target).Count == 1;
        write.Set(target with
        {
            CountedTwice = isLast ? 0 : target.CountedTwice + alias.CountedTwice,
            FormerSlugs =
            [
                .. target.FormerSlugs.Concat(alias.FormerSlugs).Append(alias.Slug)
                    .Distinct(StringComparer.Ordinal).TakeLast(Category.MaximumFormerSlugs),
            ],
            FormerIds = [.. target.FormerIds, .. alias.FormerIds, alias.Id],
        });
        write.Log(ChangeKind.Category, targetId);
    }

    // The limit applies to the ids that the target will have when all current merges are finished.
    private static void CheckFormerIds(CategorySet categories, Category present, Category target)
    {
        int merged = categories.WithAliases(target).Concat(categories.WithAliases(present))
            .DistinctBy(category => category.Id).Sum(category => category.FormerIds.Count + 1) - 1;
        if (merged > Category.MaximumFormerIds)
        {
            throw Problem.Invalid("moveTo", $"would have taken in {merged} categories; the most is {Category.MaximumFormerIds}");
        }
    }

    private static async Task MakeAliasAsync(SiteWrite write, Category present, string moveTo, CancellationToken cancellation)
    {
        Category target = write.Categories.FindCurrent(moveTo)
            ?? throw Problem.Invalid("moveTo", $"there is no category '{moveTo}'");
        if (target.Id == present.Id)
        {
            throw Problem.Invalid("moveTo", "is the category itself");
        }

        CheckFormerIds(write.Categories, present, target);
        // Categories that are being merged into this one follow it without further changes, regardless of their number.
        int inBoth = await CountInBothAsync(write, present, target, cancellation).ConfigureAwait(false);
        write.Set(present with { AliasOf = target.Id, CountedTwice = present.CountedTwice + inBoth });
        write.Log(ChangeKind.Category, present.Id);
        write.Log(ChangeKind.Category, target.Id);
    }

    // Counts the published announcements that are in both categories, including categories that are being merged into them.
    private static async Task<int> CountInBothAsync(SiteWrite write, Category one, Category other, CancellationToken cancellation)
    {
        var inBoth = new ConcurrentDictionary<Guid, bool>();
        await Parallel.ForEachAsync(
            write.Categories.WithAliases(one),
            new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellation },
            async (category, stop) =>
            {
                RowRange timeline = RowRange.Of(RowKeys.CategoryTimelinePrefix(category.Id));
                await foreach (TableEntity row in write.Table.RowsAsync(timeline, null, stop, select: SummaryOnly).ConfigureAwait(false))
                {
                    AnnouncementSummary announcement = AnnouncementRows.ReadSummary(row);
                    if (announcement.Status == AnnouncementStatus.Published && write.Categories.IsIn(announcement.Categories, [other]))
                    {
                        inBoth[announcement.Id] = true;
                    }
                }
            }).ConfigureAwait(false);
        return inBoth.Count;
    }

    private static async Task<bool> IsInUseAsync(SiteWrite write, Category category, CancellationToken cancellation)
    {
        foreach (Category used in write.Categories.WithAliases(category))
        {
            await foreach (TableEntity _ in write.Table
                .RowsAsync(RowRange.Of(RowKeys.CategoryUsePrefix(used.Id)), null, cancellation, pageSize: 1).ConfigureAwait(false))
            {
                return true;
            }
        }

        return write.Categories.WithAliases(category).Count > 1;
    }

    private static Task<(Category, CategorySet)> Saved(SiteWrite write, Category category)
    {
        write.Set(category);
        write.Log(ChangeKind.Category, category.Id);
        return Task.FromResult((category, write.Categories));
    }

    private static Category Find(CategorySet categories, string slug) =>
        categories.FindCurrent(slug) ?? throw Problem.NotFound($"There is no category '{slug}'.");

    private static void CheckName(CategorySet categories, string name, Guid? own)
    {
        if (categories.FindByName(name) is { } other && other.Id != own)
        {
            throw Problem.Invalid("name", $"is taken: there is a category '{other.Name}'");
        }
    }

    private static string AskedSlug(CategorySet categories, string slug) => categories.IsTaken(slug)
        ? throw new ProblemException(new Problem(ProblemKind.SlugTaken, $"A category has, or had, the slug '{slug}'."))
        : slug;

    private static Category Renamed(Category category, string slug) => category.FormerSlugs.Count < Category.MaximumFormerSlugs
        ? category with { Slug = slug, FormerSlugs = [.. category.FormerSlugs.Where(former => former != slug), category.Slug] }
        : throw Problem.Invalid("slug", $"has changed {Category.MaximumFormerSlugs} times already, and every old address still leads here");
}
