using System.Text.Json.Serialization;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Content.Files;
using Bulletin.Content.Pictures;
using Bulletin.Media;
using Bulletin.Settings;

namespace Bulletin.Reading;

/// <summary>The picture of an announcement.</summary>
public sealed record AnnouncementImage
{
    /// <summary>The URL: an absolute https URL elsewhere, or that of the medium.</summary>
    public required string? Url { get; init; }

    /// <summary>The alternative text, 1 to 500 characters.</summary>
    public required string Alt { get; init; }

    /// <summary>The id of the medium; absent if the picture is elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? Media { get; init; }

    /// <summary>The width in pixels at <c>url</c>; absent if it is unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Width { get; init; }

    /// <summary>The height in pixels at <c>url</c>; absent if it is unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Height { get; init; }

    /// <summary>The person or source to be named with it; absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Credit { get; init; }

    /// <summary>The whole picture in several sizes, smallest first; absent if it is elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PictureRendition>? Renditions { get; init; }

    /// <summary>Parts of the picture around its most important place, in fixed proportions; absent if it is elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PictureRendition>? Crops { get; init; }
}

/// <summary>A picture in one size.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Type">The media type.</param>
public sealed record PictureRendition(string Url, int Width, int Height, string Type);

/// <summary>A file that an announcement carries.</summary>
public sealed record AnnouncementAttachment
{
    /// <summary>The id of the medium.</summary>
    public required Guid Media { get; init; }

    /// <summary>The text of its link, or null: then its name.</summary>
    public required string? Title { get; init; }

    /// <summary>The name of the file.</summary>
    public required string Name { get; init; }

    /// <summary>The URL, which answers while the announcement is public.</summary>
    public required string Url { get; init; }

    /// <summary>The kind of file in a word, such as <c>pdf</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The media type.</summary>
    public required string Type { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>For a PDF, true if it is tagged and has text; absent for other files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Accessible { get; init; }
}

/// <summary>The URLs of media.</summary>
internal sealed class MediaAddresses(BulletinSettings settings)
{
    /// <summary>Returns the URLs of the media of an announcement, which answer while it is public.</summary>
    public MediaPlace Of(Guid announcement) => new($"{settings.PublicUrl}/media/{announcement:D}");

    /// <summary>Returns the URLs of the media of a draft, which answer while the link to it is valid.</summary>
    public MediaPlace OfPreview(string token) => new($"{settings.PublicUrl}/api/previews/{token}/media");
}

/// <summary>The URLs of the media of one announcement.</summary>
/// <param name="prefix">The absolute URL to which the id and the name of a medium are added.</param>
internal sealed class MediaPlace(string prefix)
{
    /// <summary>Returns the picture of an announcement; null if it has none.</summary>
    public AnnouncementImage? Image(StoredImage? image)
    {
        if (image is null)
        {
            return null;
        }

        if (image.Medium is not { } medium)
        {
            return new AnnouncementImage { Url = image.Url!, Alt = image.Alt };
        }

        PictureSize size = medium.SizeOf(medium.Universal());
        return new AnnouncementImage
        {
            Url = UrlOf(medium),
            Alt = image.Alt,
            Media = medium.Id,
            Width = size.Width,
            Height = size.Height,
            Credit = medium.Credit,
            Renditions = [.. medium.Renditions().Select(one => RenditionOf(medium, one))],
            Crops = [.. medium.CroppedRenditions().Select(one => RenditionOf(medium, one))],
        };
    }

    /// <summary>Returns a picture as lists show it: its most important part, 16 to 9, smallest first.</summary>
    public List<PictureRendition> Thumbnails(NamedMedium medium) =>
        [.. medium.ThumbnailRenditions().Select(one => RenditionOf(medium, one))];

    /// <summary>Returns the files that an announcement carries.</summary>
    public IReadOnlyList<AnnouncementAttachment> Attachments(IReadOnlyList<Attachment> attachments) =>
        attachments.Select(one => new AnnouncementAttachment
        {
            Media = one.Medium.Id,
            Title = one.Title,
            Name = one.Medium.Name,
            Url = UrlOf(one.Medium),
            Kind = one.Medium.Kind,
            Type = one.Medium.MediaType,
            Bytes = one.Medium.Bytes,
            Accessible = one.Medium.IsAccessible,
        }).ToList();

    /// <summary>Returns the media that a body names, by id; null if it names none.</summary>
    public Dictionary<Guid, BodyMedium>? BodyMedia(IReadOnlyList<NamedMedium> media) => media.Count == 0
        ? null
        : media.ToDictionary(medium => medium.Id, medium =>
        {
            if (!medium.FileKind.IsPicture)
            {
                return new BodyMedium(UrlOf(medium), null, null, null);
            }

            PictureSize size = medium.SizeOf(medium.Universal());
            return new BodyMedium(UrlOf(medium), size.Width, size.Height, string.Join(", ", medium.Renditions().Select(SourceOf)));

            string SourceOf(Rendition rendition) =>
                FormattableString.Invariant($"{UrlOf(medium, rendition)} {medium.SizeOf(rendition).Width}w");
        });

    private string UrlOf(NamedMedium medium) => $"{prefix}/{medium.Id:D}/{FileName.Address(medium.Name)}";

    private string UrlOf(NamedMedium medium, Rendition rendition) => UrlOf(medium) + MediumPicture.QueryOf(rendition);

    private PictureRendition RenditionOf(NamedMedium medium, Rendition rendition)
    {
        PictureSize size = medium.SizeOf(rendition);
        return new PictureRendition(UrlOf(medium, rendition), size.Width, size.Height, rendition.Kind.MediaType);
    }
}
