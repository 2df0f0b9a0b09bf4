using System.Net;
using System.Text.Json.Nodes;
using Bulletin.IntegrationTests.Contract;
using Bulletin.Media;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.Media;

/// <summary>The media of announcements, as time passes.</summary>
public sealed class MediaTimeTests(AzuriteFixture azurite) : ClockedTests(azurite)
{
    private HttpClient editor = null!;
    private HttpClient reader = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (editor, reader) = (Service.Client(TestKeys.Editor), Service.Client());
    }

    public override async ValueTask DisposeAsync()
    {
        editor.Dispose();
        reader.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_public_from_the_instant_of_its_announcement_on_without_any_timer()
    {
        Guid medium = await UploadAsync(TestFiles.Csv());
        Guid id = await CreateAsync(medium, "published", Start.AddSeconds(30));
        Clock.Advance(TimeSpan.FromSeconds(30) - Instant);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(id, medium));
        Clock.Advance(Instant);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(id, medium));
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task Nothing_is_kept_beyond_the_instant_at_which_an_announcement_changes()
    {
        Guid medium = await UploadAsync(TestFiles.Csv());
        Answer made = await Newsroom.CreateAsync(new
        {
            title = "Termin",
            status = "published",
            expiresAt = Start.AddSeconds(4),
            attachments = new object[] { new { media = medium } },
        });
        using HttpResponseMessage shown = await reader.GetAsync(AddressOf(made.Id, medium), TestContext.Current.CancellationToken);
        Assert.Equal("public, max-age=4", shown.Headers.CacheControl!.ToString());
        Clock.Advance(TimeSpan.FromSeconds(4));
        // It expired, which is: it is archived, and its files stay.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(made.Id, medium));
    }

    [Fact]
    public async Task A_withdrawal_elsewhere_holds_within_five_seconds()
    {
        Guid medium = await UploadAsync(TestFiles.Csv());
        Guid id = await CreateAsync(medium, "published");
        await using Service other = await Service.StartAsync(Azurite, clock: Clock, table: Table);
        using HttpClient there = other.Client();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(id, medium, there));
        await Newsroom.ActAsync(id, "unpublish");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(id, medium));
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(id, medium, there));
    }

    [Fact]
    public async Task A_medium_goes_with_the_last_announcement_that_used_it_and_its_bytes_a_day_later()
    {
        byte[] bytes = TestFiles.Csv();
        Guid shared = await UploadAsync(bytes);
        Guid unused = await UploadAsync(TestFiles.Csv());
        Guid first = await CreateAsync(shared, "draft");
        Guid second = await CreateAsync(shared, "draft");
        await Newsroom.DeleteAsync(first);
        Clock.Advance(TimeSpan.FromDays(31));
        await Service.RunTimersAsync();
        Assert.True(await ExistsAsync(shared));

        await Newsroom.DeleteAsync(second);
        Clock.Advance(TimeSpan.FromDays(31));
        await Service.RunTimersAsync();
        Assert.False(await ExistsAsync(shared));
        Assert.True(await ExistsAsync(unused));

        // Blobs have the time of storage, which is the real one.
        Clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(3));
        await Service.RunTimersAsync();
        Assert.Single(await BlobsAsync());
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task A_file_that_is_uploaded_again_survives_the_sweep_of_the_one_that_nothing_needed()
    {
        byte[] bytes = TestFiles.Csv();
        Guid first = await UploadAsync(bytes);
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/api/media/{first}");
        delete.Headers.TryAddWithoutValidation("If-Match", "*");
        using HttpResponseMessage deleted = await editor.SendAsync(delete, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        BlobStore blobs = Service.Services.GetRequiredService<BlobStore>();
        BlobEntry listed = Assert.Single(await BlobsAsync());

        await UploadAsync(bytes);
        // The sweep listed the blob before it was needed again.
        await blobs.DeleteUnchangedAsync(listed, TestContext.Current.CancellationToken);
        Assert.Single(await BlobsAsync());
        Assert.Empty(await Service.VerifyAsync());
    }

    [Fact]
    public async Task What_nothing_needs_and_what_lacks_its_file_is_named_by_the_verifier()
    {
        Guid medium = await UploadAsync(TestFiles.Csv());
        Guid id = await CreateAsync(medium, "published");
        BlobEntry blob = Assert.Single(await BlobsAsync());
        await Service.Services.GetRequiredService<BlobStore>().DeleteAsync(blob.Name, TestContext.Current.CancellationToken);
        Assert.Equal([$"blob {blob.Name}: is missing"], await Service.VerifyAsync());

        await Rows.DeleteAsync(await Rows.SingleAsync(RowKeys.MediumUse(medium, id)));
        Assert.Contains($"{RowKeys.MediumUse(medium, id)}: is missing (a:{id} names the medium)", await Service.VerifyAsync());
    }

    [Fact]
    public async Task While_the_storage_of_media_is_away_announcements_go_on()
    {
        Guid medium = await UploadAsync(TestFiles.Csv());
        await using Service without = await Service.StartAsync(
            Azurite,
            [new("BulletinMedia", "DefaultEndpointsProtocol=http;AccountName=away;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:9/away")],
            Clock,
            Table);
        using HttpClient there = without.Client(TestKeys.Editor);
        using HttpResponseMessage upload = await there.PostAsync("/api/media?name=a.csv", new ByteArrayContent(TestFiles.Csv()), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, upload.StatusCode);
        Assert.Contains("media-unavailable", await upload.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using Newsroom newsroom = Newsroom.At(without);
        Answer made = await newsroom.CreateAsync(new { title = "Mimo to", status = "published", attachments = new object[] { new { media = medium } } });
        using HttpResponseMessage file = await there.GetAsync(AddressOf(made.Id, medium), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, file.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await newsroom.ItemAsync(made.Id)).Status);
    }

    private static string AddressOf(Guid id, Guid medium) => $"/media/{id}/{medium}/plik.csv";

    private async Task<Guid> CreateAsync(Guid medium, string status, DateTimeOffset? publishedAt = null) =>
        (await Newsroom.CreateAsync(new { title = "Plik", status, publishedAt, attachments = new object[] { new { media = medium } } })).Id;

    private async Task<Guid> UploadAsync(byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        using HttpResponseMessage made = await editor.PostAsync("/api/media?name=plik.csv", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (Guid)JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
    }

    private async Task<HttpStatusCode> StatusAsync(Guid id, Guid medium, HttpClient? there = null)
    {
        using HttpResponseMessage answer = await (there ?? reader).GetAsync(AddressOf(id, medium), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private async Task<bool> ExistsAsync(Guid medium)
    {
        using HttpResponseMessage answer = await editor.GetAsync($"/api/editor/media/{medium}", TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private async Task<List<BlobEntry>> BlobsAsync() => await Service.Services.GetRequiredService<BlobStore>()
        .ListAsync(MediaBlobs.FilesOf(Service.Services.GetRequiredService<SiteTable>()), TestContext.Current.CancellationToken)
        .ToListAsync(TestContext.Current.CancellationToken);
}
