using Bulletin.Announcements;
using Bulletin.Content;

namespace Bulletin.Conversion.Lines;

/// <summary>An announcement as another system has it, before it is brought within our bounds.</summary>
internal sealed record SourceEntry
{
    /// <summary>Which entry of the file it is, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>One line of text; empty when there is none.</summary>
    public required string Title { get; init; }

    /// <summary>A text of its own that comes before the body, or null.</summary>
    public string? Lead { get; init; }

    /// <summary>HTML of any kind.</summary>
    public string Body { get; init; } = string.Empty;

    /// <summary>Where it was published.</summary>
    public Uri? Address { get; init; }

    /// <summary>What relative addresses in the body are relative to; null: <see cref="Address"/>.</summary>
    public Uri? Base { get; init; }

    public string? Slug { get; init; }

    public string? Language { get; init; }

    public bool IsDraft { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public IReadOnlyList<SourceCategory> Categories { get; init; } = [];

    public string? Author { get; init; }

    public bool Pinned { get; init; }

    public AnnouncementImage? Image { get; init; }
}
