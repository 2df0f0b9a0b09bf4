
namespace Bulletin.Conversion.Lines;

/// <summary>An announcement of another system, before the limits of an announcement are applied.</summary>
internal sealed record SourceEntry
{
    /// <summary>The number of the entry in the file, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The title, one line of text; empty if there is none.</summary>
    public required string Title { get; init; }

    /// <summary>A separate text that precedes the body, if any.</summary>
    public string? Lead { get; init; }

    /// <summary>The body as HTML, not yet cleaned.</summary>
    public string Body { get; init; } = string.Empty;

    /// <summary>The address at which it was published.</summary>
    public Uri? Address { get; init; }

    /// <summary>The base of relative addresses in the body; null: <see cref="Address"/>.</summary>
    public Uri? Base { get; init; }

    public string? Slug { get; init; }

    public string? Language { get; init; }

    public bool IsDraft { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public IReadOnlyList<SourceCategory> Categories { get; init; } = [];

    public string? Author { get; init; }

    public bool Pinned { get; init; }

    public SourceImage? Image { get; init; }
}
