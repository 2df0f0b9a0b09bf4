using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Archiving;

/// <summary>How far the announcements of a site were brought to a layout: a row of the site.</summary>
/// <param name="Layout">The layout; 0 while there is no mark.</param>
/// <param name="Pass">The number of the pass through the announcements, 1 or 2.</param>
/// <param name="After">The row key after which the pass goes on: empty for its beginning, null when it has ended.</param>
/// <param name="EndedAt">The instant at which the pass ended; null before.</param>
internal sealed record LayoutMark(int Layout, int Pass, string? After, DateTimeOffset? EndedAt)
{
    /// <summary>
    /// The time between the two passes: a day. While a release is rolled out, instances of the one before still save in the older layout,
    /// also behind the place that the first pass has reached.
    /// </summary>
    public static readonly TimeSpan UntilSecondPass = TimeSpan.FromDays(1);

    /// <summary>Reads the mark of a site.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public static async Task<LayoutMark> ReadAsync(SiteTable table, CancellationToken cancellation) =>
        await table.ReadAsync(RowKeys.LayoutMark, cancellation).ConfigureAwait(false) is { } row
            ? new LayoutMark(
                row.GetInt32(nameof(Layout)) ?? 0, row.GetInt32(nameof(Pass)) ?? 1, row.GetString(nameof(After)), row.GetDateTimeOffset(nameof(EndedAt)))
            : new LayoutMark(0, 1, string.Empty, null);

    /// <summary>The mark with which a pass begins or goes on.</summary>
    /// <param name="layout">The layout of this release.</param>
    /// <param name="now">The present instant.</param>
    /// <returns>The mark; null when there is nothing to do: both passes have ended, or a later release has begun with its layout.</returns>
    public LayoutMark? ToGoOn(int layout, DateTimeOffset now) => this switch
    {
        { Layout: var reached } when reached > layout => null,
        { Layout: var reached } when reached < layout => new LayoutMark(layout, 1, string.Empty, null),
        { After: not null } => this,
        { Pass: 1, EndedAt: var ended } when ended + UntilSecondPass <= now => new LayoutMark(layout, 2, string.Empty, null),
        _ => null,
    };

    /// <summary>The row that holds the mark.</summary>
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
