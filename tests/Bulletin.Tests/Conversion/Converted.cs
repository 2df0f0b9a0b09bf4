using System.Text;
using Bulletin.Conversion.Feeds;
using Bulletin.Conversion.Lines;
using Bulletin.Conversion.WordPress;
using NodaTime;

namespace Bulletin.Tests.Conversion;

/// <summary>A file after its conversion, in a site whose zone is Warsaw's.</summary>
internal sealed record Converted(IReadOnlyList<ConvertedAnnouncement> Announcements, ConversionReport Report)
{
    public static readonly DateTimeZone Warsaw = DateTimeZoneProviders.Tzdb["Europe/Warsaw"];

    public IEnumerable<string> Remarks => Report.Remarks.Select(remark => $"{remark.Entry}: {remark.Text}");

    public static Converted Feed(byte[] feed, string? charset = null)
    {
        using var stream = new MemoryStream(feed);
        var conversion = new FeedConversion(Warsaw);
        return new Converted([.. conversion.Read(stream, null, charset).Select(line => new ConvertedAnnouncement(line))], conversion.Report);
    }

    public static Converted FeedFile(string name) => Feed(Fixture.Bytes(name));

    public static Converted Feed(string text) => Feed(Encoding.UTF8.GetBytes(text));

    /// <summary>A feed with one item, from what stands in it.</summary>
    public static Converted Item(string content) => Feed(Rss($"<item><link>https://gmina.example/1</link>{content}</item>"));

    public static string Rss(string items, string declaration = "") =>
        $"{declaration}<rss version=\"2.0\"><channel><title>t</title><link>https://gmina.example/</link>{items}</channel></rss>";

    public static Converted WordPress(byte[] export)
    {
        using var stream = new MemoryStream(export);
        var conversion = new WordPressConversion(Warsaw);
        return new Converted([.. conversion.Read(stream).Select(line => new ConvertedAnnouncement(line))], conversion.Report);
    }
}
