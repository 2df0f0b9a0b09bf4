using System.Xml.Linq;
using Bulletin.Announcements;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.WordPress;

/// <summary>The pictures of an export by their numbers: a post only names the number of its own, and the picture may come later.</summary>
internal sealed class WordPressImages(ConversionReport report)
{
    /// <summary>The most pictures that are remembered: some 30 MB.</summary>
    public const int Maximum = 100_000;

    private readonly Dictionary<string, AnnouncementImage?> images = new(StringComparer.Ordinal);

    /// <summary>Remembers an attachment, if it can be a picture of an announcement.</summary>
    public void Add(XElement attachment)
    {
        if (SourceAddress.Of(attachment.WordPress("attachment_url")) is not { } address)
        {
            return;
        }

        if (images.Count >= Maximum)
        {
            report.Count($"attachments beyond the first {Maximum}, not taken for pictures");
            return;
        }

        string alt = Alternative(attachment);
        images.TryAdd(
            attachment.WordPress("post_id"),
            address.Scheme == Uri.UriSchemeHttps && alt.Length > 0 ? new AnnouncementImage(address.AbsoluteUri, alt) : null);
    }

    /// <summary>The picture of a post; null when it has none that can be taken over, which the report then says.</summary>
    public AnnouncementImage? Of(XElement post)
    {
        if (post.Meta("_thumbnail_id") is not { Length: > 0 } id || id == "0")
        {
            return null;
        }

        if (images.GetValueOrDefault(id) is { } image)
        {
            return image;
        }

        report.Count(images.ContainsKey(id)
            ? "pictures of posts without https or without a description, left out"
            : "pictures of posts that are not in the file, left out");
        return null;
    }

    // What a picture shows must be said. A title that is the name of a file says nothing.
    private static string Alternative(XElement attachment)
    {
        string title = SourceText.FromHtml(attachment.OwnTextOf("title") ?? string.Empty);
        return new[]
            {
                SourceText.OneLine(attachment.Meta("_wp_attachment_image_alt") ?? string.Empty),
                SourceText.FromHtml(attachment.Excerpt()),
                title.Contains(' ', StringComparison.Ordinal) ? title : string.Empty,
            }
            .Select(text => Content.Lead.Cut(text, 500)).FirstOrDefault(text => text.Length > 0) ?? string.Empty;
    }
}
