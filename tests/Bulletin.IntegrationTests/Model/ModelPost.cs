namespace Bulletin.IntegrationTests.Model;

internal enum Stage
{
    Draft,
    Live,
    Archived,
    Deleted,
}

/// <summary>An announcement as the model knows it. Its state by the clock follows from its stage and its dates.</summary>
internal sealed record ModelPost
{
    public Guid Id { get; init; }

    public string Title { get; init; } = string.Empty;

    public string Body { get; init; } = string.Empty;

    public string Language { get; init; } = "pl";

    public bool Pinned { get; init; }

    /// <summary>The time at which the pin ends without a write.</summary>
    public DateTimeOffset? PinnedUntil { get; init; }

    public bool Keep { get; init; }

    public IReadOnlyList<ModelCategory> Categories { get; init; } = [];

    /// <summary>The media that it carries, each with the version of its file.</summary>
    public IReadOnlyList<(int Number, int Version)> Files { get; init; } = [];

    /// <summary>The numbers of the media that any of its revisions carries.</summary>
    public IReadOnlySet<int> FilesEver { get; init; } = new HashSet<int>();

    public string Slug { get; init; } = string.Empty;

    public IReadOnlyList<string> FormerSlugs { get; init; } = [];

    public Stage Stage { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public int Revision { get; init; }

    /// <summary>The time of archiving by hand or by age; not set for expiry.</summary>
    public DateTimeOffset? PutAway { get; init; }

    /// <summary>The time from which its age counts.</summary>
    public DateTimeOffset? AgesFrom { get; init; }

    /// <summary>The time at which it is archived by age, under the archiving period at its last change.</summary>
    public DateTimeOffset? GrowsOldAt { get; init; }

    public bool WasPublic { get; init; }

    /// <summary>The time at which a write or the timers last updated storage to match the clock.</summary>
    public DateTimeOffset SettledAt { get; init; }

    public IEnumerable<string> Slugs => FormerSlugs.Append(Slug);

    public string StatusAt(DateTimeOffset now) => Stage switch
    {
        Stage.Draft => "draft",
        Stage.Archived => "archived",
        Stage.Deleted => "deleted",
        _ when PublishedAt > now => "scheduled",
        _ when ExpiresAt <= now => "archived",
        _ => "published",
    };

    public bool IsPinnedAt(DateTimeOffset now) => Pinned && !(PinnedUntil <= now);

    public DateTimeOffset? PinnedUntilAt(DateTimeOffset now) => IsPinnedAt(now) ? PinnedUntil : null;

    public bool IsPublicAt(DateTimeOffset now) => StatusAt(now) is "published" or "archived";

    /// <summary>Returns true if readers have ever seen it.</summary>
    public bool WasPublicAt(DateTimeOffset now) => WasPublic || IsPublicAt(now);

    public DateTimeOffset? ArchivedAt(DateTimeOffset now) => StatusAt(now) != "archived" ? null : Stage == Stage.Live ? ExpiresAt : PutAway;

    public DateTimeOffset? ArchiveAt(DateTimeOffset now) => StatusAt(now) is "scheduled" or "published" ? GrowsOldAt : null;

    /// <summary>Returns the content whose change creates a revision.</summary>
    public string Content(DateTimeOffset now) => string.Join(
        '|',
        EditorialContent,
        Language,
        IsPinnedAt(now),
        PinnedUntilAt(now)?.UtcTicks,
        Keep,
        Slug,
        string.Join(',', FormerSlugs),
        StatusAt(now),
        PublishedAt?.UtcTicks,
        ExpiresAt?.UtcTicks,
        ArchivedAt(now)?.UtcTicks,
        ArchiveAt(now)?.UtcTicks);

    /// <summary>The content whose change sets the update stamp.</summary>
    public string EditorialContent => string.Join(
        '|', Title, Body, string.Join(',', Categories.Select(category => category.Number)), string.Join(',', Files));

    /// <summary>Fixes what the clock has done to it: a later change of its dates no longer changes its past.</summary>
    public ModelPost FixedAt(DateTimeOffset now)
    {
        ModelPost pinned = this with { Pinned = IsPinnedAt(now), PinnedUntil = PinnedUntilAt(now) };
        return Stage == Stage.Live && StatusAt(now) == "archived"
            ? pinned with { Stage = Stage.Archived, PutAway = ExpiresAt, AgesFrom = null, GrowsOldAt = null, WasPublic = true }
            : pinned with { WasPublic = WasPublicAt(now) };
    }
}

/// <summary>A category as the model knows it.</summary>
internal sealed class ModelCategory(int number)
{
    public int Number => number;

    public required string Name { get; set; }

    public required string Slug { get; set; }

    public List<string> FormerSlugs { get; } = [];

    public int Order { get; set; }

    public int Revision { get; set; } = 1;
}
