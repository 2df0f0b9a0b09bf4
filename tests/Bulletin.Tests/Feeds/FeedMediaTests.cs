using System.Text.Json;
using System.Xml.Linq;
using Bulletin.Feeds;
using Bulletin.Reading;

namespace Bulletin.Tests.Feeds;

/// <summary>Tests how feeds show pictures and attachments.</summary>
public sealed class FeedMediaTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Media = "http://search.yahoo.com/mrss/";

    private static readonly AnnouncementImage Picture = new()
    {
        Url = "https://news.example.org/media/x/y/ratusz.jpg",
        Alt = "Ratusz & rynek",
        Media = Guid.NewGuid(),
        Width = 1600,
        Height = 1200,
        Credit = "fot. Anna",
    };

    private static readonly AnnouncementAttachment[] Files =
    [
        new() { Media = Guid.NewGuid(), Title = "Uchwała <1>", Name = "u.pdf", Url = "https://news.example.org/media/x/1/u.pdf", Kind = "pdf", Type = "application/pdf", Bytes = 1234 },
        new() { Media = Guid.NewGuid(), Title = null, Name = "dane.csv", Url = "https://news.example.org/media/x/2/dane.csv", Kind = "csv", Type = "text/csv; charset=utf-8", Bytes = 56 },
    ];

    [Fact]
    public void RSS_has_the_first_attachment_as_its_enclosure_and_the_rest_as_media()
    {
        XElement channel = Read(SyndicationWriter.ToRss(FeedOf(ItemOf(Picture, "image/jpeg", Files)))).Element("channel")!;
        XElement item = channel.Element("item")!;
        XElement enclosure = Assert.Single(item.Elements("enclosure"));
        Assert.Equal(
            (Files[0].Url, "application/pdf", "1234"), ((string)enclosure.Attribute("url")!, (string)enclosure.Attribute("type")!, (string)enclosure.Attribute("length")!));
        XElement[] media = [.. item.Elements(Media + "content")];
        Assert.Equal([Picture.Url, Files[1].Url], media.Select(one => (string)one.Attribute("url")!).Order(StringComparer.Ordinal).Reverse());
        CheckPicture(media.Single(one => (string?)one.Attribute("medium") == "image"));
        XElement file = media.Single(one => (string?)one.Attribute("medium") == "document");
        Assert.Equal(("56", "dane.csv"), ((string)file.Attribute("fileSize")!, (string)file.Element(Media + "title")!));
    }

    [Fact]
    public void Atom_has_an_enclosure_for_each_attachment_and_the_picture_as_media()
    {
        XElement entry = Read(SyndicationWriter.ToAtom(FeedOf(ItemOf(Picture, "image/jpeg", Files)))).Element(Atom + "entry")!;
        Assert.Equal(
            [(Files[0].Url, "application/pdf", "1234", "Uchwała <1>"), (Files[1].Url, "text/csv; charset=utf-8", "56", "dane.csv")],
            entry.Elements(Atom + "link").Where(link => (string?)link.Attribute("rel") == "enclosure").Select(link =>
                ((string)link.Attribute("href")!, (string)link.Attribute("type")!, (string)link.Attribute("length")!, (string)link.Attribute("title")!)));
        CheckPicture(Assert.Single(entry.Elements(Media + "content")));
    }

    [Fact]
    public void JSON_Feed_has_the_picture_and_the_attachments()
    {
        JsonElement item = JsonOf(ItemOf(Picture, "image/jpeg", Files));
        Assert.Equal(Picture.Url, item.GetProperty("image").GetString());
        Assert.Equal(
            [("https://news.example.org/media/x/1/u.pdf", "application/pdf", "Uchwała <1>", 1234), ("https://news.example.org/media/x/2/dane.csv", "text/csv; charset=utf-8", "dane.csv", 56)],
            item.GetProperty("attachments").EnumerateArray().Select(one =>
                (one.GetProperty("url").GetString()!, one.GetProperty("mime_type").GetString()!, one.GetProperty("title").GetString()!, one.GetProperty("size_in_bytes").GetInt32())));
    }

    [Fact]
    public void A_picture_elsewhere_and_nothing_are_as_before()
    {
        FeedItem elsewhere = ItemOf(new AnnouncementImage { Url = "https://a.example/b.png", Alt = "B" }, null, []);
        Assert.Equal("https://a.example/b.png", JsonOf(elsewhere).GetProperty("image").GetString());
        Assert.False(JsonOf(elsewhere).TryGetProperty("attachments", out _));
        Assert.False(JsonOf(ItemOf(null, null, [])).TryGetProperty("image", out _));
        Assert.Empty(Read(SyndicationWriter.ToRss(FeedOf(elsewhere))).Descendants(Media + "content"));
        Assert.Empty(Read(SyndicationWriter.ToRss(FeedOf(elsewhere))).Descendants("enclosure"));
        Assert.Empty(Read(SyndicationWriter.ToAtom(FeedOf(elsewhere))).Descendants(Media + "content"));
    }

    [Fact]
    public void The_prefix_of_media_is_declared_once()
    {
        Feed feed = FeedOf(ItemOf(Picture, "image/jpeg", Files), ItemOf(Picture with { Credit = null }, "image/jpeg", Files));
        foreach (byte[] bytes in new[] { SyndicationWriter.ToRss(feed), SyndicationWriter.ToAtom(feed) })
        {
            string text = System.Text.Encoding.UTF8.GetString(bytes);
            Assert.Equal(1, text.Split("http://search.yahoo.com/mrss/").Length - 1);
            Assert.Contains("<media:content ", text, StringComparison.Ordinal);
        }
    }

    private static void CheckPicture(XElement picture)
    {
        Assert.Equal(
            (Picture.Url, "image/jpeg", "1600", "1200"),
            ((string)picture.Attribute("url")!, (string)picture.Attribute("type")!, (string)picture.Attribute("width")!, (string)picture.Attribute("height")!));
        Assert.Equal(("Ratusz & rynek", "fot. Anna"), ((string)picture.Element(Media + "description")!, (string)picture.Element(Media + "credit")!));
    }

    private static JsonElement JsonOf(FeedItem item) =>
        JsonDocument.Parse(JsonFeed.Write(FeedOf(item))).RootElement.GetProperty("items")[0];

    private static XElement Read(byte[] xml) => XDocument.Load(new MemoryStream(xml)).Root!;

    private static FeedItem ItemOf(AnnouncementImage? image, string? type, IReadOnlyList<AnnouncementAttachment> files) =>
        new(A.Published(), "https://news.example.org/news/tytul", "<p>Treść</p>", []) { Image = image, ImageType = type, Attachments = files };

    private static Feed FeedOf(params FeedItem[] items) => new()
    {
        Id = "urn:x",
        Title = "Gmina",
        Language = "pl",
        Address = "https://news.example.org/feed",
        HomePage = "https://news.example.org/",
        Items = items,
        Updated = A.Moment,
    };
}
