using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>An entry of the change log, which describes one write.</summary>
internal sealed record ChangeLogEntry
{
    /// <summary>The site's version after the write.</summary>
    public required long Version { get; init; }

    /// <summary>The id that the writer assigned to the write, by which it recognises its own entry.</summary>
    public required Guid WriteId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    /// <summary>The id of the actor; null in entries from before it was recorded.</summary>
    public string? ActorId { get; init; }

    public required Role? Role { get; init; }

    /// <summary>The requested operation, such as <c>publish</c>.</summary>
    public required string Action { get; init; }

    /// <summary>A comment on the change, if any.</summary>
    public string? Note { get; init; }

    public required IReadOnlyList<Change> Changes { get; init; }

    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.Change(Version));
        row[nameof(WriteId)] = WriteId.ToString("D");
        row[nameof(At)] = At;
        row[nameof(Actor)] = Actor;
        row[nameof(ActorId)] = ActorId;
        row[nameof(Role)] = Role?.ToString();
        row[nameof(Action)] = Action;
        row[nameof(Note)] = Note;
        row[nameof(Changes)] = JsonSerializer.SerializeToUtf8Bytes(Changes, SiteJson.Compact.IReadOnlyListChange);
        return row;
    }

    public static ChangeLogEntry FromRow(TableEntity row) => new()
    {
        Version = long.Parse(row.RowKey.AsSpan(2)),
        WriteId = Guid.Parse(row.GetString(nameof(WriteId))),
        At = row.GetDateTimeOffset(nameof(At)) ?? default,
        Actor = row.GetString(nameof(Actor)) ?? string.Empty,
        ActorId = row.GetString(nameof(ActorId)),
        Role = Enum.TryParse(row.GetString(nameof(Role)), out Role role) ? role : null,
        Action = row.GetString(nameof(Action)) ?? string.Empty,
        Note = row.GetString(nameof(Note)),
        Changes = JsonSerializer.Deserialize(row.GetBinary(nameof(Changes)), SiteJson.Compact.IReadOnlyListChange) ?? [],
    };
}

/// <summary>A change to one announcement or category in a write.</summary>
internal sealed record Change(ChangeKind Kind, Guid Id);

/// <summary>The effect of a change on readers.</summary>
internal enum ChangeKind
{
    /// <summary>None: readers do not see the change.</summary>
    Internal,

    /// <summary>An announcement became public, or returned from the archive.</summary>
    Published,

    /// <summary>A public announcement changed.</summary>
    Updated,

    /// <summary>An announcement moved to the archive.</summary>
    Archived,

    /// <summary>An announcement is no longer public.</summary>
    Removed,

    /// <summary>A category changed.</summary>
    Category,
}
