using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Bulletin.Content;
using Bulletin.Reading;

namespace Bulletin.Feeds;

/// <summary>Serializes feeds as XML.</summary>
internal static class SyndicationWriter
{
    private static readonly XNamespace AtomNamespace = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace ContentNamespace = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace DublinCoreNamespace = "http://purl.org/dc/elements/1.1/";

    // Media RSS (www.rssboard.org/media-rss).
    private static readonly XNamespace MediaNamespace = "http://search.yahoo.com/mrss/";

    // The namespace of elements that neither Atom nor RSS has. It is only an identifier, and never changes.
    private static readonly XNamespace BulletinNamespace = "urn:uuid:6f0c9d0e-3c55-4f0b-9b57-0b8f7f2d1c4a";

    // Prefixes are declared once for the whole feed.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NamespaceHandling = NamespaceHandling.OmitDuplicates,
    };

    // Many RSS readers recognise the elements of other vocabularies only by these prefixes.
    private static readonly (string Prefix, XNamespace Name)[] Extensions =
    [
        ("atom", AtomNamespace),
        ("content", ContentNamespace),
        ("dc", DublinCoreNamespace),
        ("media", MediaNamespace),
        ("bulletin", BulletinNamespace),
    ];

    public static byte[] ToAtom(Feed feed)
    {
        SyndicationFeed syndication = FeedOf(feed, FeedFormat.Atom);
        Declare(syndication, "media", MediaNamespace);
        Declare(syndication, "bulletin", BulletinNamespace);
        syndication.Links.Add(LinkTo(feed.Address + FeedFormat.Atom.Extension, "self", FeedFormat.Atom.MediaType));
        syndication.Items = feed.Items.Select(item =>
        {
            SyndicationItem entry = ItemOf(item);
            entry.Content = SyndicationContent.CreateHtmlContent(item.Html);
            foreach (AnnouncementAttachment file in item.Attachments)
            {
                entry.Links.Add(EnclosureOf(file));
            }

            // An entry without an author has the author of the feed (RFC 4287, 4.2.1).
            if (item.Announcement.Author is { } author)
            {
                entry.Authors.Add(new SyndicationPerson { Name = author });
            }

            entry.AttributeExtensions[new XmlQualifiedName("lang", "http://www.w3.org/XML/1998/namespace")] = item.Announcement.Language;
            return entry;
        }).ToList();
        syndication.Authors.Add(new SyndicationPerson { Name = feed.Title });
        return Written(new Atom10FeedFormatter(syndication));
    }

    public static byte[] ToRss(Feed feed)
    {
        SyndicationFeed syndication = FeedOf(feed, FeedFormat.Rss);
        foreach ((string prefix, XNamespace name) in Extensions)
        {
            Declare(syndication, prefix, name);
        }

        syndication.ElementExtensions.Add(Extension(
            AtomNamespace + "link",
            new XAttribute("href", feed.Address + FeedFormat.Rss.Extension),
            new XAttribute("rel", "self"),
            new XAttribute("type", FeedFormat.Rss.MediaType)));
        // Readers treat an RSS 2.0 description as HTML; most treat a title as text.
        syndication.Description = new TextSyndicationContent(HtmlEscape.Text(feed.Description ?? feed.Title));
        syndication.Items = feed.Items.Select(item =>
        {
            SyndicationItem entry = ItemOf(item);
            entry.Summary = new TextSyndicationContent(HtmlEscape.Text(item.Announcement.Lead));
            entry.ElementExtensions.Add(Extension(ContentNamespace + "encoded", item.Html));
            // Most readers know one enclosure of an item only.
            if (item.Attachments.Count > 0)
            {
                entry.Links.Add(EnclosureOf(item.Attachments[0]));
                foreach (AnnouncementAttachment file in item.Attachments.Skip(1))
                {
                    entry.ElementExtensions.Add(ContentOf(file));
                }
            }

            if (item.Announcement.Author is { } author)
            {
                entry.ElementExtensions.Add(Extension(DublinCoreNamespace + "creator", author));
            }

            return entry;
        }).ToList();
        return Written(new Rss20FeedFormatter(syndication, serializeExtensionsAsAtom: false));
    }

    private static SyndicationFeed FeedOf(Feed feed, FeedFormat format)
    {
        var syndication = new SyndicationFeed
        {
            Id = feed.Id,
            Title = new TextSyndicationContent(feed.Title),
            // RSS requires a description.
            Description = new TextSyndicationContent(feed.Description ?? feed.Title),
            Language = feed.Language,
            LastUpdatedTime = feed.Updated,
        };
        syndication.Links.Add(LinkTo(feed.HomePage, "alternate", "text/html"));
        foreach (FeedFormat other in FeedFormat.All.Where(other => other != format && format == FeedFormat.Atom))
        {
            syndication.Links.Add(LinkTo(feed.Address + other.Extension, "alternate", other.MediaType));
        }

        return syndication;
    }

    private static SyndicationItem ItemOf(FeedItem item)
    {
        var entry = new SyndicationItem
        {
            Id = item.Id,
            Title = new TextSyndicationContent(item.Announcement.Title),
            Summary = new TextSyndicationContent(item.Announcement.Lead),
            PublishDate = item.Published,
            LastUpdatedTime = item.Updated,
        };
        entry.Links.Add(LinkTo(item.Url, "alternate", "text/html"));
        foreach (CategoryReference category in item.Categories)
        {
            entry.Categories.Add(new SyndicationCategory(category.Name, null, category.Name));
        }

        if (item.Announcement.UpdateNote is { } note)
        {
            entry.ElementExtensions.Add(Extension(BulletinNamespace + "updateNote", note));
        }

        // A picture elsewhere is not described: its kind and size are unknown.
        if (item.ImageType is { } type)
        {
            entry.ElementExtensions.Add(ContentOf(item.Image!, type));
        }

        return entry;
    }

    private static SyndicationLink EnclosureOf(AnnouncementAttachment file) =>
        new(new Uri(file.Url), "enclosure", file.Title ?? file.Name, file.Type, file.Bytes);

    private static XmlReader ContentOf(AnnouncementAttachment file) => Extension(
        MediaNamespace + "content",
        new XAttribute("url", file.Url),
        new XAttribute("fileSize", file.Bytes),
        new XAttribute("type", file.Type),
        new XAttribute("medium", "document"),
        new XElement(MediaNamespace + "title", file.Title ?? file.Name));

    private static XmlReader ContentOf(AnnouncementImage image, string type) => Extension(
        MediaNamespace + "content",
        new XAttribute("url", image.Url!),
        new XAttribute("type", type),
        new XAttribute("medium", "image"),
        new XAttribute("width", image.Width!),
        new XAttribute("height", image.Height!),
        new XElement(MediaNamespace + "description", image.Alt),
        image.Credit is { } credit ? new object[] { new XElement(MediaNamespace + "credit", credit) } : []);

    private static void Declare(SyndicationFeed feed, string prefix, XNamespace name) =>
        feed.AttributeExtensions[new XmlQualifiedName(prefix, XNamespace.Xmlns.NamespaceName)] = name.NamespaceName;

    private static SyndicationLink LinkTo(string address, string relation, string mediaType) =>
        new(new Uri(address), relation, null, mediaType, 0);

    private static XmlReader Extension(XName name, params object[] content) => new XElement(
        name,
        Extensions
            .Where(one => one.Name == name.Namespace)
            .Select(one => new XAttribute(XNamespace.Xmlns + one.Prefix, one.Name.NamespaceName)),
        content).CreateReader();

    private static byte[] Written(SyndicationFeedFormatter formatter)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            formatter.WriteTo(xml);
        }

        return bytes.ToArray();
    }
}
