using System.Text.Json.Serialization;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Site;

namespace Bulletin.Library;

/// <summary>A picture or another file of the site, as editors see it.</summary>
internal sealed record MediumRepresentation
{
    /// <summary>The id, a UUID; it never changes.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name for readers, with the extension of its kind.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of file in a word, such as <c>jpeg</c> or <c>pdf</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The media type.</summary>
    public required string Type { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of the bytes, in hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The width of a picture in pixels, or null.</summary>
    public required int? Width { get; init; }

    /// <summary>The height of a picture in pixels, or null.</summary>
    public required int? Height { get; init; }

    /// <summary>The alternative text, proposed to those who use the picture, or null.</summary>
    public required string? Alt { get; init; }

    /// <summary>The person or source to be named with it, or null.</summary>
    public required string? Credit { get; init; }

    /// <summary>The most important place of a picture, or null: the middle.</summary>
    public required FocalPoint? Focus { get; init; }

    /// <summary>The facts of a PDF that decide if everybody can read it, or null.</summary>
    public required MediumDocument? Document { get; init; }

    /// <summary>
    /// The reasons for which some people cannot read the file: <c>no-text</c>, <c>not-tagged</c>, <c>no-language</c>,
    /// <c>no-title</c>; empty if nothing is known.
    /// </summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The address of the file for editors.</summary>
    public required string Content { get; init; }

    /// <summary>The number of the last change, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The time of the upload.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of the one who uploaded it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The time of the last change.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The name of the one who changed it last.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>The time at which its file was last replaced, or null.</summary>
    public required DateTimeOffset? ReplacedAt { get; init; }

    /// <summary>
    /// The announcements that use it: now, in a former revision, or in a draft; absent in lists and in responses to changes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MediumUse>? UsedIn { get; init; }

    public static MediumRepresentation Of(Medium medium) => new()
    {
        Id = medium.Id,
        Name = medium.Name,
        Kind = medium.Kind,
        Type = medium.Named().MediaType,
        Bytes = medium.Bytes,
        Sha256 = medium.Hash,
        Width = medium.Width,
        Height = medium.Height,
        Alt = medium.Alt,
        Credit = medium.Credit,
        Focus = medium.Focus,
        Document = medium.Document is { } document ? MediumDocument.Of(document) : null,
        Warnings = [.. WarningsOf(medium)],
        Content = $"{MediaApi.AddressOf(medium.Id)}/content",
        Revision = medium.Revision,
        CreatedAt = medium.CreatedAt,
        CreatedBy = medium.CreatedBy,
        ChangedAt = medium.ChangedAt,
        ChangedBy = medium.ChangedBy,
        ReplacedAt = medium.ReplacedAt,
    };

    // The law on digital accessibility of public bodies asks for documents that everybody can read.
    private static IEnumerable<string> WarningsOf(Medium medium)
    {
        if (medium.Document is not { } document)
        {
            yield break;
        }

        if (document.HasText == false)
        {
            yield return "no-text";
        }

        if (!document.IsTagged)
        {
            yield return "not-tagged";
        }

        if (document.Language is null)
        {
            yield return "no-language";
        }

        if (document.Title is null)
        {
            yield return "no-title";
        }
    }
}

/// <summary>The facts of a PDF that decide if everybody can read it.</summary>
/// <param name="Title">The title in the file's own data, or null.</param>
/// <param name="Language">The language in the file's own data, or null.</param>
/// <param name="Tagged">True if the file contains its structure, which screen readers need.</param>
/// <param name="HasText">False if its pages are only pictures; null if that is not known.</param>
/// <param name="Pages">The number of pages.</param>
internal sealed record MediumDocument(string? Title, string? Language, bool Tagged, bool? HasText, int Pages)
{
    public static MediumDocument Of(DocumentFacts facts) => new(facts.Title, facts.Language, facts.IsTagged, facts.HasText, facts.Pages);
}

/// <summary>A use of a medium.</summary>
/// <param name="Id">The id of the announcement.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">Its state.</param>
internal sealed record MediumUse(Guid Id, string Title, string Status)
{
    /// <summary>Returns the uses that the actor may know of.</summary>
    public static IReadOnlyList<MediumUse> Of(IReadOnlyList<Announcement> uses, Actor actor) => uses
        .Where(one => actor.Role != Role.Author || one.Owner == actor.Id)
        .Select(one => new MediumUse(one.Id, one.Title, one.Status.Word())).ToList();
}

/// <summary>A page of media.</summary>
/// <param name="Items">The media, newest first.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
internal sealed record MediumList(IReadOnlyList<MediumRepresentation> Items, string? Next);

/// <summary>The address for a large file.</summary>
/// <param name="Id">The id of the upload, with which it is confirmed.</param>
/// <param name="Url">The address to which the file is sent with <c>PUT</c> and <c>x-ms-blob-type: BlockBlob</c>.</param>
/// <param name="ExpiresAt">The end of the address.</param>
internal sealed record UploadRepresentation(Guid Id, string Url, DateTimeOffset ExpiresAt);

/// <summary>The JSON of the operations on media.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MediumRepresentation))]
[JsonSerializable(typeof(MediumList))]
[JsonSerializable(typeof(UploadRepresentation))]
[JsonSerializable(typeof(IReadOnlyList<MediumUse>))]
internal sealed partial class LibraryJson : JsonSerializerContext
{
    public static LibraryJson Web { get; } = new(RepresentationJson.Options());
}
