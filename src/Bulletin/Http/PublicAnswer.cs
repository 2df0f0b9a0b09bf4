using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bulletin.Announcements;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>What an operation for readers answers: the same for everybody, to be kept for a little while.</summary>
internal sealed record PublicAnswer
{
    /// <summary>The methods of every operation that reads.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The headers that a page of another origin may read.</summary>
    public static readonly string[] ExposedHeaders = [HeaderNames.ETag, HeaderNames.Link, HeaderNames.Location, HeaderNames.RetryAfter];

    /// <summary>The body; empty for a redirect.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The content type with its charset; null for a redirect.</summary>
    public required string? ContentType { get; init; }

    /// <summary>The present address, for an address that is a former one; null otherwise.</summary>
    public string? MovedTo { get; init; }

    /// <summary>What it may load (<c>Content-Security-Policy</c>), for a page; null for what is none.</summary>
    public string? PagePolicy { get; init; }

    /// <summary>When what it says last changed, or null.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>
    /// The next instant at which something in it becomes public or expires, as far as it lies ahead for no longer than
    /// <see cref="ReadCache.LookAhead"/>; null when there is none.
    /// </summary>
    public DateTimeOffset? TrueUntil { get; init; }

    /// <summary>The values of the <c>Link</c> header (RFC 8288).</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>The announcement whose changes alone, beside those of categories, change the answer; null when any may.</summary>
    public Guid? Announcement { get; init; }

    /// <summary>An answer in JSON.</summary>
    public static PublicAnswer Json<T>(T value, JsonTypeInfo<T> json) => new()
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(value, json),
        ContentType = "application/json; charset=utf-8",
    };

    /// <summary>The way from a former address to the present one.</summary>
    public static PublicAnswer Moved(string address) => new() { Body = [], ContentType = null, MovedTo = address };

    /// <summary>The link to the next page of a list.</summary>
    public static IReadOnlyList<string> NextLink(string? address) => address is null ? [] : [$"<{address}>; rel=\"next\""];
}
