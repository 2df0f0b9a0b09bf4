using System.Diagnostics;
using System.ServiceModel.Syndication;
using System.Text;
using System.Text.Json;
using System.Xml;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>A feed as a program that knows nothing of the service reads it. What a format has no place for is null.</summary>
/// <param name="Title">The title.</param>
/// <param name="Language">The language.</param>
/// <param name="HomePage">The address of the site.</param>
/// <param name="Self">The feed's own address.</param>
/// <param name="Entries">The entries.</param>
public sealed record ReadFeed(string Title, string? Language, string HomePage, string Self, IReadOnlyList<FeedEntry> Entries)
{
    private const string ContentNamespace = "http://purl.org/rss/1.0/modules/content/";
    private const string DublinCoreNamespace = "http://purl.org/dc/elements/1.1/";

    /// <summary>Reads a feed by every parser that knows its format.</summary>
    /// <returns>The parsers' names with what each has read.</returns>
    public static async Task<IReadOnlyList<(string Parser, ReadFeed Feed)>> ByAllAsync(Answer answer) => IsJson(answer)
        ? [("feedsmith", await ByFeedsmithAsync(answer))]
        : [("feedsmith", await ByFeedsmithAsync(answer)), ("Syndication", BySyndication(answer))];

    /// <summary>Reads a feed by one parser.</summary>
    public static Task<ReadFeed> OfAsync(Answer answer) => IsJson(answer) ? ByFeedsmithAsync(answer) : Task.FromResult(BySyndication(answer));

    /// <summary>The feed as System.ServiceModel.Syndication has it; the XML must be well-formed.</summary>
    public static SyndicationFeed Syndication(Answer answer)
    {
        using var reader = XmlReader.Create(new MemoryStream(answer.Body));
        return SyndicationFeed.Load(reader);
    }

    private static bool IsJson(Answer answer) => answer.Header("Content-Type")!.Contains("json", StringComparison.Ordinal);

    private static ReadFeed BySyndication(Answer answer)
    {
        SyndicationFeed feed = Syndication(answer);
        bool isAtom = answer.Header("Content-Type")!.Contains("atom", StringComparison.Ordinal);
        return new ReadFeed(
            feed.Title.Text,
            feed.Language,
            feed.Links.First(link => link.RelationshipType == "alternate").Uri.OriginalString,
            feed.Links.Single(link => link.RelationshipType == "self").Uri.OriginalString,
            feed.Items.Select(item => EntryOf(item, isAtom)).ToList());
    }

    private static FeedEntry EntryOf(SyndicationItem item, bool isAtom) => new(
        item.Id,
        item.Links.Single().Uri.OriginalString,
        item.Title.Text,
        item.Summary.Text,
        isAtom ? ((TextSyndicationContent)item.Content).Text : item.ElementExtensions.ReadElementExtensions<string>("encoded", ContentNamespace).Single(),
        item.PublishDate,
        isAtom ? item.LastUpdatedTime : null,
        string.Join('|', item.Categories.Select(category => category.Name)),
        isAtom ? item.Authors.SingleOrDefault()?.Name : item.ElementExtensions.ReadElementExtensions<string>("creator", DublinCoreNamespace).SingleOrDefault());

    private static async Task<ReadFeed> ByFeedsmithAsync(Answer answer)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string script = Path.Combine(RepositoryFolder.Find(AppContext.BaseDirectory), "tests", "Bulletin.IntegrationTests", "Contract", "read-feed.mjs");
        using Process node = Process.Start(new ProcessStartInfo("node", [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        Task<string> output = node.StandardOutput.ReadToEndAsync(stop);
        Task<string> errors = node.StandardError.ReadToEndAsync(stop);
        await node.StandardInput.BaseStream.WriteAsync(answer.Body, stop);
        node.StandardInput.Close();
        await node.WaitForExitAsync(stop);
        Assert.True(node.ExitCode == 0, $"feedsmith cannot read it: {await errors}");
        return JsonSerializer.Deserialize<ReadFeed>(await output, JsonSerializerOptions.Web)!;
    }
}

/// <summary>An entry of a feed as it is read.</summary>
/// <param name="Id">The id.</param>
/// <param name="Url">The address of the page.</param>
/// <param name="Title">The title.</param>
/// <param name="Summary">The excerpt.</param>
/// <param name="Html">The whole text.</param>
/// <param name="Published">The time of publication.</param>
/// <param name="Updated">The time of the last change; null in RSS.</param>
/// <param name="Categories">The names of the categories between bars.</param>
/// <param name="Author">The author, or null.</param>
public sealed record FeedEntry(
    string Id, string Url, string Title, string? Summary, string? Html, DateTimeOffset Published, DateTimeOffset? Updated, string Categories, string? Author);
