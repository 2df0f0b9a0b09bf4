using Bulletin.Announcements;
using Bulletin.Reading;

namespace Bulletin.Pages;

/// <summary>Turns pictures and attachments into the models of pages.</summary>
internal sealed class PageMedia(PageSite site)
{
    /// <summary>Returns the picture of an announcement as its page shows it.</summary>
    /// <remarks>Addresses are paths, so that pages also show it where they are not asked for by the public URL.</remarks>
    public PageImage? Picture(AnnouncementImage? image) => Shared(image) is not { } shared
        ? null
        : shared with { Url = site.LinkTo(shared.Url), Sources = SourcesOf(image!.Renditions), Credit = image.Credit };

    /// <summary>Returns the picture of an announcement for shared links and search engines: absolute, in a kind that all know.</summary>
    public static PageImage? Shared(AnnouncementImage? image) => image?.Url is null
        ? null
        : new PageImage(image.Url, image.Alt) { Width = image.Width, Height = image.Height };

    /// <summary>Returns the picture of an announcement as lists show it: its most important part, 16 to 9.</summary>
    public PageImage? Thumbnail(MediaPlace place, StoredImage? image)
    {
        if (image?.Medium is not { } medium)
        {
            return Picture(place.Image(image));
        }

        List<PictureRendition> sizes = place.Thumbnails(medium);
        return new PageImage(site.LinkTo(sizes[0].Url), image.Alt)
        {
            Width = sizes[0].Width,
            Height = sizes[0].Height,
            Sources = SourcesOf(sizes),
        };
    }

    /// <summary>Returns the files that an announcement carries.</summary>
    public IReadOnlyList<PageAttachment> Attachments(IReadOnlyList<AnnouncementAttachment>? attachments) =>
        (attachments ?? []).Select(one => new PageAttachment(
            one.Url,
            one.Title ?? one.Name,
            one.Type,
            one.Kind.ToUpperInvariant(),
            FileSize.InWords(one.Bytes, site.Texts),
            one.Accessible == false)).ToList();

    private string? SourcesOf(IReadOnlyList<PictureRendition>? renditions) => renditions is not { Count: > 1 }
        ? null
        : string.Join(", ", renditions.Select(one => FormattableString.Invariant($"{site.LinkTo(one.Url)} {one.Width}w")));
}
