using Azure.Data.Tables;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Media;

/// <summary>A recorded use of a medium.</summary>
/// <param name="Announcement">The id of the announcement.</param>
/// <param name="RecordedAt">The time at which the use was recorded.</param>
internal readonly record struct RecordedUse(Guid Announcement, DateTimeOffset RecordedAt);

/// <summary>The rows of media, of their files, and of their uses.</summary>
internal static class MediaRows
{
    private const string RecordedAt = nameof(RecordedAt);

    /// <summary>Reads a medium; null if there is none with this id.</summary>
    public static async Task<Medium?> ReadMediumAsync(this SiteTable table, Guid id, CancellationToken cancellation) =>
        id.Version == 7 && await table.ReadAsync(RowKeys.Medium(id), cancellation).ConfigureAwait(false) is { } row
            ? Medium.FromRow(row)
            : null;

    /// <summary>Adds a medium, or its changed form, to a write.</summary>
    public static void Put(this SiteWrite write, Medium medium)
    {
        write.Transaction.Put(medium.ToRow(write.Table));
        write.Transaction.Put(write.Table.NewRow(RowKeys.MediumFile(medium.Hash, medium.Id)));
        write.Log(ChangeKind.Internal, medium.Id);
    }

    /// <summary>Inserts an imported medium, with the rows of all files that it has or had.</summary>
    /// <returns>True if there was room for it.</returns>
    public static bool TryInsert(this SiteWrite write, Medium medium)
    {
        List<TableEntity> rows =
        [
            medium.ToRow(write.Table),
            .. medium.FormerHashes.Append(medium.Hash).Select(hash => write.Table.NewRow(RowKeys.MediumFile(hash, medium.Id))),
        ];
        if (!write.HasRoomFor(rows, []))
        {
            return false;
        }

        foreach (TableEntity row in rows)
        {
            write.Transaction.Put(row);
        }

        write.Log(ChangeKind.Internal, medium.Id);
        return true;
    }

    /// <summary>Deletes a medium with the rows of its files and of its recorded uses. Blobs that nothing needs are deleted later.</summary>
    public static void Delete(this SiteWrite write, Medium medium, IEnumerable<Guid> recordedUses)
    {
        write.Transaction.Delete(write.Table.NewRow(RowKeys.Medium(medium.Id)));
        foreach (string hash in medium.FormerHashes.Append(medium.Hash))
        {
            write.Transaction.Delete(write.Table.NewRow(RowKeys.MediumFile(hash, medium.Id)));
        }

        foreach (Guid announcement in recordedUses)
        {
            write.ForgetUse(medium.Id, announcement);
        }

        write.Log(ChangeKind.Internal, medium.Id);
    }

    /// <summary>Adds the rows of a use to a write.</summary>
    public static void RecordUse(this SiteWrite write, Guid medium, Guid announcement)
    {
        foreach (string rowKey in (string[])[RowKeys.MediumUse(medium, announcement), RowKeys.MediumOf(announcement, medium)])
        {
            TableEntity row = write.Table.NewRow(rowKey);
            row[RecordedAt] = write.Now;
            write.Transaction.Put(row);
        }

        write.Log(ChangeKind.Internal, announcement);
    }

    /// <summary>Deletes the rows of a use, which must exist.</summary>
    public static void ForgetUse(this SiteWrite write, Guid medium, Guid announcement)
    {
        write.Transaction.Delete(write.Table.NewRow(RowKeys.MediumUse(medium, announcement)));
        write.Transaction.Delete(write.Table.NewRow(RowKeys.MediumOf(announcement, medium)));
    }

    /// <summary>Records work on media that follows a write, so that it is done even if this instance ends.</summary>
    public static void LeaveWork(this SiteWrite write, MediaWorkKind kind, Guid id)
    {
        TableEntity row = write.Table.NewRow(RowKeys.MediaWork(kind, id));
        row[nameof(SiteWrite.WriteId)] = write.WriteId.ToString("D");
        write.Transaction.Put(row);
    }

    /// <summary>Reads the ids of the media whose use by an announcement was recorded after an instant.</summary>
    public static async Task<HashSet<Guid>> ReadMediaOfAsync(
        this SiteTable table, Guid announcement, DateTimeOffset after, CancellationToken cancellation)
    {
        HashSet<Guid> media = [];
        await foreach (TableEntity row in table
            .RowsAsync(RowRange.Of(RowKeys.MediaOfPrefix(announcement)), null, cancellation).ConfigureAwait(false))
        {
            if (row.GetDateTimeOffset(RecordedAt) > after)
            {
                media.Add(RowKeys.IdOf(row.RowKey));
            }
        }

        return media;
    }

    /// <summary>Reads the recorded uses of a medium.</summary>
    public static async Task<List<RecordedUse>> ReadRecordedUsesAsync(this SiteTable table, Guid medium, CancellationToken cancellation)
    {
        List<RecordedUse> uses = [];
        await foreach (TableEntity row in table
            .RowsAsync(RowRange.Of(RowKeys.MediumUsePrefix(medium)), null, cancellation).ConfigureAwait(false))
        {
            uses.Add(new RecordedUse(RowKeys.IdOf(row.RowKey), row.GetDateTimeOffset(RecordedAt) ?? DateTimeOffset.MinValue));
        }

        return uses;
    }
}

/// <summary>The media that an actor may see, use and change.</summary>
internal static class MediaAccess
{
    /// <summary>Returns true if the actor may see and use a medium: authors those that they uploaded, all others every one.</summary>
    public static bool MayUse(Actor actor, Medium medium) => actor.Role != Role.Author || medium.OwnerId == actor.Id;
}
