using Bulletin.Search;

namespace Bulletin.Archiving.Chores;

/// <summary>Saves the search index of a large site, so that instances start faster.</summary>
internal sealed class SaveSearchIndex(SearchCatalog search) : Chore
{
    public override string Name => "save-search-index";

    public override Task RunAsync(TimerReport report, CancellationToken budget) => search.SaveAsync(budget);
}
