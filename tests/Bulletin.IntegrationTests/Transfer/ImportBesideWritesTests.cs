using System.Net;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Bulletin.Announcements;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Transfer;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.Transfer;

/// <summary>
/// Tests imports with concurrent writes, unavailable storage and expired time: the reported result is always true.
/// </summary>
public sealed class ImportBesideWritesTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly BeforeStorage before = new();
    private readonly string table = AzuriteFixture.NewTableName();
    private TransferSite site = null!;
    private TransferSite others = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        site = await TransferSite.StartAsync(
            azurite, table: table, before: before, change: services => services.AddSingleton(new TransferLimits { Patience = TimeSpan.Zero }));
        others = await TransferSite.StartAsync(azurite, site.Service.Clock, table);
    }

    public async ValueTask DisposeAsync()
    {
        before.Happens = null;
        await site.DisposeAsync();
        await others.DisposeAsync();
    }

    [Fact]
    public async Task A_category_that_is_merged_meanwhile_is_followed_and_no_line_is_lost()
    {
        await others.Newsroom.CreateCategoryAsync("Sport");
        await others.Newsroom.CreateCategoryAsync("Rekreacja");
        BeforeTransaction(1, async () => (await others.Newsroom.SendAsync(HttpMethod.Delete, "/api/categories/sport?moveTo=rekreacja", ifMatch: "*")).Expect(HttpStatusCode.NoContent));

        Answer answer = (await site.ImportAsync(Lines(30, ", \"categories\": [\"sport\", \"rekreacja\"]"))).Expect(HttpStatusCode.OK);

        Assert.Equal((30, 0), ((int)answer.Body!["created"]!, (int)answer.Body["refused"]!));
        Assert.Equal(30, (await others.Newsroom.ListAsync("category=rekreacja")).Count);
        await others.VerifyAsync();
    }

    [Fact]
    public async Task A_category_that_somebody_else_makes_meanwhile_is_the_one_that_is_taken()
    {
        BeforeTransaction(1, () => others.Newsroom.CreateCategoryAsync("Sport"));

        Answer answer = (await site.ImportAsync(Lines(12, ", \"categories\": [{\"name\": \"Sport\"}]"))).Expect(HttpStatusCode.OK);

        Assert.Equal((12, 0), ((int)answer.Body!["created"]!, (int)answer.Body["refused"]!));
        Assert.Equal(12, (await others.Newsroom.ListAsync("category=sport")).Count);
        Assert.Single((await others.Newsroom.ReadAsync("/api/categories")).Body!["items"]!.AsArray());
        await others.VerifyAsync();
    }

    [Fact]
    public async Task A_category_that_is_removed_meanwhile_is_told_by_the_status_and_what_is_written_too()
    {
        await others.Newsroom.CreateCategoryAsync("Sport");
        BeforeTransaction(1, async () => await others.Newsroom.SendAsync(HttpMethod.Delete, "/api/categories/sport", ifMatch: "*"));

        Answer answer = await site.ImportAsync(Lines(12) + "\n" + Lines(1, ", \"categories\": [\"sport\"]"));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid"), (answer.Status, answer.Problem));
        Assert.Equal("there is no category 'sport'", (string?)answer.Body!["errors"]!["line 13: categories"]![0]);
        Assert.Equal("1 line is refused because of what others wrote meanwhile; the other 12 are in the site.", (string?)answer.Body["detail"]);
        Assert.Equal(12, (await others.Newsroom.ListAsync()).Count);
        await others.VerifyAsync();
    }

    [Fact]
    public async Task A_slug_that_is_taken_meanwhile_is_another_one_for_what_is_new_and_a_conflict_for_what_comes_from_an_export()
    {
        var id = Guid.NewGuid();
        BeforeTransaction(1, async () =>
        {
            await others.Newsroom.PublishNewAsync("Numer 0");
            await others.Newsroom.PublishNewAsync("Zajęty");
        });

        Answer answer = await site.ImportAsync(Lines(2) + $"\n{{\"type\":\"announcement\",\"id\":\"{id}\",\"revision\":1,\"slug\":\"zajety\",\"title\":\"Zajęty\"}}");

        Assert.Equal((HttpStatusCode.Conflict, "already-exists"), (answer.Status, answer.Problem));
        Assert.NotNull(answer.Body!["errors"]!["line 3: slug"]);
        Assert.Contains("the other 2 are in the site", (string?)answer.Body["detail"], StringComparison.Ordinal);
        (await others.Newsroom.ItemAsync("numer-0-2")).Expect(HttpStatusCode.OK);
        await others.VerifyAsync();
    }

    [Fact]
    public async Task When_the_time_is_up_the_answer_says_so_and_how_much_is_written_and_the_same_request_goes_on()
    {
        string lines = Lines(60);
        int transactions = 0;
        before.Happens = async (request, stop) =>
        {
            transactions += BeforeStorage.IsTransaction(request) ? 1 : 0;
            // Every storage request after the second transaction exceeds the time of the request.
            if (transactions >= 2 && !BeforeStorage.IsTransaction(request))
            {
                site.Service.Clock.Advance(TimeSpan.FromMinutes(4));
                await Task.Delay(Timeout.Infinite, stop);
            }
        };

        Answer cut = await site.ImportAsync(lines);

        before.Happens = null;
        int written = (await others.Newsroom.ListAsync()).Count;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "import-unfinished"), (cut.Status, cut.Problem));
        Assert.InRange(written, 1, 59);
        Assert.Contains("that a request may take are up", (string?)cut.Body!["detail"], StringComparison.Ordinal);
        Assert.Contains($"{written} lines were written", (string?)cut.Body["detail"], StringComparison.Ordinal);
        Answer again = (await site.ImportAsync(lines)).Expect(HttpStatusCode.OK);
        Assert.Equal((60 - written, written), ((int)again.Body!["created"]!, (int)again.Body["unchanged"]!));
        await others.VerifyAsync();
    }

    [Fact]
    public async Task When_the_outcome_of_a_write_is_not_known_the_answer_says_so_and_does_not_tell_to_send_all_again()
    {
        before.Happens = (request, _) => BeforeStorage.IsTransaction(request)
            ? throw new RequestFailedException("The connection was lost.")
            : Task.CompletedTask;

        Answer answer = await site.ImportAsync(Lines(3));

        before.Happens = null;
        Assert.Equal("import-unfinished", answer.Problem);
        string detail = (string)answer.Body!["detail"]!;
        Assert.Contains("At least 0 lines were written", detail, StringComparison.Ordinal);
        Assert.Contains("whether the next ones were is not known", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("No line was written", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, "ServerBusy", "Storage answers that it has too much to do")]
    [InlineData(403, "AuthorizationFailure", "Storage refuses the service access: its key or its role assignment must be put right")]
    [InlineData(409, "TableBeingDeleted", "The service's table in storage was deleted, or is being deleted")]
    public async Task When_storage_is_away_for_too_long_the_answer_says_why_and_how_much_is_written(int status, string code, string cause)
    {
        int transactions = 0;
        before.Happens = (request, _) =>
        {
            transactions += BeforeStorage.IsTransaction(request) ? 1 : 0;
            return transactions >= 2 && !BeforeStorage.IsTransaction(request) ? throw new RequestFailedException(status, code, code, null) : Task.CompletedTask;
        };

        Answer answer = await site.ImportAsync(Lines(60));

        before.Happens = null;
        int written = (await others.Newsroom.ListAsync()).Count;
        Assert.Equal("import-unfinished", answer.Problem);
        Assert.Contains($"{cause}. Until then {written} lines were written", (string?)answer.Body!["detail"], StringComparison.Ordinal);
        Assert.InRange(written, 1, 59);
    }

    [Fact]
    public async Task A_transaction_that_does_not_get_through_for_a_while_is_tried_again_and_nothing_comes_twice()
    {
        // An answer that is lost again and again: the transaction is committed, and the writer gives up without knowing it.
        IServiceProvider services = site.Service.Services;
        using var writer = new SiteWriter(
            services.GetRequiredService<SiteTable>(),
            services.GetRequiredService<CategoryCache>(),
            site.Service.Clock,
            new SiteWriterLimits { Deadline = TimeSpan.FromMilliseconds(400), Attempt = TimeSpan.FromMilliseconds(400) });
        var importer = new Importer(
            services.GetRequiredService<SiteTable>(),
            services.GetRequiredService<BlobStore>(),
            writer,
            services.GetRequiredService<CategoryCache>(),
            services.GetRequiredService<BodyPreparation>(),
            services.GetRequiredService<BulletinSettings>(),
            new TransferLimits { Patience = TimeSpan.FromMinutes(1), Pause = TimeSpan.FromMilliseconds(1) },
            site.Service.Clock);
        int transactions = 0;
        before.Happens = async (request, stop) =>
        {
            if (BeforeStorage.IsTransaction(request) && ++transactions == 2)
            {
                await CommitUnseenAsync(request);
                await Task.Delay(Timeout.Infinite, stop);
            }
        };
        List<ImportReportLine> told = [];
        string[] lines = Lines(40, source: false).Split('\n');

        Assert.True(await importer.ImportAsync(
            () => lines.Select(line => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(line)).ToAsyncEnumerable(),
            isPartial: false,
            Actor.Service,
            told.Add,
            null,
            Cancellation));

        Assert.True(transactions > 2);
        Assert.All(told, line => Assert.Equal("created", line.Status));
        Assert.Equal(40, (await others.Newsroom.ListAsync()).Count);
        await others.VerifyAsync();
    }

    [Fact]
    public async Task A_site_that_has_500_categories_says_so_and_not_that_there_is_no_such_category()
    {
        string categories = string.Join('\n', Enumerable.Range(0, 500).Select(number => $"{{\"type\":\"category\",\"name\":\"Kategoria {number}\"}}"));
        (await site.ImportAsync(categories)).Expect(HttpStatusCode.OK);

        Answer ofAnnouncement = await site.ImportAsync(Lines(1, ", \"categories\": [{\"name\": \"Jeszcze jedna\"}]"));
        Answer ofCategory = await site.ImportAsync("{\"type\":\"category\",\"name\":\"Jeszcze jedna\"}");

        Assert.Equal("'Jeszcze jedna' is one too many: a site may have 500 categories", (string?)ofAnnouncement.Body!["errors"]!["line 1: categories"]![0]);
        Assert.Equal("is one too many: a site may have 500 categories", (string?)ofCategory.Body!["errors"]!["line 1: name"]![0]);
    }

    [Fact]
    public async Task A_body_that_is_beyond_todays_bounds_is_taken_over_of_an_export_with_a_remark()
    {
        var id = Guid.NewGuid();
        string body = $"{new string('>', 200)} x";
        string[] lines =
        [
            $"{{\"type\":\"announcement\",\"id\":\"{id}\",\"revision\":2,\"slug\":\"jak-bylo\",\"title\":\"x\",\"lead\":\"Jak było.\",\"leadDerived\":true,\"body\":\"{body}\"}}",
            $"{{\"type\":\"draft\",\"of\":\"{id}\",\"id\":\"{Guid.NewGuid()}\",\"baseRevision\":2,\"revision\":1,\"title\":\"x\",\"language\":\"pl\",\"body\":\"{body}\",\"changedAt\":\"2024-01-01T00:00:00Z\",\"changedBy\":\"x\"}}",
            $"{{\"type\":\"revision\",\"of\":\"{id}\",\"revision\":1,\"title\":\"x\",\"body\":\"{body}\"}}",
        ];

        Answer answer = (await site.ImportAsync(string.Join('\n', lines))).Expect(HttpStatusCode.OK);

        Assert.Equal(3, (int)answer.Body!["created"]!);
        Assert.All(answer.Body["lines"]!.AsArray(), line => Assert.StartsWith("body: ", (string?)line!["remark"], StringComparison.Ordinal));
        List<string> exported = await site.ExportAsync();
        Assert.All(exported, line => Assert.Equal(body, (string?)JsonNode.Parse(line)!["body"]));
        Assert.Equal("Jak było.", (string?)JsonNode.Parse(exported[0])!["lead"]);
        // New announcements must respect today's limits.
        Answer fresh = await site.ImportAsync($"{{\"type\":\"announcement\",\"title\":\"x\",\"body\":\"{body}\"}}");
        Assert.NotNull(fresh.Body!["errors"]!["line 1: body"]);
    }

    // Something that happens once, in front of the transaction of this number.
    private void BeforeTransaction(int number, Func<Task> happens)
    {
        int transactions = 0;
        before.Happens = (request, _) => BeforeStorage.IsTransaction(request) && ++transactions == number ? happens() : Task.CompletedTask;
    }

    // Sends the same transaction to storage, as if it had been this one.
    private static async Task CommitUnseenAsync(Request request)
    {
        using var client = new HttpClient();
        using var stream = new MemoryStream();
        await request.Content!.WriteToAsync(stream, Cancellation);
        using var same = new HttpRequestMessage(HttpMethod.Post, request.Uri.ToUri()) { Content = new ByteArrayContent(stream.ToArray()) };
        foreach (HttpHeader header in request.Headers)
        {
            if (!same.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                same.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        using HttpResponseMessage response = await client.SendAsync(same, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static string Lines(int count, string more = "", bool source = true) => string.Join('\n', Enumerable.Range(0, count).Select(number =>
        $"{{\"type\":\"announcement\",\"title\":\"Numer {number}\",\"status\":\"published\"{(source ? $",\"sourceUrl\":\"https://old.example.org/{number}/{more.Length}\"" : string.Empty)}{more}}}"));
}
