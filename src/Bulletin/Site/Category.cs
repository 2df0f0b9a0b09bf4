using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Content;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>A category, as it is stored.</summary>
internal sealed record Category
{
    /// <summary>The most categories of a site. All of them are read at once and kept in memory.</summary>
    public const int MaximumCount = 500;

    /// <summary>The bound, as it is told when it is reached.</summary>
    public static string TooMany => $"a site may have {MaximumCount} categories";

    /// <summary>The most slugs that a category had before. They and the ids stand in one property of its row, which holds 64 KiB.</summary>
    public const int MaximumFormerSlugs = 200;

    /// <summary>The most categories that were merged into one.</summary>
    public const int MaximumFormerIds = 1_000;

    /// <summary>The id never changes; slug and name may.</summary>
    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    /// <summary>Slugs that the category, or one merged into it, had before; they redirect.</summary>
    public IReadOnlyList<string> FormerSlugs { get; init; } = [];

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The place among the categories: by order, then by name.</summary>
    public int Order { get; init; }

    /// <summary>The published announcements of the category that are settled: what falls due is counted when a timer ran.</summary>
    public int Count { get; init; }

    /// <summary>
    /// Of <see cref="Count"/>, what counts in another category too that this one is being merged with: an announcement that is in both. It
    /// is right as the sum over a category and those that are being merged into it.
    /// </summary>
    public int CountedTwice { get; init; }

    /// <summary>
    /// The category that this one is being merged into, which may be merged on itself; null for an ordinary category.
    /// </summary>
    public Guid? AliasOf { get; init; }

    /// <summary>The ids of categories that were merged into this one: former revisions of announcements still carry them.</summary>
    public IReadOnlyList<Guid> FormerIds { get; init; } = [];

    public required int Revision { get; init; }

    /// <summary>The site's version at which the category, or its count, last changed; 0 when that was before this was kept.</summary>
    public long Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.Category(Id));
        row[nameof(Category)] = JsonSerializer.SerializeToUtf8Bytes(this, SiteJson.Compact.Category);
        return row;
    }

    /// <exception cref="InvalidDataException">The row does not hold a category.</exception>
    public static Category FromRow(TableEntity row) =>
        JsonSerializer.Deserialize(row.GetBinary(nameof(Category)), SiteJson.Compact.Category)
            ?? throw new InvalidDataException($"Row {row.RowKey} holds no category.");
}
