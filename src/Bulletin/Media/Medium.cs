using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Bulletin.Content.Files;
using Bulletin.Storage;

namespace Bulletin.Media;

/// <summary>A picture or another file of the site, as it is stored. Announcements name it; its bytes are a blob.</summary>
internal sealed record Medium
{
    /// <summary>The maximum number of characters of an alternative text.</summary>
    public const int MaximumAlt = 500;

    /// <summary>The maximum number of characters of a credit.</summary>
    public const int MaximumCredit = 200;

    /// <summary>The id, a UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name for readers, with an extension.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its <see cref="FileKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The media type, if it says more than that of the kind, such as a charset.</summary>
    public string? Type { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of the bytes, 64 lower-case hexadecimal digits; the name of the blob.</summary>
    public required string Hash { get; init; }

    /// <summary>The width of a picture in pixels, as it is shown; null for another file.</summary>
    public int? Width { get; init; }

    /// <summary>The height of a picture in pixels, as it is shown; null for another file.</summary>
    public int? Height { get; init; }

    /// <summary>True if a picture has transparent parts; null if not.</summary>
    public bool? HasAlpha { get; init; }

    /// <summary>The alternative text, proposed to those who use the picture; null: none.</summary>
    public string? Alt { get; init; }

    /// <summary>The person or source to be named with it; null: none.</summary>
    public string? Credit { get; init; }

    /// <summary>The most important place of a picture, around which it is cropped; null: the middle.</summary>
    public FocalPoint? Focus { get; init; }

    /// <summary>The facts of a PDF that decide if everybody can read it; null for another file.</summary>
    public DocumentFacts? Document { get; init; }

    /// <summary>The number of the last change, from 1.</summary>
    public required int Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of the actor who uploaded it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The actor id of the one who uploaded it; authors use what they uploaded themselves.</summary>
    public required string OwnerId { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The name of the actor who changed it last.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>The time at which its file was last replaced; null if it never was.</summary>
    public DateTimeOffset? ReplacedAt { get; init; }

    /// <summary>The hashes of its former files, which former revisions of announcements may still name; oldest first.</summary>
    public IReadOnlyList<string> FormerHashes { get; init; } = [];

    /// <summary>Returns true if it has, or had, a file.</summary>
    public bool Had(string hash) => hash == Hash || FormerHashes.Contains(hash);

    /// <summary>Returns true if two media are equal, so that there is nothing to save.</summary>
    public bool IsSame(Medium other) =>
        this with { FormerHashes = [] } == other with { FormerHashes = [] } && FormerHashes.SequenceEqual(other.FormerHashes);

    /// <summary>Returns the medium as an announcement keeps it.</summary>
    public NamedMedium Named() => new()
    {
        Id = Id,
        Hash = Hash,
        Kind = Kind,
        Type = Type,
        Name = Name,
        Bytes = Bytes,
        Width = Width,
        Height = Height,
        HasAlpha = HasAlpha,
        Credit = Credit,
        Focus = Focus,
        IsAccessible = Document?.IsAccessible,
    };

    /// <summary>Returns the row of the medium.</summary>
    public TableEntity ToRow(SiteTable table)
    {
        TableEntity row = table.NewRow(RowKeys.Medium(Id));
        row[nameof(Medium)] = JsonSerializer.SerializeToUtf8Bytes(this, StoredMediaJson.Compact.Medium);
        return row;
    }

    /// <exception cref="InvalidDataException">The row does not contain a medium.</exception>
    public static Medium FromRow(TableEntity row) => StoredJson.Read(row, nameof(Medium), StoredMediaJson.Compact.Medium, "medium");
}

/// <summary>A place in a picture, as parts of its width and height.</summary>
/// <param name="X">The part from the left, 0 to 1.</param>
/// <param name="Y">The part from the top, 0 to 1.</param>
internal sealed record FocalPoint(double X, double Y);

/// <summary>The facts of a PDF that decide if everybody can read it.</summary>
/// <param name="Title">The title in the file's own data; null: none.</param>
/// <param name="Language">The language in the file's own data, a BCP 47 tag; null: none.</param>
/// <param name="IsTagged">True if the file contains its structure, which screen readers need.</param>
/// <param name="HasText">False if its pages are only pictures; null if that is not known.</param>
/// <param name="Pages">The number of pages.</param>
internal sealed record DocumentFacts(string? Title, string? Language, bool IsTagged, bool? HasText, int Pages)
{
    /// <summary>True if nothing in these facts keeps anybody from reading it.</summary>
    [JsonIgnore]
    public bool IsAccessible => IsTagged && HasText != false;
}

/// <summary>
/// A medium as an announcement keeps it: with the file that it had when the announcement last named it. So a later file takes
/// effect only with a change of the announcement, and former revisions keep theirs.
/// </summary>
internal sealed record NamedMedium
{
    public required Guid Id { get; init; }

    /// <summary>The SHA-256 of the bytes, 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The name of its <see cref="FileKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The media type, if it says more than that of the kind, such as a charset.</summary>
    public string? Type { get; init; }

    /// <summary>The name for readers, with an extension.</summary>
    public required string Name { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The width of a picture in pixels; null for another file.</summary>
    public int? Width { get; init; }

    /// <summary>The height of a picture in pixels; null for another file.</summary>
    public int? Height { get; init; }

    /// <summary>True if a picture has transparent parts; null if not.</summary>
    public bool? HasAlpha { get; init; }

    /// <summary>The person or source to be named with it; null: none.</summary>
    public string? Credit { get; init; }

    /// <summary>The most important place of a picture; null: the middle.</summary>
    public FocalPoint? Focus { get; init; }

    /// <summary>For a PDF, true if it is tagged and has text; null for another file.</summary>
    public bool? IsAccessible { get; init; }

    /// <summary>The kind of the file.</summary>
    [JsonIgnore]
    public FileKind FileKind => FileKind.Named(Kind) ?? throw new InvalidDataException($"There is no kind of file '{Kind}'.");

    /// <summary>The media type with which the file is sent.</summary>
    [JsonIgnore]
    public string MediaType => Type ?? FileKind.MediaType;
}

/// <summary>The stored JSON of media.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Medium))]
internal sealed partial class StoredMediaJson : JsonSerializerContext
{
    public static StoredMediaJson Compact { get; } = new(StoredJson.Options());
}
