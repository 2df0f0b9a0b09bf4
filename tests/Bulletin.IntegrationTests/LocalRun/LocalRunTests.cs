using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.LocalRun.Emulator;
using Bulletin.Settings;

namespace Bulletin.IntegrationTests;

/// <summary>The program itself, as a developer starts it: in a process of its own, on a free port, with a table of its own.</summary>
public sealed class LocalRunTests(AzuriteFixture azurite)
{
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Bulletin.Host.exe" : "Bulletin.Host");

    private readonly string table = AzuriteFixture.NewTableName();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_first_start_loads_the_sample_once_and_everything_works_until_the_process_is_told_to_stop()
    {
        await using (HostProcess host = await StartAsync())
        {
            Assert.Contains("Loading the sample content…", host.Output, StringComparison.Ordinal);
            Assert.Contains("bk_local_admin", host.Output, StringComparison.Ordinal);
            await ExpectSampleAsync(host.Address);
            await EditAsync(host.Address);
            Assert.Equal(0, await host.TerminateAsync());
        }

        await using (HostProcess second = await StartAsync())
        {
            Assert.DoesNotContain("Loading the sample content…", second.Output, StringComparison.Ordinal);
            using HttpClient reader = Service.Client(second.Address, null);
            Assert.Contains("Dodane przez test", await reader.GetStringAsync("/api/announcements", Cancellation), StringComparison.Ordinal);
            Assert.Equal(0, await second.TerminateAsync());
        }

        (int code, string output, string error) = await RunAsync(["verify"]);
        Assert.Equal((0, "No violation.", ""), (code, output.Trim(), error));

        await CorruptAsync();
        (code, output, error) = await RunAsync(["verify"]);
        Assert.Equal((1, ""), (code, error));
        Assert.Contains("s:donikad: no announcement has this row", output, StringComparison.Ordinal);

        (code, output, _) = await RunAsync(["reschedule"], [new("Bulletin__Archiving__After", "300")]);
        Assert.Equal(0, code);
        Assert.EndsWith(" announcements got another archiving date.", output.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BulletinStorage", "nonsense")]
    [InlineData("Bulletin:Site", "two words")]
    [InlineData("Bulletin:Table", "9tables")]
    [InlineData("Bulletin:TimeZone", "Europe/Atlantis")]
    [InlineData("Bulletin:PublicUrl", "news.example.org")]
    [InlineData("Bulletin:AnnouncementUrl", "https://example.org/news")]
    [InlineData("Bulletin:Archiving:After", "a year")]
    [InlineData("Bulletin:Keys:0:Name", "")]
    [InlineData("Bulletin:Keys:0:Role", "king")]
    [InlineData("Bulletin:Keys:0:Sha256", "1234")]
    [InlineData("Bulletin:Cors:Origins:0", "https://example.org/path")]
    [InlineData("ArchiveSchedule", "every day")]
    [InlineData("PublishSchedule", "* * *")]
    public async Task A_wrong_setting_stops_the_start_with_one_line_that_names_it(string setting, string value)
    {
        Dictionary<string, string> environment = new() { [setting.Replace(":", "__", StringComparison.Ordinal)] = value };
        if (setting.StartsWith("Bulletin:Keys", StringComparison.Ordinal))
        {
            environment.TryAdd("Bulletin__Keys__0__Name", "somebody");
            environment.TryAdd("Bulletin__Keys__0__Role", "admin");
            environment.TryAdd("Bulletin__Keys__0__Sha256", new string('a', 64));
        }

        (int code, string output, string error) = await RunAsync(["--urls", "http://127.0.0.1:0"], environment);

        ExpectOneLine(code, output, error);
        Assert.StartsWith(setting, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BulletinStorage")]
    [InlineData("Bulletin:PublicUrl")]
    public async Task A_missing_setting_stops_the_start_outside_of_development_with_one_line_that_names_it(string setting)
    {
        Dictionary<string, string> environment = new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" };
        if (setting == "BulletinStorage")
        {
            environment["BulletinStorage"] = "";
        }

        (int code, string output, string error) = await RunAsync(["--urls", "http://127.0.0.1:0"], environment);

        ExpectOneLine(code, output, error);
        Assert.StartsWith(setting + " is missing", error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_port_in_use_gives_one_clear_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        (int code, _, string error) = await RunAsync(["--urls", url]);

        Assert.Equal(1, code);
        Assert.StartsWith($"The service cannot listen on {url}: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Trim());
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_misspelt_command_starts_nothing()
    {
        (int code, string output, string error) = await RunAsync(["verfy"]);

        ExpectOneLine(code, output, error);
        Assert.Contains("Did you mean verify?", error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Storage_that_does_not_answer_stops_the_commands_with_one_line()
    {
        string nobody = Azurite.ConnectionStringOf(Azurite.EndpointOf(1), Azurite.EndpointOf(FreePort()));

        (int code, string output, string error) = await RunAsync(["verify"], [new("BulletinStorage", nobody)]);

        ExpectOneLine(code, output, error);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Keys_are_made_listed_and_revoked_from_the_command_line()
    {
        (int code, string output, string error) = await RunAsync(["keys", "create", "Ewa Nowak", "--role", "editor", "--expires", "2099-01-01"]);
        Assert.Equal((0, 1, true), (code, output.Count(character => character == '\n'), ApiKeyToken.IsWellFormed(output.Trim())));
        Assert.Contains("until 2098-12-31T23:00:00Z", error, StringComparison.Ordinal);
        Assert.DoesNotContain(output.Trim(), error, StringComparison.Ordinal);

        (code, string list, _) = await RunAsync(["keys", "list"]);
        Assert.Equal((0, true), (code, list.Contains("\teditor\tuntil 2098-12-31T23:00:00Z\tnever used\tEwa Nowak", StringComparison.Ordinal)));
        (code, output, error) = await RunAsync(["keys", "create", "ewa nowak", "--role", "admin"]);
        ExpectOneLine(code, output, error);
        (code, output, error) = await RunAsync(["keys", "create", "Jan", "--role", "owner", "--expires", "2020-01-01"]);
        ExpectOneLine(code, output, error);
        (code, output, error) = await RunAsync(["keys", "create", "Jan", "Nowak", "--role", "author"]);
        ExpectOneLine(code, output, error);

        (code, output, _) = await RunAsync(["keys", "revoke", "EWA NOWAK"]);
        Assert.Equal((0, ""), (code, output));
        (code, output, error) = await RunAsync(["keys", "revoke", "Ewa Nowak"]);
        ExpectOneLine(code, output, error);
        (code, output, _) = await RunAsync(["keys", "list"]);
        Assert.Equal((0, ""), (code, output));
    }

    private static async Task ExpectSampleAsync(Uri address)
    {
        using HttpClient reader = Service.Client(address, null);
        using HttpClient admin = Service.Client(address, BulletinSettings.LocalAdminToken);
        Assert.Equal(8, (await ItemsAsync(reader, "/api/categories")).Count);
        List<JsonNode> all = await ItemsAsync(admin, "/api/editor/announcements?limit=100");
        Assert.Equal(42, all.Count);
        Dictionary<string, int> states = all.CountBy(item => (string)item["status"]!).ToDictionary();
        // In the archive: two that an editor put there, one that expired, and twelve that the timer found old.
        Assert.Equal((3, 1, 23, 15), (states["draft"], states["scheduled"], states["published"], states["archived"]));
        List<JsonNode> listed = await ItemsAsync(reader, "/api/announcements?limit=100");
        Assert.Equal(states["published"], listed.Count);
        Assert.Equal([true], listed.Take(1).Select(item => (bool)item["pinned"]!));
        Assert.All(listed.Skip(1), item => Assert.False((bool)item["pinned"]!));
        List<JsonNode> archived = await ItemsAsync(reader, "/api/announcements?status=archived&limit=100");
        Assert.Equal(states["archived"], archived.Count);
        Assert.Contains(listed, item => item["updatedAt"] is not null);
        Assert.Contains(all, item => (string)item["language"]! == "uk");
    }

    private static async Task EditAsync(Uri address)
    {
        using HttpClient admin = Service.Client(address, BulletinSettings.LocalAdminToken);
        using var content = new StringContent("""{"title":"Dodane przez test","status":"published","pinned":true}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage made = await admin.PostAsync("/api/announcements", content, Cancellation);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private static async Task<List<JsonNode>> ItemsAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync(path, Cancellation))!["items"]!.AsArray().OfType<JsonNode>().ToList();

    private Task<Azure.Response> CorruptAsync() => new TableClient(azurite.ConnectionString, table)
        .AddEntityAsync(new TableEntity("main", "s:donikad") { ["Id"] = Guid.NewGuid().ToString() }, Cancellation);

    private static void ExpectOneLine(int code, string output, string error)
    {
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Equal(1, error.Count(character => character == '\n'));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private ProcessStartInfo Start(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["BulletinStorage"] = azurite.ConnectionString,
                ["Bulletin__Table"] = table,
            },
        };
        foreach ((string name, string value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(
        IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        using Process process = Process.Start(Start(arguments, environment))!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
            Task<string> error = process.StandardError.ReadToEndAsync(Cancellation);
            await process.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private async Task<HostProcess> StartAsync()
    {
        Process process = Process.Start(Start(["--urls", "http://127.0.0.1:0"]))!;
        var host = new HostProcess(process);
        await host.WaitUntilReadyAsync();
        return host;
    }

    /// <summary>A running host.</summary>
    private sealed class HostProcess(Process process) : IAsyncDisposable
    {
        private readonly StringBuilder output = new();

        public string Output => output.ToString();

        public Uri Address { get; private set; } = null!;

        public async Task WaitUntilReadyAsync()
        {
            const string greeting = "Bulletin is at ";
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(60));
            bool isGreeted = false;
            bool isSettled = false;
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output.AppendLine(line);
                if (line.StartsWith(greeting, StringComparison.Ordinal))
                {
                    Address = new Uri(line[greeting.Length..].Trim());
                }

                isGreeted |= line.StartsWith("Ctrl+C", StringComparison.Ordinal);
                // The timers run once at the start.
                isSettled |= line.Contains("ArchiveOldAnnouncements: due ", StringComparison.Ordinal);
                if (isGreeted && isSettled)
                {
                    return;
                }
            }

            Assert.Fail($"The host ended instead of starting: {output}{await process.StandardError.ReadToEndAsync(Cancellation)}");
        }

        /// <summary>Asks the process to end, as a service manager does.</summary>
        /// <returns>The exit code.</returns>
        public async Task<int> TerminateAsync()
        {
            using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync(Cancellation);
            }

            Task<string> rest = process.StandardOutput.ReadToEndAsync(Cancellation);
            await process.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            output.Append(await rest);
            Assert.Equal("", await process.StandardError.ReadToEndAsync(Cancellation));
            return process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }

            process.Dispose();
        }
    }
}
