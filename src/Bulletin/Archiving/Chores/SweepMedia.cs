using Azure.Data.Tables;
using Bulletin.Library;
using Bulletin.Media;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving.Chores;

/// <summary>
/// Does work on media that was left undone, and, once a day, deletes blobs that no medium needs any more, and uploads that nobody
/// confirmed.
/// </summary>
internal sealed class SweepMedia(MediaWork work, BlobStore blobs, SiteWriter writer, TimeProvider clock) : Chore
{
    /// <summary>The age from which a blob without a row may be deleted: no upload takes so long.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromDays(1);

    private const string SweptAt = nameof(SweptAt);
    private const int BlobsAtOnce = 5000;

    public override string Name => "sweep-media";

    public override async Task RunAsync(TimerReport report, CancellationToken budget)
    {
        report.Failed += await work.DoAllAsync(budget).ConfigureAwait(false);
        DateTimeOffset now = clock.GetUtcNow();
        TableEntity? mark = await writer.Table.ReadAsync(RowKeys.MediaMark, budget).ConfigureAwait(false);
        if (mark?.GetDateTimeOffset(SweptAt) > now - Age)
        {
            return;
        }

        if (await SweepAsync(MediaBlobs.FilesOf(writer.Table), now - Age, budget).ConfigureAwait(false) is var files
            && await SweepAsync(MediaBlobs.UploadsOf(writer.Table), now - Age, budget).ConfigureAwait(false) is var uploads
            && files + uploads == 0 && mark is null)
        {
            // A site without media gets no mark.
            return;
        }

        // Not a change of the site: several instances may record it, and nothing depends on it.
        TableEntity row = writer.Table.NewRow(RowKeys.MediaMark);
        row[SweptAt] = now;
        await writer.Table.SubmitRepeatableAsync(
            [new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)], budget).ConfigureAwait(false);
    }

    // Returns the number of blobs examined.
    private async Task<int> SweepAsync(string prefix, DateTimeOffset before, CancellationToken budget)
    {
        int examined = 0;
        List<BlobEntry> some = [];
        await foreach (BlobEntry blob in blobs.ListAsync(prefix, budget).ConfigureAwait(false))
        {
            examined++;
            some.Add(blob);
            if (some.Count == BlobsAtOnce)
            {
                await DeleteUnneededAsync(prefix, some, before, budget).ConfigureAwait(false);
                some.Clear();
            }
        }

        await DeleteUnneededAsync(prefix, some, before, budget).ConfigureAwait(false);
        return examined;
    }

    private async Task DeleteUnneededAsync(string prefix, List<BlobEntry> some, DateTimeOffset before, CancellationToken budget)
    {
        if (some.Count == 0)
        {
            return;
        }

        // The blobs are in the order of their names, and so are the rows.
        HashSet<string> needed = new(StringComparer.Ordinal);
        var range = new RowRange(
            RowKeys.MediumFilePrefix(HashOf(prefix, some[0])), RowRange.Of(RowKeys.MediumFilePrefix(HashOf(prefix, some[^1]))).To);
        await foreach (TableEntity row in writer.Table
            .RowsAsync(range, null, budget, select: ["PartitionKey", "RowKey"]).ConfigureAwait(false))
        {
            needed.Add(RowKeys.HashOf(row.RowKey));
        }

        foreach (BlobEntry blob in some.Where(blob => blob.WrittenAt < before && !needed.Contains(HashOf(prefix, blob))))
        {
            await blobs.DeleteUnchangedAsync(blob, budget).ConfigureAwait(false);
        }
    }

    // An upload has no hash: it has an id, which is that of no row.
    private static string HashOf(string prefix, BlobEntry blob) => blob.Name[prefix.Length..].Split('/')[0];
}
