using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bulletin.IntegrationTests.Contract;
using Bulletin.Media;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Transfer;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.Transfer;

/// <summary>A site with pictures and files is taken out and brought into an empty one: lines, and the bytes beside them.</summary>
public sealed class MediaTransferTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory().FullName, "media");
    private readonly byte[] picture = TestFiles.Jpeg();
    private readonly byte[] oldPlan = TestFiles.Csv(200);
    private readonly byte[] newPlan = TestFiles.Csv(300);
    private TransferSite site = null!;
    private TransferSite empty = null!;
    private Guid announcement;
    private Guid image;
    private Guid plan;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        site = await TransferSite.StartAsync(azurite);
        empty = await TransferSite.StartAsync(azurite, site.Service.Clock);
        await FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await empty.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    [Fact]
    public async Task A_copy_of_the_site_is_equal_and_its_public_addresses_answer_the_same_bytes()
    {
        string[] file = await site.ExportFileAsync();
        Assert.Equal(new MediaTotals(5, 0, 0), await TakeOutAsync(file));
        Assert.Equal(new MediaTotals(5, 0, 0), await BringInAsync(file));

        Answer answer = (await empty.ImportAsync(string.Join('\n', file))).Expect(HttpStatusCode.OK);

        Assert.Equal(0, (int)answer.Body!["refused"]!);
        Assert.Equal(file[1..^1], (await empty.ExportFileAsync())[1..^1]);
        Assert.Equal(await site.ExportAsync(), await empty.ExportAsync());
        foreach (string path in (string[])[$"/media/{announcement}/{image}/ratusz.jpg", $"/media/{announcement}/{plan}/plan.csv"])
        {
            byte[] here = await BytesAsync(site, path);
            Assert.NotEmpty(here);
            Assert.Equal(here, await BytesAsync(empty, path));
        }

        Assert.Equal(newPlan, await BytesAsync(empty, $"/media/{announcement}/{plan}/plan.csv"));
        await empty.VerifyAsync();

        // A second run finds everything there.
        Assert.Equal(new MediaTotals(0, 5, 0), await TakeOutAsync(file));
        Assert.Equal(new MediaTotals(0, 5, 0), await BringInAsync(file));
        Answer again = (await empty.ImportAsync(string.Join('\n', file))).Expect(HttpStatusCode.OK);
        Assert.Equal((0, 0), ((int)again.Body!["created"]!, (int)again.Body["refused"]!));
    }

    [Fact]
    public async Task Files_in_the_folder_are_named_by_their_hash_and_belong_to_their_owner_alone()
    {
        await TakeOutAsync(await site.ExportFileAsync());

        string file = Assert.Single(Directory.GetFiles(folder, "*.jpg"), one => File.ReadAllBytes(one).SequenceEqual(picture));
        Assert.Equal(HashOf(picture) + ".jpg", Path.GetFileName(file));
        Assert.Equal(oldPlan, await File.ReadAllBytesAsync(Path.Combine(folder, HashOf(oldPlan) + ".csv"), Cancellation));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }

    [Fact]
    public async Task A_medium_whose_bytes_are_missing_is_refused_with_its_announcements_and_nothing_else()
    {
        await site.Newsroom.PublishNewAsync("Bez plików");
        string[] file = await site.ExportFileAsync();
        await TakeOutAsync(file);
        File.Delete(Path.Combine(folder, HashOf(oldPlan) + ".csv"));
        List<string> told = [];
        Assert.Equal(new MediaTotals(4, 0, 1), await BringInAsync(file, told));
        Assert.Contains($"plan.csv (SHA-256 {HashOf(oldPlan)}): it is missing in ", Assert.Single(told), StringComparison.Ordinal);

        Answer refused = await empty.ImportAsync(string.Join('\n', file));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains($"the former file of 'plan.csv' with the SHA-256 {HashOf(oldPlan)} is not in storage", refused.Text, StringComparison.Ordinal);
        Assert.Contains($"there is no medium {plan}", refused.Text, StringComparison.Ordinal);
        Assert.Empty(await empty.ExportAsync());

        Answer some = (await empty.ImportAsync(string.Join('\n', file), isPartial: true)).Expect(HttpStatusCode.OK);
        Assert.True((int)some.Body!["created"]! > 0);
        Assert.Contains(await empty.ExportAsync(), line => line.Contains("Bez plików", StringComparison.Ordinal));
        await empty.VerifyAsync();

        // The file is found again: the rest comes.
        await File.WriteAllBytesAsync(Path.Combine(folder, HashOf(oldPlan) + ".csv"), oldPlan, Cancellation);
        Assert.Equal(new MediaTotals(1, 4, 0), await BringInAsync(file));
        (await empty.ImportAsync(string.Join('\n', file))).Expect(HttpStatusCode.OK);
        Assert.Equal(file[1..^1], (await empty.ExportFileAsync())[1..^1]);
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task Damaged_and_missing_files_are_named_one_by_one()
    {
        string[] file = await site.ExportFileAsync();
        SiteTable table = site.Service.Services.GetRequiredService<SiteTable>();
        await site.Service.Services.GetRequiredService<BlobStore>().DeleteAsync(MediaBlobs.File(table, HashOf(newPlan)), Cancellation);
        List<string> told = [];
        Assert.Equal(new MediaTotals(4, 0, 1), await TakeOutAsync(file, told));
        Assert.Equal($"plan.csv (SHA-256 {HashOf(newPlan)}): it is missing in storage", Assert.Single(told));

        await File.WriteAllBytesAsync(Path.Combine(folder, HashOf(picture) + ".jpg"), picture[..^1], Cancellation);
        told.Clear();
        Assert.Equal(new MediaTotals(3, 0, 2), await BringInAsync(file, told));
        Assert.Contains(told, line => line.StartsWith($"ratusz.jpg (SHA-256 {HashOf(picture)}): ", StringComparison.Ordinal) && line.Contains("damaged", StringComparison.Ordinal));

        // A file of another length is copied again.
        Assert.Equal(new MediaTotals(1, 3, 1), await TakeOutAsync(file, told));
        Assert.Equal(picture, await File.ReadAllBytesAsync(Path.Combine(folder, HashOf(picture) + ".jpg"), Cancellation));
    }

    [Fact]
    public async Task Copying_that_is_stopped_leaves_whole_files_and_goes_on()
    {
        string[] file = await site.ExportFileAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StoppedAsync((progress, stop) => FolderOf(site).ExportAsync(Lines(file), folder, _ => { }, progress, stop)));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Equal(new MediaTotals(3, 2, 0), await TakeOutAsync(file));
        Assert.DoesNotContain(Directory.GetFiles(folder), one => one.EndsWith(".part", StringComparison.Ordinal));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StoppedAsync((progress, stop) => FolderOf(empty).ImportAsync(Lines(file), folder, _ => { }, progress, stop)));
        Assert.Equal(new MediaTotals(3, 2, 0), await BringInAsync(file));
    }

    [Fact]
    public async Task An_import_that_is_stopped_between_any_two_transactions_leaves_a_whole_site_and_goes_on()
    {
        string[] file = await site.ExportFileAsync();
        await TakeOutAsync(file);
        await BringInAsync(file);
        SiteWriter writer = empty.Service.Services.GetRequiredService<SiteWriter>();
        int runs = 0;
        bool isFinished = false;
        while (!isFinished)
        {
            using var stop = new CancellationTokenSource();
            void Stop(SiteWrite write) => stop.Cancel();
            writer.Committed += Stop;
            try
            {
                isFinished = await empty.Service.Services.GetRequiredService<Importer>().ImportAsync(
                    () => Lines(file), isPartial: false, Actor.Service, _ => { }, null, stop.Token);
            }
            catch (OperationCanceledException)
            {
            }

            writer.Committed -= Stop;
            await empty.VerifyAsync();
            Assert.True(++runs < 20);
        }

        Assert.True(runs >= 3);
        Assert.Equal(file[1..^1], (await empty.ExportFileAsync())[1..^1]);
        await empty.VerifyAsync();
    }

    [Fact]
    public async Task A_medium_that_changed_here_since_is_unchanged_and_another_one_with_its_id_is_refused()
    {
        string[] file = await site.ExportFileAsync();
        await TakeOutAsync(file);
        await BringInAsync(file);
        (await empty.ImportAsync(string.Join('\n', file))).Expect(HttpStatusCode.OK);
        (await empty.Newsroom.SendAsync(HttpMethod.Patch, $"/api/media/{image}", new { credit = "fot. Anna" }, ifMatch: "*")).Expect(HttpStatusCode.OK);

        Answer again = (await empty.ImportAsync(string.Join('\n', file))).Expect(HttpStatusCode.OK);
        Assert.Equal((0, 0), ((int)again.Body!["created"]!, (int)again.Body["refused"]!));

        string line = file.Single(one => one.StartsWith($"{{\"type\":\"medium\",\"id\":\"{plan}\"", StringComparison.Ordinal));
        Answer other = await empty.ImportAsync(line.Replace("plan.csv", "inny.csv", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Conflict, "already-exists"), (other.Status, other.Problem));
    }

    [Fact]
    public async Task Lines_that_name_other_media_than_there_are_are_refused()
    {
        string[] file = await site.ExportFileAsync();
        await TakeOutAsync(file);
        await BringInAsync(file);
        string all = string.Join('\n', file);

        Answer without = await empty.ImportAsync(string.Join('\n', file.Where(line => !line.StartsWith("{\"type\":\"medium\"", StringComparison.Ordinal))));
        Assert.Equal(HttpStatusCode.BadRequest, without.Status);
        Assert.Contains($"there is no medium {image}", without.Text, StringComparison.Ordinal);

        string revision = file.Single(line => line.StartsWith("{\"type\":\"revision\"", StringComparison.Ordinal));
        Answer never = await empty.ImportAsync(all.Replace(revision, revision.Replace(HashOf(oldPlan), new string('a', 64), StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, never.Status);
        Assert.Contains("never had the file with the SHA-256 aaaa", never.Text, StringComparison.Ordinal);

        string draft = file.Single(line => line.StartsWith("{\"type\":\"draft\"", StringComparison.Ordinal));
        Answer inDraft = await empty.ImportAsync(all.Replace(draft, draft.Replace(HashOf(newPlan), new string('b', 64), StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains("never had the file with the SHA-256 bbbb", inDraft.Text, StringComparison.Ordinal);
        Assert.Empty(await empty.ExportAsync());
    }

    [Fact]
    public async Task Media_that_change_while_a_file_is_written_are_in_it_as_they_are_at_its_version()
    {
        Guid late = default;
        int seen = 0;
        var change = new Synchronous(_ =>
        {
            if (seen++ == 0)
            {
                Task.Run(async () =>
                {
                    late = await UploadAsync(TestFiles.Csv(700), "nowy.csv");
                    await site.Newsroom.CreateAsync(new { title = "W trakcie", status = "published", attachments = (object[])[new { media = late }] });
                    (await site.Newsroom.SendAsync(HttpMethod.Patch, $"/api/media/{image}", new { alt = "Inny" }, ifMatch: "*")).Expect(HttpStatusCode.OK);
                }).GetAwaiter().GetResult();
            }
        });
        string name = Path.GetTempFileName();

        await site.Service.Services.GetRequiredService<FileExport>().WriteAsync(name, change, Cancellation);

        string[] file = await File.ReadAllLinesAsync(name, Cancellation);
        File.Delete(name);
        Assert.Contains(file, line => line.StartsWith($"{{\"type\":\"medium\",\"id\":\"{late}\"", StringComparison.Ordinal));
        Assert.Contains("\"alt\":\"Inny\"", file.Single(line => line.StartsWith($"{{\"type\":\"medium\",\"id\":\"{image}\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal((await site.ExportAsync()).Order(StringComparer.Ordinal), file[1..^1].Order(StringComparer.Ordinal));
        await TakeOutAsync(file);
        await BringInAsync(file);
        (await empty.ImportAsync(string.Join('\n', file))).Expect(HttpStatusCode.OK);
        await empty.VerifyAsync();
    }

    private Task<MediaTotals> TakeOutAsync(string[] file, List<string>? told = null) =>
        FolderOf(site).ExportAsync(Lines(file), folder, line => told?.Add(line), _ => { }, Cancellation);

    private Task<MediaTotals> BringInAsync(string[] file, List<string>? told = null) =>
        FolderOf(empty).ImportAsync(Lines(file), folder, line => told?.Add(line), _ => { }, Cancellation);

    private static MediaFolder FolderOf(TransferSite one) => one.Service.Services.GetRequiredService<MediaFolder>();

    // Stops the copying after its second file.
    private static async Task StoppedAsync(Func<Action<int>, CancellationToken, Task<MediaTotals>> copy)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await copy(
            files =>
            {
                if (files == 2)
                {
                    stop.Cancel();
                }
            },
            stop.Token);
    }

    // A public announcement whose attachment was replaced, so that a former revision has the old file; the draft of its next
    // version; an announcement that is a draft; a medium that nothing uses.
    private async Task FillAsync()
    {
        image = await UploadAsync(picture, "ratusz.jpg");
        plan = await UploadAsync(oldPlan, "plan.csv");
        Guid inBody = await UploadAsync(TestFiles.Jpeg(640, 480), "mapa.jpg");
        await UploadAsync(TestFiles.Csv(400), "nieuzywany.csv");
        announcement = (await site.Newsroom.CreateAsync(new
        {
            title = "Plan",
            status = "published",
            body = $"![Mapa](media:{inBody})",
            image = new { media = image, alt = "Ratusz" },
            attachments = (object[])[new { media = plan, title = "Plan" }],
        })).Id;
        await SendFileAsync(HttpMethod.Put, $"/api/media/{plan}/content?name=plan.csv", newPlan);
        await site.Newsroom.PatchAsync(announcement, new { attachments = (object[])[new { media = plan, title = "Nowy plan" }], changeNote = "Nowy plan" });
        object draft = new { title = "Plan na wiosnę", attachments = (object[])[new { media = plan }], image = new { media = inBody, alt = "Mapa" } };
        Assert.Equal(HttpStatusCode.Created, (await site.Newsroom.SendAsync(HttpMethod.Put, $"/api/announcements/{announcement}/draft", draft)).Status);
        await site.Newsroom.CreateAsync(new { title = "Szkic", image = new { media = image, alt = "Ratusz" } });
    }

    private async Task<Guid> UploadAsync(byte[] bytes, string name) =>
        Guid.Parse((string)(await SendFileAsync(HttpMethod.Post, $"/api/media?name={name}", bytes))["id"]!);

    private async Task<JsonNode> SendFileAsync(HttpMethod method, string path, byte[] bytes)
    {
        using HttpClient editor = site.Service.Client(TestKeys.Editor);
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.TryAddWithoutValidation("If-Match", method == HttpMethod.Put ? "*" : null);
        using HttpResponseMessage response = await editor.SendAsync(request, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<byte[]> BytesAsync(TransferSite one, string path)
    {
        using HttpClient reader = one.Service.Client();
        using HttpResponseMessage response = await reader.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync(Cancellation);
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(string[] lines)
    {
        foreach (string line in lines)
        {
            yield return Encoding.UTF8.GetBytes(line);
        }

        await Task.CompletedTask;
    }

    private sealed class Synchronous(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
