using System.Xml.Linq;
using Bulletin.Conversion.Dates;
using Bulletin.Conversion.Encodings;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.Text;
using Bulletin.Conversion.Xml;
using NodaTime;

namespace Bulletin.Conversion.WordPress;

/// <summary>
/// Converts a WordPress export (WXR 1.0 to 1.2) to import lines. It reads the file twice: the first time to find pictures.
/// </summary>
/// <param name="zone">The time zone of dates that do not state one.</param>
internal sealed class WordPressConversion(DateTimeZone zone)
{
    /// <summary>The report of omissions and their reasons. Complete once all lines have been read.</summary>
    public ConversionReport Report { get; } = new();

    /// <summary>Converts the posts of an export one by one, in file order.</summary>
    /// <param name="export">A seekable stream; it stays open.</param>
    /// <exception cref="ConversionException">
    /// The file is not an export, or it is cut off; the lines before that point have been returned.
    /// </exception>
    public IEnumerable<ConvertedLine> Read(Stream export)
    {
        SourceEncoding encoding = SourceEncoding.Of(export, null);
        Report.NoteFile(encoding.Remark);
        WordPressImages images = Images(export, encoding);
        var lines = new AnnouncementLines(Report);
        var posts = new WordPressPosts(images, new SourceDate(zone), Report, lines);
        XmlItems items = XmlInput.Items(export, encoding, new XmlDamage(what => Report.Count(what)), IsLeftOut);
        while (items.Next() is { } item)
        {
            // Read on demand: items of other kinds mostly need no title.
            var title = new Lazy<string>(() => SourceText.FromHtml(item.Element?.OwnTextOf("title") ?? string.Empty));
            Report.NoteDamage(item, item is { Number: > 0, Damage.Count: > 0 } ? title.Value : string.Empty);
            if (item.Number == 0)
            {
                posts.AddHead(item.Element);
            }
            else if (item.IsCutOff || item.Element is null)
            {
                Report.Skip(item.Number, title.Value, item.IsCutOff ? XmlItems.CutOff : XmlItems.TooLarge);
            }
            else if (posts.Of(item.Element, item.Number, title) is { } entry && lines.Of(entry) is { } line)
            {
                yield return line;
            }
        }
    }

    private WordPressImages Images(Stream export, SourceEncoding encoding)
    {
        var images = new WordPressImages(Report);
        // Pictures are found without the text of posts.
        XmlItems items = XmlInput.Items(
            export, encoding, new XmlDamage(_ => { }), element => IsLeftOut(element) || element.Namespace == XmlNames.Content);
        bool isExport = false;
        try
        {
            while (items.Next() is { } item)
            {
                isExport |= item.Element is { } element
                    && (WordPressNames.IsExport(element.Name) || element.Elements().Any(child => WordPressNames.IsExport(child.Name)));
                if (item is { Number: > 0, Element: { } attachment } && attachment.WordPress("post_type") == "attachment")
                {
                    images.Add(attachment);
                }
            }
        }
        catch (ConversionException) when (isExport)
        {
            // Posts before the damage are still converted; the second reading reports where it is.
        }

        return isExport
            ? images
            : throw new ConversionException("The file is no export of WordPress. To take over a feed, there is import-feed.");
    }

    // Reader comments can be larger than the posts, and are not imported.
    private static bool IsLeftOut(XName element) => element.LocalName == "comment" && WordPressNames.IsExport(element);
}
