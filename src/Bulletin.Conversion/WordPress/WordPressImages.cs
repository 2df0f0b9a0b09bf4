using System.Xml.Linq;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.WordPress;

/// <summary>
/// The pictures of an export by id: a post only states the id of its picture, which may follow later in the file.
/// </summary>
internal sealed class WordPressImages(ConversionReport report)
{
    /// <summary>The maximum number of attachments to remember: address and description of each, about 30 MB in all.</summary>
    public const int Maximum = 100_000;

    private readonly Dictionary<string, SourceImage?> images = new(StringComparer.Ordinal);

    /// <summary>
    /// Stores an attachment that has an address; null stands for one that cannot be the picture of an announcement.
    /// </summary>
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
            address.Scheme == Uri.UriSchemeHttps && alt.Length > 0 ? new SourceImage(address.AbsoluteUri, alt) : null);
    }

    /// <summary>
    /// Returns the picture of a post; null if there is none that can be imported, which the report then mentions.
    /// </summary>
    public SourceImage? Of(XElement post)
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

    // An announcement's picture needs a description. A title that is a file name is not one.
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
