using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>A category, as it is stored.</summary>
internal sealed record Category
{
    /// <summary>The maximum number of categories per site. All of them are read at once and kept in memory.</summary>
    public const int MaximumCount = 500;

    /// <summary>The limit, in the words of an error message.</summary>
    public static string TooMany => $"a site may have {MaximumCount} categories";

    /// <summary>
    /// The maximum number of former slugs of a category. They are stored with the ids in one property of 64 KiB (Azure
    /// limit).
    /// </summary>
    public const int MaximumFormerSlugs = 200;

    /// <summary>The maximum number of categories that may be merged into one.</summary>
    public const int MaximumFormerIds = 1_000;

    /// <summary>The id, which never changes; slug and name may.</summary>
    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    /// <summary>The former slugs of the category and of the categories merged into it; they redirect.</summary>
    public IReadOnlyList<string> FormerSlugs { get; init; } = [];

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The position in the list of categories; those with the same order are sorted by name.</summary>
    public int Order { get; init; }

    /// <summary>
    /// The number of published, settled announcements in the category. A due event changes it only after a timer has
    /// settled it.
    /// </summary>
    public int Count { get; init; }

    /// <summary>
    /// The part of <see cref="Count"/> that is also counted in another category with which this one is being merged
    /// (announcements in both). Only the sum over a category and those being merged into it is exact.
    /// </summary>
    public int CountedTwice { get; init; }

    /// <summary>
    /// The category into which this one is being merged, and which may itself be merged into another; null for an
    /// ordinary category.
    /// </summary>
    public Guid? AliasOf { get; init; }

    /// <summary>The ids of categories merged into this one; former revisions of announcements still contain them.</summary>
    public IReadOnlyList<Guid> FormerIds { get; init; } = [];

    public required int Revision { get; init; }

    /// <summary>
    /// The site's version at which the category, or its count, last changed; 0 if that was before this was recorded.
    /// </summary>
    public long Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.Category(Id));
        row[nameof(Category)] = JsonSerializer.SerializeToUtf8Bytes(this, SiteJson.Compact.Category);
        return row;
    }

    /// <exception cref="InvalidDataException">The row does not contain a category.</exception>
    public static Category FromRow(TableEntity row) =>
        StoredJson.Read(row, nameof(Category), SiteJson.Compact.Category, "category");
}
