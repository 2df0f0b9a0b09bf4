using System.Net;
using Bulletin.Editing;
using Bulletin.Http;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>Tests the deletion of revisions, by the setting and by purging, with interruptions at any point.</summary>
public sealed class RetentionTests(AzuriteFixture azurite)
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly string table = AzuriteFixture.NewTableName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revisions_beyond_the_setting_are_gone_and_the_answer_says_why()
    {
        await using Service service = await Service.StartAsync(azurite, [new("Bulletin:Revisions:Keep", "2")], clock, table);
        using var newsroom = Newsroom.At(service);
        Guid id = (await newsroom.PublishNewAsync("Poprawiane")).Id;
        for (int number = 2; number <= 5; number++)
        {
            await newsroom.PatchAsync(id, new { body = $"Wersja {number}", changeNote = $"{number}" });
        }

        var rows = new SiteRows(service);
        Assert.Equal(2, (await rows.ReadAsync(RowKeys.RevisionPrefix(id))).Count);
        Assert.Equal("5", ChangeLogEntry.FromRow((await rows.ReadAsync("u:"))[^1]).Note);
        Assert.Empty(await service.VerifyAsync());
        Answer list = await newsroom.ReadForEditorsAsync($"/api/announcements/{id}/revisions?limit=2");
        Assert.Equal([5, 4], list.Body!["items"]!.AsArray().Select(item => (int)item!["revision"]!));
        list = await newsroom.ReadForEditorsAsync($"/api/announcements/{id}/revisions?limit=2&cursor={list.Next}");
        Assert.Equal(3, (int)Assert.Single(list.Body!["items"]!.AsArray())!["revision"]!);
        Assert.Null(list.Next);
        foreach (string gone in (string[])["revisions/1", "revisions/2", "revisions/5?diff=2"])
        {
            Answer answer = (await newsroom.ReadForEditorsAsync($"/api/announcements/{id}/{gone}")).Expect(HttpStatusCode.Gone);
            Assert.Equal("gone", answer.Problem);
            Assert.Contains("Bulletin:Revisions:Keep", answer.Text, StringComparison.Ordinal);
        }

        (await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{id}/revisions/2/revert", ifMatch: "*")).Expect(HttpStatusCode.Gone);
        (await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{id}/revisions/3/revert", ifMatch: "*")).Expect(HttpStatusCode.OK);
        Answer history = await newsroom.ReadAsync($"/api/announcements/{id}/history");
        Assert.Equal([6, 5, 4, null], history.Body!["items"]!.AsArray().Select(item => (int?)item!["revision"]));
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task Cut_off_in_the_middle_of_a_long_history_purging_goes_on()
    {
        await using Service service = await Service.StartAsync(azurite, clock: clock, table: table);
        using var newsroom = Newsroom.At(service);
        var rows = new SiteRows(service);
        Guid id = (await newsroom.PublishNewAsync("Poprawiane")).Id;
        for (int number = 0; number < 100; number++)
        {
            await newsroom.PatchAsync(id, new { body = $"Poprawka {number}" });
        }

        await newsroom.DeleteAsync(id);
        SiteWriter writer = service.Services.GetRequiredService<SiteWriter>();
        List<int> left = [];
        for (int run = 0; run < 3; run++)
        {
            using var stop = new CancellationTokenSource();
            void Stop(SiteWrite write) => stop.Cancel();
            writer.Committed += Stop;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.PurgeAsync(id, IfMatch.None, new Actor("admin", Role.Admin), stop.Token));
            writer.Committed -= Stop;
            left.Add((await rows.ReadAsync(RowKeys.RevisionPrefix(id))).Count);
            Assert.Empty(await service.VerifyAsync());
            (await newsroom.ItemAsync(id)).Expect(HttpStatusCode.Gone);
        }

        Assert.Equal([61, 21, 0], left);
        // It may still be brought back, with the revisions that are left.
        await newsroom.ActAsync(id, "restore");
        Assert.Empty(await service.VerifyAsync());
        (await newsroom.ReadForEditorsAsync($"/api/announcements/{id}/revisions/101")).Expect(HttpStatusCode.Gone);
        (await newsroom.ReadForEditorsAsync($"/api/announcements/{id}/revisions/102")).Expect(HttpStatusCode.OK);

        await newsroom.DeleteAsync(id);
        (await newsroom.SendAsync(HttpMethod.Post, $"/api/announcements/{id}/purge", ifMatch: "*")).Expect(HttpStatusCode.NoContent);
        Assert.Empty(await rows.ReadAsync("h:"));
        Assert.Empty(await rows.ReadAsync("a:"));
        Assert.Empty(await rows.ReadAsync("s:"));
        Assert.Empty(await service.VerifyAsync());
    }
}
