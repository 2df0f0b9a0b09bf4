using System.Net;
using Bulletin.GeneratedClient;
using Bulletin.GeneratedClient.Models;
using Bulletin.IntegrationTests.Contract;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Announcement = Bulletin.GeneratedClient.Models.Announcement;

namespace Bulletin.IntegrationTests;

/// <summary>Tests a client generated from the OpenAPI document, Kiota's for C#, against the service.</summary>
public sealed class GeneratedClientTests(ContractFixture service) : IClassFixture<ContractFixture>, IDisposable
{
    private readonly List<HttpClientRequestAdapter> adapters = [];

    public void Dispose()
    {
        foreach (HttpClientRequestAdapter adapter in adapters)
        {
            adapter.Dispose();
        }
    }

    [Fact]
    public async Task It_lists_searches_and_reads_by_slug_and_by_id()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        BulletinClient editor = Client(TestKeys.Editor);
        BulletinClient reader = Client(null);
        string title = ContractTests.Unique("Przerwa w dostawie wody");
        EditorsAnnouncement made = (await editor.Api.Announcements.PostAsync(
            new AnnouncementInput { Title = title, Body = "Od **8:00** do 14:00.", Status = AnnouncementInput_status.Published }, cancellationToken: stop))!;
        Assert.Equal((title, EditorsAnnouncement_status.Published, 1), (made.Title, made.Status, made.Revision));

        AnnouncementList list = (await reader.Api.Announcements.GetAsync(request => request.QueryParameters.Limit = 100, stop))!;
        Assert.Contains(list.Items!, item => item.Id == made.Id && item.PublishedAt is not null);
        FoundAnnouncementList found = (await reader.Api.Search.GetAsync(request => request.QueryParameters.Q = title, stop))!;
        Assert.Equal([made.Id], found.Items!.Select(item => item.Id));
        Assert.Contains("<mark>", found.Items![0].Highlight!.Title, StringComparison.Ordinal);

        Announcement bySlug = (await reader.Api.Announcements[made.Slug!].GetAsync(cancellationToken: stop))!;
        Announcement byId = (await reader.Api.Announcements[$"{made.Id}"].GetAsync(cancellationToken: stop))!;
        Assert.Equal((made.Id, made.Id, "<p>Od <strong>8:00</strong> do 14:00.</p>\n"), (bySlug.Id, byId.Id, byId.BodyHtml));
    }

    [Fact]
    public async Task It_reads_the_feed_as_what_it_is()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string title = ContractTests.Unique("W kanale");
        EditorsAnnouncement made = (await Client(TestKeys.Editor).Api.Announcements.PostAsync(
            new AnnouncementInput { Title = title, Status = AnnouncementInput_status.Published }, cancellationToken: stop))!;
        JsonFeed feed = (await Client(null).FeedJson.GetAsync(cancellationToken: stop))!;
        JsonFeedItem item = Assert.Single(feed.Items!, item => item.Id == $"urn:uuid:{made.Id}");
        Assert.Equal((title, made.Url, false, "https://jsonfeed.org/version/1.1"), (item.Title, item.Url, item.Bulletin!.Pinned, feed.Version));
    }

    [Fact]
    public async Task It_changes_what_it_has_read_and_is_told_when_that_was_changed_meanwhile()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        BulletinClient editor = Client(TestKeys.Editor);
        EditorsAnnouncement made = (await editor.Api.Announcements.PostAsync(new AnnouncementInput { Title = ContractTests.Unique("Szkic") }, cancellationToken: stop))!;
        string etag = $"\"r{made.Revision}\"";
        EditorsAnnouncement changed = (await editor.Api.Announcements[$"{made.Id}"].PatchAsync(
            new AnnouncementPatch { Lead = "Zmieniony lead." }, request => request.Headers.Add("If-Match", etag), stop))!;
        Assert.Equal(("Zmieniony lead.", 2), (changed.Lead, changed.Revision));

        Problem stale = await Assert.ThrowsAsync<Problem>(() => editor.Api.Announcements[$"{made.Id}"].PatchAsync(
            new AnnouncementPatch { Lead = "Za późno." }, request => request.Headers.Add("If-Match", etag), stop));
        Assert.Equal(((int)HttpStatusCode.PreconditionFailed, 412, "/problems/changed-meanwhile"), (stale.ResponseStatusCode, stale.Status, stale.Type));
        Assert.Equal((stale.Detail, true), (stale.Message, stale.Message.Contains("\"r2\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_error_is_a_Problem_that_says_what_was_wrong()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        Problem invalid = await Assert.ThrowsAsync<Problem>(() => Client(TestKeys.Editor).Api.Announcements.PostAsync(
            new AnnouncementInput { Title = string.Empty, SourceUrl = "javascript:alert(1)" }, cancellationToken: stop));
        Assert.Equal((400, "/problems/invalid"), (invalid.ResponseStatusCode, invalid.Type));
        Assert.StartsWith("title: must have 1 to 200 characters, not 0; sourceUrl: must be", invalid.Message, StringComparison.Ordinal);
        Assert.Equal(["sourceUrl", "title"], invalid.Errors!.AdditionalData.Keys.Order(StringComparer.Ordinal));
        UntypedArray errors = Assert.IsType<UntypedArray>(invalid.Errors.AdditionalData["title"]);
        Assert.Equal("must have 1 to 200 characters, not 0", Assert.IsType<UntypedString>(Assert.Single(errors.GetValue())).GetValue());

        Problem unknown = await Assert.ThrowsAsync<Problem>(() => Client(null).Api.Announcements["nie-ma-takiego"].GetAsync(cancellationToken: stop));
        Problem refused = await Assert.ThrowsAsync<Problem>(() => Client("bk_nie").Api.Announcements.PostAsync(new AnnouncementInput { Title = "x" }, cancellationToken: stop));
        Problem missing = await Assert.ThrowsAsync<Problem>(() => Client(TestKeys.Editor).Api.Announcements[$"{Guid.Empty}"].PatchAsync(new AnnouncementPatch(), cancellationToken: stop));
        Assert.Equal((404, 401, 428), (unknown.ResponseStatusCode, refused.ResponseStatusCode, missing.ResponseStatusCode));
        Assert.Equal("There is no public announcement at this address.", unknown.Message);
    }

    private BulletinClient Client(string? token)
    {
        IAuthenticationProvider credential = token is null
            ? new AnonymousAuthenticationProvider()
            : new BaseBearerTokenAuthenticationProvider(new Token(token));
        var adapter = new HttpClientRequestAdapter(credential) { BaseUrl = service.Address.GetLeftPart(UriPartial.Authority) };
        adapters.Add(adapter);
        return new BulletinClient(adapter);
    }

    private sealed class Token(string token) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new();

        public Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(token);
    }
}
