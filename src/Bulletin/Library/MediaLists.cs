using Azure.Data.Tables;
using Bulletin.Content;
using Bulletin.Content.Files;
using Bulletin.Media;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Library;

/// <summary>The filter of a list of media.</summary>
internal sealed record MediaQuery
{
    /// <summary>Words that the name or the alternative text contains, folded; null: all.</summary>
    public string? Words { get; init; }

    /// <summary>The kinds; empty: all.</summary>
    public IReadOnlyList<FileKind> Kinds { get; init; } = [];

    /// <summary>The id of the announcement that uses them; null: all.</summary>
    public Guid? UsedIn { get; init; }

    public required Actor Actor { get; init; }

    /// <summary>Returns true if a medium belongs to the list.</summary>
    public bool Accepts(Medium medium) => MediaAccess.MayUse(Actor, medium)
        && (Kinds.Count == 0 || Kinds.Any(kind => kind.Name == medium.Kind))
        && (Words is null || HasWords(medium, Words));

    private static bool HasWords(Medium medium, string words)
    {
        string text = TextFolding.Fold($"{medium.Name} {medium.Alt}");
        return TextFolding.Fold(words).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => text.Contains(word, StringComparison.Ordinal));
    }
}

/// <summary>Reads lists of media, newest first.</summary>
internal sealed class MediaLists(SiteTable table)
{
    // A filter that hardly any medium meets must not read the whole site for one page.
    private const int MaximumExamined = 2000;

    /// <summary>Reads a page.</summary>
    /// <param name="query">The filter.</param>
    /// <param name="after">The place after which the page starts; empty for the first page.</param>
    /// <param name="limit">The maximum number of items.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The media, and the place after which the next page starts; null at the end.</returns>
    public async Task<(IReadOnlyList<Medium> Items, string? Next)> ReadAsync(
        MediaQuery query, string after, int limit, CancellationToken cancellation)
    {
        List<Medium> items = [];
        int examined = 0;
        string place = after;
        await foreach (Medium medium in SourceAsync(query, after, cancellation).ConfigureAwait(false))
        {
            if (items.Count == limit || examined == MaximumExamined)
            {
                return (items, place);
            }

            examined++;
            place = RowKeys.MediumPlace(medium.Id);
            if (query.Accepts(medium))
            {
                items.Add(medium);
            }
        }

        return (items, null);
    }

    private async IAsyncEnumerable<Medium> SourceAsync(
        MediaQuery query, string after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (query.UsedIn is { } announcement)
        {
            HashSet<Guid> used = await table
                .ReadMediaOfAsync(announcement, DateTimeOffset.MinValue, cancellation).ConfigureAwait(false);
            foreach (Guid id in used.OrderBy(RowKeys.MediumPlace, StringComparer.Ordinal)
                .Where(id => string.CompareOrdinal(RowKeys.MediumPlace(id), after) > 0))
            {
                if (await table.ReadMediumAsync(id, cancellation).ConfigureAwait(false) is { } medium)
                {
                    yield return medium;
                }
            }

            yield break;
        }

        var range = RowRange.Of(RowKeys.MediumPrefix);
        await foreach (TableEntity row in table
            .RowsAsync(after.Length == 0 ? range : range.After(RowKeys.MediumPrefix + after), null, cancellation, pageSize: 200)
            .ConfigureAwait(false))
        {
            yield return Medium.FromRow(row);
        }
    }
}
