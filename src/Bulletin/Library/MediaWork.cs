using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;

namespace Bulletin.Library;

/// <summary>
/// Does what follows a write of media: what is not public takes over a replaced file, and media go with the last announcement
/// that used them. It is recorded in the write and done right after it, or else by the timer.
/// </summary>
internal sealed partial class MediaWork(SiteWriter writer, TimeProvider clock, ILogger<MediaWork> log)
{
    /// <summary>The number of recorded uses that one transaction deletes, with the medium or without it.</summary>
    public const int UsesAtOnce = 20;

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Does the work left by a write, if it is done within two seconds and storage is available. Otherwise the timer does the rest.
    /// </summary>
    public async Task TryAsync(MediaWorkKind kind, Guid id)
    {
        using var limit = new CancellationTokenSource(AtOnce, clock);
        try
        {
            if (await writer.Table.ReadAsync(RowKeys.MediaWork(kind, id), limit.Token).ConfigureAwait(false) is { } row)
            {
                await DoAsync(row, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is UnavailableException or OperationCanceledException)
        {
            LeftToTimer(log, kind, id, failure);
        }
    }

    /// <summary>Does all the work that was left.</summary>
    /// <returns>The number of pieces of work that failed, and stay for the next time.</returns>
    public async Task<int> DoAllAsync(CancellationToken cancellation)
    {
        int failed = 0;
        await foreach (TableEntity row in writer.Table
            .RowsAsync(RowRange.Of(RowKeys.MediaWorkPrefix), null, cancellation).ConfigureAwait(false))
        {
            try
            {
                await DoAsync(row, cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One that cannot be done must not keep the others from it.
                failed++;
                CannotBeDone(log, row.RowKey, failure);
            }
        }

        return failed;
    }

    /// <summary>Deletes recorded uses of a medium that came to nothing or ended, except recent ones.</summary>
    public async Task ForgetOldUsesAsync(Guid medium, CancellationToken cancellation)
    {
        MediumUsage.Uses uses = await writer.Table.ReadRealUsesAsync(medium, int.MaxValue, cancellation).ConfigureAwait(false);
        foreach (RecordedUse[] some in uses.Stale.Where(IsOld).Chunk(UsesAtOnce))
        {
            await writer.WriteAsync(
                Actor.Service,
                "forget-uses",
                async (write, stop) =>
                {
                    // A use that is about to be made was recorded again.
                    List<RecordedUse> present = await write.Table.ReadRecordedUsesAsync(medium, stop).ConfigureAwait(false);
                    foreach (RecordedUse use in some.Where(present.Contains))
                    {
                        write.ForgetUse(medium, use.Announcement);
                        write.Log(ChangeKind.Internal, use.Announcement);
                    }

                    return true;
                },
                cancellation).ConfigureAwait(false);
        }
    }

    private bool IsOld(RecordedUse use) => use.RecordedAt < clock.GetUtcNow() - MediaUses.InProgress;

    // Leaves the row where it is if the work cannot be done yet.
    private async Task DoAsync(TableEntity row, CancellationToken cancellation)
    {
        Guid id = RowKeys.IdOf(row.RowKey);
        switch (RowKeys.MediaWorkOf(row.RowKey))
        {
            case MediaWorkKind.Replaced:
                foreach (RecordedUse use in await writer.Table.ReadRecordedUsesAsync(id, cancellation).ConfigureAwait(false))
                {
                    await TakeOverAsync(id, use.Announcement, cancellation).ConfigureAwait(false);
                }

                break;
            case MediaWorkKind.Purged:
                bool isDone = true;
                foreach (Guid medium in await writer.Table
                    .ReadMediaOfAsync(id, DateTimeOffset.MinValue, cancellation).ConfigureAwait(false))
                {
                    isDone &= await ReleaseAsync(medium, id, cancellation).ConfigureAwait(false);
                }

                if (!isDone)
                {
                    return;
                }

                break;
        }

        await writer.WriteAsync(
            Actor.Service,
            "media-work",
            async (write, stop) =>
            {
                // Another write may have left the same work again since.
                if (await write.Table.ReadAsync(row.RowKey, stop).ConfigureAwait(false) is { } present
                    && present.GetString(nameof(SiteWrite.WriteId)) == row.GetString(nameof(SiteWrite.WriteId)))
                {
                    write.Transaction.Delete(present);
                    write.Log(ChangeKind.Internal, id);
                }

                return true;
            },
            cancellation).ConfigureAwait(false);
    }

    // Gives an announcement that readers do not see, and the draft of a next version, the present form of a medium. It is no
    // revision: what the announcement says of it stays the same.
    private Task<bool> TakeOverAsync(Guid medium, Guid announcement, CancellationToken cancellation) => writer.WriteAsync(
        Actor.Service,
        "take-over-file",
        async (write, stop) =>
        {
            if (await write.Table.ReadMediumAsync(medium, stop).ConfigureAwait(false) is not { } present)
            {
                return false;
            }

            var media = new Dictionary<Guid, NamedMedium> { [medium] = present.Named() };
            if (await write.Table.ReadAnnouncementAsync(announcement, stop).ConfigureAwait(false) is { } stored
                && !stored.At(write.Now).IsPublic
                && stored.WithMedia(media) is var changed
                && !AnnouncementChange.IsSame(stored, changed))
            {
                write.Save(stored, changed);
            }

            if (await write.Table.ReadDraftAsync(announcement, stop).ConfigureAwait(false) is { } draft
                && draft.WithMedia(media) is var next
                && !draft.IsSame(next))
            {
                write.Transaction.Put(next.ToRow(write.Table));
                write.Log(ChangeKind.Internal, announcement);
            }

            return true;
        },
        cancellation,
        about: announcement);

    // Forgets the use of a medium by a purged announcement, and deletes the medium if no other announcement uses it. Returns false
    // if another change may be about to use it: that is known tomorrow.
    private Task<bool> ReleaseAsync(Guid medium, Guid announcement, CancellationToken cancellation) => writer.WriteAsync(
        Actor.Service,
        "release-medium",
        async (write, stop) =>
        {
            if (await write.Table.ReadAsync(RowKeys.MediumOf(announcement, medium), stop).ConfigureAwait(false) is null)
            {
                // Another instance was faster.
                return true;
            }

            MediumUsage.Uses uses = await write.Table.ReadRealUsesAsync(medium, enough: 1, stop).ConfigureAwait(false);
            if (uses.Real.Count > 0 || await write.Table.ReadMediumAsync(medium, stop).ConfigureAwait(false) is not { } unused)
            {
                write.ForgetUse(medium, announcement);
                write.Log(ChangeKind.Internal, announcement);
                return true;
            }

            if (uses.Stale.Count > UsesAtOnce || !uses.Stale.All(use => use.Announcement == announcement || IsOld(use)))
            {
                return false;
            }

            write.Delete(unused, uses.Stale.Select(use => use.Announcement));
            return true;
        },
        cancellation);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on media ({Work}) cannot be done and is passed over.")]
    private static partial void CannotBeDone(ILogger log, string work, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Work on media ({Kind} {Id}) is left to the timer.")]
    private static partial void LeftToTimer(ILogger log, MediaWorkKind kind, Guid id, Exception failure);
}
