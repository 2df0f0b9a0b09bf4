namespace Bulletin.IntegrationTests.Contract;

/// <summary>An address for readers, with its parameters.</summary>
/// <param name="Template">
/// The path, with names in braces for items that a test has created (<c>{announcement}</c>, <c>{category}</c>) or
/// knows, and with the required parameters.
/// </param>
/// <param name="Parameters">Its parameters.</param>
public sealed record ReadersAddress(string Template, params IReadOnlyList<ReadersParameter> Parameters)
{
    /// <summary>Every address for readers, for tests of their common behaviour.</summary>
    public static readonly IReadOnlyList<ReadersAddress> All =
    [
        new(
            "/api/announcements",
            ReadersParameter.Categories, ReadersParameter.Instant("from"), ReadersParameter.Instant("to"), ReadersParameter.Language,
            ReadersParameter.Pinned, ReadersParameter.Words, ReadersParameter.Status, ReadersParameter.Limit, ReadersParameter.Opaque("cursor")),
        new("/api/announcements/{announcement}"),
        new("/api/announcements/{id}/history"),
        new("/api/categories"),
        new("/api/categories/{category}"),
        new(
            "/api/search?q=woda",
            ReadersParameter.Words, ReadersParameter.Categories, ReadersParameter.Status, ReadersParameter.Limit, ReadersParameter.Opaque("cursor")),
        new("/api/changes", ReadersParameter.Opaque("since"), ReadersParameter.Limit),
        new("/api/previews/{preview}") { IsKept = false },
        new("/feed.atom"),
        new("/feed.rss"),
        new("/feed.json"),
        new("/categories/{category}/feed.atom"),
        new("/categories/{category}/feed.rss"),
        new("/categories/{category}/feed.json"),
        new("/sitemap.xml"),
        new("/sitemaps/{number}"),
        new("/health/live") { IsKept = false },
        new("/health/ready") { IsKept = false },
        new("/problems/{problem}"),
    ];

    /// <summary>True if clients may cache the response, which then has an ETag.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>True if an unknown parameter is an error.</summary>
    public bool IsStrict => Template.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>The address with values in the places of the names in braces.</summary>
    public string Path(params IEnumerable<(string Name, string Value)> values) =>
        values.Aggregate(Template, (path, value) => path.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal));

    /// <summary>An address with another query: a parameter that it already has gives way.</summary>
    /// <param name="path">The address.</param>
    /// <param name="query">Parameters, escaped.</param>
    public static string With(string path, string query)
    {
        string name = query.Split('=')[0] + "=";
        string[] parts = path.Split('?', '&');
        IEnumerable<string> kept = parts.Skip(1).Where(parameter => !parameter.StartsWith(name, StringComparison.Ordinal));
        return $"{parts[0]}?{string.Join('&', kept.Append(query))}";
    }

    public override string ToString() => Template;
}
