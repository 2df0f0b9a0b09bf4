using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Archiving;

/// <summary>The progress of the migration of a site's announcements to a layout, stored in a row.</summary>
/// <param name="Layout">The layout; 0 if there is no mark yet.</param>
/// <param name="Pass">The number of the pass through the announcements, 1 or 2.</param>
/// <param name="After">The row key after which the pass continues; empty at its start, null when it has ended.</param>
/// <param name="EndedAt">The instant at which the pass ended; null if it has not.</param>
internal sealed record LayoutMark(int Layout, int Pass, string? After, DateTimeOffset? EndedAt)
{
    /// <summary>
    /// The time between the two passes: one day. During the rollout of a release, instances of the previous one still
    /// save announcements in the older layout, including those that the first pass has already examined.
    /// </summary>
    public static readonly TimeSpan UntilSecondPass = TimeSpan.FromDays(1);

    /// <summary>Reads the mark of a site.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not respond.</exception>
    public static async Task<LayoutMark> ReadAsync(SiteTable table, CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.LayoutMark, cancellation).ConfigureAwait(false) is { } row
            ? new LayoutMark(
                row.GetInt32(nameof(Layout)) ?? 0,
                row.GetInt32(nameof(Pass)) ?? 1,
                row.GetString(nameof(After)),
                row.GetDateTimeOffset(nameof(EndedAt)))
            : new LayoutMark(0, 1, string.Empty, null);

    /// <summary>Returns the mark with which a pass starts or continues.</summary>
    /// <param name="layout">The layout of this release.</param>
    /// <param name="now">The current instant.</param>
    /// <returns>
    /// The mark; null if there is nothing to do, because both passes have ended, or a later release has started the
    /// migration to its own layout.
    /// </returns>
    public LayoutMark? ToGoOn(int layout, DateTimeOffset now) => this switch
    {
        { Layout: var reached } when reached > layout => null,
        { Layout: var reached } when reached < layout => new LayoutMark(layout, 1, string.Empty, null),
        { After: not null } => this,
        { Pass: 1, EndedAt: var ended } when ended + UntilSecondPass <= now => new LayoutMark(layout, 2, string.Empty, null),
        _ => null,
    };

    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.LayoutMark);
        row[nameof(Layout)] = Layout;
        row[nameof(Pass)] = Pass;
        row[nameof(After)] = After;
        row[nameof(EndedAt)] = EndedAt;
        return row;
    }
}
