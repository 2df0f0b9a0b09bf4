using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Content.Files;
using Bulletin.Library;
using Bulletin.Media;
using Bulletin.Problems;

namespace Bulletin.Transfer;

/// <summary>
/// The media in the line of an announcement: each with the file that the announcement has, by the hash of its bytes. The bytes are
/// not in the line.
/// </summary>
internal static class MediaLines
{
    private const string Media = "media";

    /// <summary>Writes the picture of an announcement; null if it has none.</summary>
    public static void Write(Utf8JsonWriter json, StoredImage? image)
    {
        if (image is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        if (image.Medium is { } medium)
        {
            json.WritePropertyName(Media);
            Write(json, medium);
        }
        else
        {
            json.WriteString("url", image.Url);
        }

        json.WriteString("alt", image.Alt);
        json.WriteEndObject();
    }

    /// <summary>Reads the picture of an announcement; null if it has errors, which are recorded.</summary>
    public static StoredImage? ReadImage(JsonMembers members)
    {
        if (!members.Has(Media))
        {
            return ImageInput.ReadWhole(members);
        }

        members.Ignore("url");
        NamedMedium? medium = members.Object(Media, nullable: false, ReadMedium).Value;
        if (medium is { FileKind.IsPicture: false })
        {
            members.Error(Media, $"is no picture, but {medium.Kind}");
        }

        Member<string> alt = members.Text("alt", 1, Medium.MaximumAlt);
        if (!alt.IsPresent)
        {
            members.Error("alt", "is required");
        }

        return medium is not null && alt.Value is { } text ? new StoredImage(null, text, medium) : null;
    }

    /// <summary>Writes the files that an announcement carries.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Attachment> attachments)
    {
        json.WriteStartArray();
        foreach (Attachment attachment in attachments)
        {
            json.WriteStartObject();
            json.WritePropertyName(Media);
            Write(json, attachment.Medium);
            json.WriteString("title", attachment.Title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the files that an announcement carries.</summary>
    public static IReadOnlyList<Attachment> ReadAttachments(JsonMembers members, string name) =>
        members.Array(name, AnnouncementMedia.Maximum, nullable: true, (item, place) => Inside(members, item, place, ReadAttachment))
            .Value ?? [];

    /// <summary>Writes the media that the body of an announcement names.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<NamedMedium> media)
    {
        json.WriteStartArray();
        foreach (NamedMedium medium in media)
        {
            Write(json, medium);
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the media that the body of an announcement names.</summary>
    public static IReadOnlyList<NamedMedium> ReadMedia(JsonMembers members, string name) =>
        members.Array(name, AnnouncementMedia.Maximum, nullable: true, (item, place) => Inside(members, item, place, ReadMedium))
            .Value ?? [];

    private static void Write(Utf8JsonWriter json, NamedMedium medium)
    {
        json.WriteStartObject();
        json.WriteString("id", medium.Id);
        json.WriteString("sha256", medium.Hash);
        json.WriteString("kind", medium.Kind);
        json.WriteString("type", medium.Type);
        json.WriteString("name", medium.Name);
        json.WriteNumber("bytes", medium.Bytes);
        WriteNumber(json, "width", medium.Width);
        WriteNumber(json, "height", medium.Height);
        json.WriteBoolean("transparent", medium.HasAlpha ?? false);
        json.WriteString("credit", medium.Credit);
        json.WritePropertyName("focus");
        Write(json, medium.Focus);
        if (medium.IsAccessible is { } accessible)
        {
            json.WriteBoolean("accessible", accessible);
        }

        json.WriteEndObject();
    }

    private static NamedMedium? ReadMedium(JsonMembers members)
    {
        Member<string> id = members.Parsed("id", ImageInput.MediumOf);
        Member<string> hash = members.Parsed("sha256", HashOf);
        Member<string> kind = members.Parsed("kind", KindOf);
        Member<string> name = members.Text("name", 1, MediumInput.MaximumName);
        var medium = new NamedMedium
        {
            Id = id.Value is { } text ? Guid.Parse(text) : Guid.Empty,
            Hash = hash.Value ?? string.Empty,
            Kind = kind.Value ?? string.Empty,
            Type = ReadType(members, "type", kind.Value),
            Name = name.Value ?? string.Empty,
            Bytes = members.Integer("bytes", 1, int.MaxValue).Value ?? 0,
            Width = ReadNumber(members, "width"),
            Height = ReadNumber(members, "height"),
            HasAlpha = members.Boolean("transparent").Value == true ? true : null,
            Credit = members.Text("credit", 0, Medium.MaximumCredit, nullable: true).Value,
            Focus = members.Object("focus", nullable: true, MediumInput.ReadFocus).Value,
            IsAccessible = members.Boolean("accessible").Value,
        };
        RequireSize(members, kind.Value, medium.Width, medium.Height);
        AnnouncementLine.Require(members, ["id", "sha256", "kind", "name", "bytes"]);
        return (id.Value, hash.Value, kind.Value, name.Value) is (not null, not null, not null, not null) ? medium : null;
    }

    /// <summary>Reads a media type that says more than that of a kind, such as a charset.</summary>
    public static string? ReadType(JsonMembers members, string name, string? kind)
    {
        string? type = members.Text(name, 1, 200, nullable: true).Value;
        if (type is not null && FileKind.Named(kind ?? string.Empty) is { } known && BaseOf(type) != BaseOf(known.MediaType))
        {
            members.Error(name, $"must be a form of {BaseOf(known.MediaType)}, because the kind is {known.Name}");
        }

        return type;
    }

    /// <summary>Records an error if the size of a picture is missing.</summary>
    public static void RequireSize(JsonMembers members, string? kind, int? width, int? height)
    {
        if (FileKind.Named(kind ?? string.Empty) is { IsPicture: true } && (width is null || height is null))
        {
            members.Error(width is null ? "width" : "height", "is required for a picture");
        }
    }

    private static string BaseOf(string mediaType) => mediaType.Split(';')[0].Trim();

    private static Attachment? ReadAttachment(JsonMembers members)
    {
        NamedMedium? medium = members.Object(Media, nullable: false, ReadMedium).Value;
        string? title = members.Text("title", 1, AttachmentInput.MaximumTitle, nullable: true).Value;
        AnnouncementLine.Require(members, [Media]);
        return medium is null ? null : new Attachment(medium, title);
    }

    private static T? Inside<T>(JsonMembers members, JsonElement item, string place, Func<JsonMembers, T?> read)
        where T : class
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            members.Error(place, "must be an object");
            return null;
        }

        JsonMembers inside = members.Inside(place, item);
        T? result = read(inside);
        inside.RefuseOthers();
        return result;
    }

    /// <summary>Writes the most important place of a picture; null: the middle.</summary>
    public static void Write(Utf8JsonWriter json, FocalPoint? focus)
    {
        if (focus is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("x", focus.X);
        json.WriteNumber("y", focus.Y);
        json.WriteEndObject();
    }

    /// <summary>Writes a number, unless it is null.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    /// <summary>Reads a positive number; null if it is absent.</summary>
    public static int? ReadNumber(JsonMembers members, string name) => members.Integer(name, 1, int.MaxValue).Value;

    /// <summary>Checks a hash.</summary>
    public static (string? Value, string? Error) HashOf(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
        ? (text, null)
        : (null, "must be a SHA-256: 64 lower-case hexadecimal digits");

    /// <summary>Checks the name of a kind of file.</summary>
    public static (string? Value, string? Error) KindOf(string text) => FileKind.Named(text) is not null
        ? (text, null)
        : (null, $"must be one of {string.Join(", ", FileKind.All.Select(kind => kind.Name))}");
}
