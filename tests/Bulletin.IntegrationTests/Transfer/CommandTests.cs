using System.Diagnostics;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.IntegrationTests.Transfer;

/// <summary>The commands <c>import</c> and <c>export</c>, in a process of their own.</summary>
public sealed class CommandTests(AzuriteFixture azurite) : IDisposable
{
    private readonly string table = AzuriteFixture.NewTableName();
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_import_that_is_killed_leaves_a_whole_site_and_the_next_run_goes_on()
    {
        const int count = 250;
        string file = await WriteAsync([.. Enumerable.Range(1, count).Select(number =>
            $"{{\"type\":\"announcement\",\"title\":\"Numer {number}\",\"sourceUrl\":\"https://old.example.org/{number}\",\"status\":\"published\",\"publishedAt\":\"2024-01-01T00:00:00Z\",\"categories\":[{{\"name\":\"Archiwum\"}}]}}")]);
        using (Process import = HandlerProcess.Begin(["import", file], azurite.ConnectionString, table))
        {
            await WaitForAnnouncementsAsync(import);
            import.Kill();
            await import.WaitForExitAsync(Cancellation);
        }

        await using Service service = await Service.StartAsync(azurite, table: table);
        int before = await CountAsync();
        Assert.Empty(await service.VerifyAsync());
        Assert.InRange(before, 1, count - 1);

        (int code, string output, string errors) = await RunAsync("import", file);

        Assert.True(code == 0, errors);
        Assert.Equal((0, $"{count - before} created, {before} unchanged, 0 refused."), (code, output.Trim()));
        Assert.Equal(count, await CountAsync());
        service.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task What_is_refused_is_told_with_exit_code_1_and_nothing_is_written()
    {
        string file = await WriteAsync(["{\"type\":\"announcement\",\"title\":\"Dobre\"}", .. Enumerable.Repeat("{\"type\":\"announcement\"}", 25)]);

        (int code, string output, string errors) = await RunAsync("import", file);

        Assert.Equal(1, code);
        Assert.Contains("line 2: title: is required", errors, StringComparison.Ordinal);
        Assert.Contains("... and 5 more.", errors, StringComparison.Ordinal);
        Assert.Contains("nothing was written", output, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());

        (code, output, _) = await RunAsync("import", file, "--partial");

        Assert.Equal((1, "1 created, 0 unchanged, 25 refused."), (code, output.Trim()));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_file_that_is_written_can_be_read_and_one_that_was_cut_off_is_recognised()
    {
        string file = await WriteAsync(["{\"type\":\"announcement\",\"title\":\"Jedno\"}", "{\"type\":\"announcement\",\"title\":\"Drugie\",\"status\":\"published\"}"]);
        Assert.Equal(0, (await RunAsync("import", file)).Code);
        string exported = Path.Combine(folder, "export.ndjson");

        Assert.Equal(0, (await RunAsync("export", exported)).Code);
        string[] lines = await File.ReadAllLinesAsync(exported, Cancellation);

        Assert.Contains("\"type\":\"site\"", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",\"announcements\":2,\"categories\":0,\"media\":0}", lines[^1], StringComparison.Ordinal);
        Assert.Equal("export.ndjson", Path.GetFileName(Assert.Single(Directory.GetFiles(folder, "export*"))));
        Assert.Equal((0, "0 created, 2 unchanged, 0 refused."), (await RunAsync("import", exported)) is var again ? (again.Code, again.Output.Trim()) : default);

        await File.WriteAllLinesAsync(exported, lines[..^1], Cancellation);
        (int code, _, string errors) = await RunAsync("import", exported);

        Assert.Equal(1, code);
        Assert.Contains("the end is missing: the file was cut off", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import-wordpress", "gmina-wordpress.xml", 6)]
    [InlineData("import-feed", "miasto-rss-windows-1250.xml", 3)]
    public async Task What_another_system_gave_out_comes_once_however_often_it_is_imported(string command, string fixture, int count)
    {
        string file = Path.Combine(folder, fixture);
        await File.WriteAllBytesAsync(file, Tests.Conversion.Fixture.Bytes(fixture), Cancellation);

        (int code, string output, string errors) = await RunAsync(command, file);
        Assert.True(code == 0, errors);
        Assert.Equal($"{count} created, 0 unchanged, 0 refused.", output.Trim());
        Assert.Contains("skipped: ", errors, StringComparison.Ordinal);

        (code, output, errors) = await RunAsync(command, file);
        Assert.True(code == 0, errors);
        Assert.Equal($"0 created, {count} unchanged, 0 refused.", output.Trim());
        await using Service service = await Service.StartAsync(azurite, table: table);
        Assert.Equal(count, await CountAsync());
        using var newsroom = Newsroom.At(service);
        Assert.NotEmpty((await newsroom.ReadAsync("/api/categories")).Body!["items"]!.AsArray());
        service.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task What_stands_before_the_break_of_a_file_is_imported_and_the_break_is_told()
    {
        string whole = System.Text.Encoding.UTF8.GetString(Tests.Conversion.Fixture.Bytes("gmina-wordpress.xml"));
        string file = Path.Combine(folder, "przerwany.xml");
        await File.WriteAllTextAsync(file, whole[..(whole.LastIndexOf("<item>", StringComparison.Ordinal) + 10)], Cancellation);

        (int code, string output, string errors) = await RunAsync("import-wordpress", file);

        Assert.Equal(1, code);
        Assert.Contains(" created, 0 unchanged, 0 refused.", output, StringComparison.Ordinal);
        Assert.Contains("line ", errors, StringComparison.Ordinal);
        Assert.InRange(await CountAsync(), 1, 6);
    }

    [Fact]
    public async Task Files_of_media_are_copied_beside_the_lines_and_brought_in_before_them()
    {
        byte[] plan = Contract.TestFiles.Csv();
        await using (Service service = await Service.StartAsync(azurite, table: table))
        {
            using HttpClient editor = service.Client(TestKeys.Editor);
            using var content = new ByteArrayContent(plan);
            content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("text/csv");
            using HttpResponseMessage made = await editor.PostAsync("/api/media?name=plan.csv", content, Cancellation);
            Assert.True(made.IsSuccessStatusCode);
        }

        string exported = Path.Combine(folder, "export.ndjson");
        string media = Path.Combine(folder, "media");
        (int code, _, string errors) = await RunAsync("export", exported, "--media", media);
        Assert.True(code == 0, errors);
        Assert.Contains("1 files copied, 0 there already, 0 missing or damaged.", errors, StringComparison.Ordinal);
        string copy = Assert.Single(Directory.GetFiles(media));
        Assert.Equal(plan, await File.ReadAllBytesAsync(copy, Cancellation));

        // Another site, which has none of the bytes.
        string other = AzuriteFixture.NewTableName();
        (code, string output, errors) = await RunOnAsync(other, "import", exported);
        Assert.Equal((1, true), (code, errors.Contains("is not in storage: bring it with 'import --media <folder>'", StringComparison.Ordinal)));
        (code, output, errors) = await RunOnAsync(other, "import", exported, "--media", media);
        Assert.True(code == 0, errors);
        Assert.Equal("1 created, 0 unchanged, 0 refused.", output.Trim());
        (code, output, errors) = await RunOnAsync(other, "import", exported, "--media", media);
        Assert.True(code == 0, errors);
        Assert.Equal("0 created, 1 unchanged, 0 refused.", output.Trim());

        File.Delete(copy);
        (code, _, errors) = await RunOnAsync(AzuriteFixture.NewTableName(), "import", exported, "--media", media);
        Assert.Equal(1, code);
        Assert.Contains($"it is missing in {media}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_one_line_and_exit_code_1()
    {
        (int code, _, string errors) = await RunAsync("import", Path.Combine(folder, "nie-ma.ndjson"));

        Assert.Equal(1, code);
        Assert.Contains("cannot be read", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string[] lines)
    {
        string file = Path.Combine(folder, "lines.ndjson");
        await File.WriteAllLinesAsync(file, lines, Cancellation);
        return file;
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunOnAsync(table, arguments);

    private async Task<(int Code, string Output, string Errors)> RunOnAsync(string site, params string[] arguments)
    {
        using Process process = HandlerProcess.Begin(arguments, azurite.ConnectionString, site);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
        Task<string> errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await errors);
    }

    private async Task WaitForAnnouncementsAsync(Process import)
    {
        while (!import.HasExited && await CountAsync() == 0)
        {
        }
    }

    private async Task<int> CountAsync()
    {
        var client = new TableClient(azurite.ConnectionString, table);
        RowRange range = RowRange.Of(RowKeys.AnnouncementPrefix);
        int count = 0;
        try
        {
            await foreach (TableEntity _ in client.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq 'main' and RowKey ge {range.From} and RowKey lt {range.To}"), select: ["RowKey"], cancellationToken: Cancellation))
            {
                count++;
            }
        }
        catch (Azure.RequestFailedException failure) when (failure.Status == 404)
        {
            // The table is made by the first write.
        }

        return count;
    }
}
