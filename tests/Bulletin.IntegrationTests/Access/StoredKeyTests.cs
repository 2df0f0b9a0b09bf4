using System.Net;
using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.Access;

/// <summary>Tests stored keys over time, between instances, and in the table.</summary>
public sealed class StoredKeyTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_instance_revokes_another_refuses_soon()
    {
        string table = AzuriteFixture.NewTableName();
        await using Service one = await Service.StartAsync(azurite, table: table);
        await using Service other = await Service.StartAsync(azurite, clock: one.Clock, table: table);
        using var newsroom = Newsroom.At(one);
        (Guid id, string token) = await CreateAsync(newsroom);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(other, token));

        (await newsroom.SendAsync(HttpMethod.Delete, $"/api/keys/{id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(one, token));
        one.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(other, token));
        Assert.Empty(await one.VerifyAsync());
    }

    [Fact]
    public async Task A_key_expires_at_its_instant_and_its_last_use_is_shown()
    {
        await using Service service = await Service.StartAsync(azurite);
        using var newsroom = Newsroom.At(service);
        DateTimeOffset now = service.Clock.GetUtcNow();
        (_, string token) = await CreateAsync(newsroom, now.AddHours(3));
        Assert.Null(await LastUsedAsync(newsroom));

        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, token));
        await service.Services.GetRequiredService<ApiKeyUses>().Recording;
        Assert.Equal(now.ToMilliseconds(), await LastUsedAsync(newsroom));

        service.Clock.Advance(TimeSpan.FromHours(3) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, token));
        await service.Services.GetRequiredService<ApiKeyUses>().Recording;
        Assert.Equal(service.Clock.GetUtcNow().ToMilliseconds(), await LastUsedAsync(newsroom));
        service.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(service, token));
    }

    [Fact]
    public async Task A_reader_who_sends_a_token_makes_nothing_be_looked_up()
    {
        var requests = new BeforeStorage();
        await using Service service = await Service.StartAsync(azurite, observer: requests);
        using var newsroom = Newsroom.At(service);
        (_, string token) = await CreateAsync(newsroom);
        using HttpClient reader = service.Client(token);
        foreach (string address in (string[])["/health/live", "/problems/gone", "/openapi/v1.json", "/nowhere", "/docs"])
        {
            int before = requests.Count;
            using HttpResponseMessage answer = await reader.GetAsync(address, Cancellation);
            Assert.Equal((before, false), (requests.Count, answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable));
        }
    }

    [Fact]
    public async Task Two_keys_of_one_name_or_one_token_or_under_anothers_id_are_named_by_verify()
    {
        await using Service service = await Service.StartAsync(azurite);
        using var newsroom = Newsroom.At(service);
        await CreateAsync(newsroom);
        var rows = new SiteRows(service);
        TableEntity row = await rows.SingleAsync(RowKeys.ApiKeyPrefix);
        ApiKey key = ApiKey.FromRow(row);
        Assert.Empty(await service.VerifyAsync());

        ApiKey copy = key with { Id = Guid.NewGuid(), Name = key.Name.ToUpperInvariant() };
        TableEntity copied = copy.ToRow(service.Services.GetRequiredService<SiteTable>());
        await rows.PutAsync(copied);
        IReadOnlyList<string> violations = await service.VerifyAsync();
        Assert.Contains(violations, line => line.Contains("' also belongs to ", StringComparison.Ordinal));
        Assert.Contains(violations, line => line.Contains(": the token also belongs to ", StringComparison.Ordinal));

        row.RowKey = copied.RowKey;
        await rows.PutAsync(row);
        Assert.Contains($"{copied.RowKey}: holds key {key.Id}", await service.VerifyAsync());
        row["ApiKey"] = "{ not json"u8.ToArray();
        await rows.PutAsync(row);
        Assert.Contains(await service.VerifyAsync(), line => line.StartsWith($"{copied.RowKey}: cannot be read (", StringComparison.Ordinal));
    }

    private static async Task<(Guid Id, string Token)> CreateAsync(Newsroom newsroom, DateTimeOffset? expiresAt = null)
    {
        Answer made = (await newsroom.SendAsync(HttpMethod.Post, "/api/keys", new { name = "Ewa", role = "author", expiresAt })).Expect(HttpStatusCode.Created);
        return (made.Id, (string)made.Body!["token"]!);
    }

    private static async Task<DateTimeOffset?> LastUsedAsync(Newsroom newsroom) =>
        (DateTimeOffset?)(await newsroom.ReadForEditorsAsync("/api/keys")).Expect(HttpStatusCode.OK).Body!["items"]![0]!["lastUsedAt"];

    private static async Task<HttpStatusCode> AskAsync(Service service, string token)
    {
        using HttpClient client = service.Client(token);
        using HttpResponseMessage answer = await client.GetAsync("/api/editor/announcements", Cancellation);
        return answer.StatusCode;
    }
}
