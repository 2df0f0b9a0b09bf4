using Bulletin.Categories;
using Bulletin.Site;
using Microsoft.Extensions.Logging;

namespace Bulletin.Archiving.Chores;

/// <summary>Completes merges of categories that were interrupted.</summary>
internal sealed class FinishMerges(CategoryEditor editor, CategoryCache categories, ILogger<FinishMerges> log) : Chore
{
    public override string Name => "merge-category";

    public override async Task RunAsync(TimerReport report, CancellationToken budget)
    {
        CategorySet present = await categories.ReadPresentAsync(budget).ConfigureAwait(false);
        foreach (Category alias in present.All.Where(category => category.AliasOf is not null))
        {
            try
            {
                await editor.FinishMergeAsync(alias.Id, Actor.Service, budget).ConfigureAwait(false);
            }
            catch (Exception failure) when (!DueAnnouncements.IsOver(failure, budget))
            {
                report.Failed++;
                log.LogError(failure, "The merge of category {Category} cannot be finished and is passed over.", alias.Slug);
            }
        }
    }
}
