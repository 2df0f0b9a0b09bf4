using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.IntegrationTests.LocalRun;

public sealed class AzuriteTests : IDisposable
{
    private static readonly string Repository = RepositoryFolder.Find(AppContext.BaseDirectory);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static AzuriteOptions InMemory => new() { RepositoryFolder = Repository, InMemory = true };

    private AzuriteOptions OnDisk => new() { RepositoryFolder = Repository, DataFolder = Path.Combine(folder.Path, "data") };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_starts_on_free_ports_and_answers_for_tables_and_blobs()
    {
        await using Azurite azurite = await Azurite.StartAsync(InMemory, Cancellation);

        Assert.True(await Azurite.AnswersAsync(StorageService.Table, azurite.TableEndpoint, Cancellation));
        Assert.True(await Azurite.AnswersAsync(StorageService.Blob, azurite.BlobEndpoint, Cancellation));
        // One is not taken for the other.
        Assert.False(await Azurite.AnswersAsync(StorageService.Table, azurite.BlobEndpoint, Cancellation));
        Assert.False(await Azurite.AnswersAsync(StorageService.Blob, azurite.TableEndpoint, Cancellation));
        Assert.Equal(IPAddress.Loopback.ToString(), azurite.TableEndpoint.Host);
        Assert.Equal(IPAddress.Loopback.ToString(), azurite.BlobEndpoint.Host);
        TableClient table = new(azurite.ConnectionString, AzuriteFixture.NewTableName());
        await table.CreateAsync(Cancellation);
        await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        Assert.True((await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).HasValue);
        BlobContainerClient container = new(azurite.ConnectionString, "c-1");
        await container.CreateAsync(cancellationToken: Cancellation);
        await container.UploadBlobAsync("b", BinaryData.FromString("zażółć"), Cancellation);
        Assert.True(await container.GetBlobClient("b").ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Disposing_of_it_ends_the_process_and_frees_the_ports()
    {
        Azurite azurite = await Azurite.StartAsync(InMemory, Cancellation);
        await azurite.DisposeAsync();
        await azurite.DisposeAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(azurite.ProcessId));
        Assert.False(await Azurite.AnswersAsync(StorageService.Table, azurite.TableEndpoint, Cancellation));
        Assert.False(await Azurite.AnswersAsync(StorageService.Blob, azurite.BlobEndpoint, Cancellation));
        foreach (int port in (int[])[azurite.TableEndpoint.Port, azurite.BlobEndpoint.Port])
        {
            using TcpListener listener = new(IPAddress.Loopback, port);
            listener.Start();
        }
    }

    [Fact]
    public async Task What_was_written_just_before_the_stop_is_there_after_a_new_start_on_the_same_ports()
    {
        string name = AzuriteFixture.NewTableName();
        (int blobs, int tables) ports;
        await using (Azurite first = await Azurite.StartAsync(OnDisk, Cancellation))
        {
            ports = (first.BlobEndpoint.Port, first.TableEndpoint.Port);
            await new TableClient(first.ConnectionString, name).CreateAsync(Cancellation);
            await new TableClient(first.ConnectionString, name).AddEntityAsync(new TableEntity("p", "r"), Cancellation);
            BlobContainerClient container = new(first.ConnectionString, "c-1");
            await container.CreateAsync(cancellationToken: Cancellation);
            await container.UploadBlobAsync("b", BinaryData.FromString("zażółć"), Cancellation);
        }

        await using Azurite second = await Azurite.StartAsync(OnDisk with { BlobPort = ports.blobs, TablePort = ports.tables }, Cancellation);

        Assert.Equal(ports, (second.BlobEndpoint.Port, second.TableEndpoint.Port));
        BlobDownloadResult kept = await new BlobContainerClient(second.ConnectionString, "c-1").GetBlobClient("b").DownloadContentAsync(Cancellation);
        Assert.Equal("zażółć", kept.Content.ToString());
        TableClient table = new(second.ConnectionString, name);
        Assert.True((await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).HasValue);
    }

    [Fact]
    public async Task Its_parent_being_killed_ends_it_with_everything_saved()
    {
        string data = Directory.CreateDirectory(OnDisk.DataFolder!).FullName;
        using Process parent = StartParentOfAzurite(data);
        int azurite = Number(await LineAsync(parent, ""));
        Uri blobs = await EndpointAsync(parent, StorageService.Blob);
        Uri tables = await EndpointAsync(parent, StorageService.Table);
        string name = AzuriteFixture.NewTableName();
        string connection = Azurite.ConnectionStringOf(blobs, tables);
        await new TableClient(connection, name).CreateAsync(Cancellation);
        await new BlobContainerClient(connection, "saved-container").CreateAsync(cancellationToken: Cancellation);

        parent.Kill();

        await UntilProcessIsGoneAsync(azurite);
        Assert.False(await Azurite.AnswersAsync(StorageService.Table, tables, Cancellation));
        string saved = await File.ReadAllTextAsync(Path.Combine(data, "__azurite_db_table__.json"), Cancellation);
        Assert.Contains(name, saved, StringComparison.Ordinal);
        saved = await File.ReadAllTextAsync(Path.Combine(data, "__azurite_db_blob__.json"), Cancellation);
        Assert.Contains("saved-container", saved, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StorageService.Blob)]
    [InlineData(StorageService.Table)]
    public async Task A_port_held_by_a_program_that_says_nothing_gives_one_clear_line(StorageService service)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        string message = await MessageOfFailedStartAsync(OnPort(service, port));

        Assert.Equal(PortInUse(service, port), message);
    }

    [Theory]
    [InlineData(StorageService.Blob)]
    [InlineData(StorageService.Table)]
    public async Task A_port_held_by_a_web_server_gives_one_clear_line(StorageService service)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task server = AnswerEverythingAsync(listener);
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        string message = await MessageOfFailedStartAsync(OnPort(service, port));

        Assert.Equal(PortInUse(service, port), message);
        listener.Stop();
        await server;
    }

    [Fact]
    public async Task A_port_held_by_another_storage_gives_one_clear_line()
    {
        await using Azurite first = await Azurite.StartAsync(InMemory, Cancellation);
        int tables = first.TableEndpoint.Port;
        int blobs = first.BlobEndpoint.Port;

        Assert.Equal(
            $"A table storage already answers on port {tables} of 127.0.0.1. Use it, or stop it.",
            await MessageOfFailedStartAsync(OnPort(StorageService.Table, tables)));
        Assert.Equal(
            $"A blob storage already answers on port {blobs} of 127.0.0.1. Use it, or stop it.",
            await MessageOfFailedStartAsync(OnPort(StorageService.Blob, blobs)));
        Assert.Equal(PortInUse(StorageService.Table, blobs), await MessageOfFailedStartAsync(OnPort(StorageService.Table, blobs)));
    }

    [Fact]
    public async Task Data_that_another_Azurite_keeps_are_refused_and_free_again_after_its_stop()
    {
        await using (await Azurite.StartAsync(OnDisk, Cancellation))
        {
            Assert.StartsWith("Another Azurite keeps its data in ", await MessageOfFailedStartAsync(OnDisk), StringComparison.Ordinal);
        }

        await using Azurite next = await Azurite.StartAsync(OnDisk, Cancellation);
    }

    [Fact]
    public async Task A_missing_Node_gives_one_clear_line()
    {
        string message = await MessageOfFailedStartAsync(InMemory with { NodeExecutable = "no-such-node" });

        Assert.StartsWith("Node.js was not found ('no-such-node' is not on the PATH).", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task A_program_that_is_not_a_recent_Node_gives_one_clear_line()
    {
        string message = await MessageOfFailedStartAsync(InMemory with { NodeExecutable = "dotnet" });

        Assert.StartsWith("Node.js 20 or later is needed", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task A_missing_npm_gives_one_clear_line()
    {
        CopyPackageFiles();

        string message = await MessageOfFailedStartAsync(InMemory with { RepositoryFolder = folder.Path, NpmExecutable = "no-such-npm" });

        Assert.StartsWith("npm was not found ('no-such-npm' is not on the PATH).", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task A_failed_installation_shows_the_last_lines_of_npm()
    {
        CopyPackageFiles();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "package.json"), "{ not json", Cancellation);

        string message = await MessageOfFailedStartAsync(InMemory with { RepositoryFolder = folder.Path });

        Assert.StartsWith("Azurite, the local storage, could not be installed: npm ci in ", message, StringComparison.Ordinal);
        Assert.Contains("JSON", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_package_lock_gives_one_clear_line() =>
        Assert.EndsWith(
            "package-lock.json is missing or does not list Azurite.",
            await MessageOfFailedStartAsync(InMemory with { RepositoryFolder = folder.Path }),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_gives_one_clear_line()
    {
        string file = Path.Combine(folder.Path, "a-file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        string message = await MessageOfFailedStartAsync(OnDisk with { DataFolder = Path.Combine(file, "data") });

        Assert.StartsWith($"The folder {Path.Combine(file, "data")} cannot be written: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public async Task No_answer_in_time_gives_a_clear_line()
    {
        string message = await MessageOfFailedStartAsync(InMemory with { StartLimit = TimeSpan.FromMilliseconds(1) });

        Assert.StartsWith("Azurite did not answer within ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Azurite_that_ends_at_once_gives_its_last_lines()
    {
        string message = await MessageOfFailedStartAsync(InMemory with { TablePort = 99_999 });

        Assert.StartsWith("Azurite ended with code 1 instead of starting.", message, StringComparison.Ordinal);
        Assert.Contains("99999", message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Two_that_start_at_once_without_the_package_install_it_once_and_both_run()
    {
        CopyPackageFiles();
        ConcurrentQueue<string> lines = [];
        AzuriteOptions options = InMemory with { RepositoryFolder = folder.Path, Log = lines.Enqueue };

        Azurite[] both = await Task.WhenAll(Azurite.StartAsync(options, Cancellation), Azurite.StartAsync(options, Cancellation));

        Assert.NotEqual(both[0].TableEndpoint, both[1].TableEndpoint);
        Assert.Equal(["Installing Azurite, the local storage (npm ci)…"], lines);
        await both[0].DisposeAsync();
        await both[1].DisposeAsync();
    }

    private static async Task<string> MessageOfFailedStartAsync(AzuriteOptions options) =>
        (await Assert.ThrowsAsync<LocalStorageException>(() => Azurite.StartAsync(options, Cancellation))).Message;

    private static AzuriteOptions OnPort(StorageService service, int port) =>
        service == StorageService.Blob ? InMemory with { BlobPort = port } : InMemory with { TablePort = port };

    private static string PortInUse(StorageService service, int port) =>
        $"Port {port} of 127.0.0.1 is in use by a program that is not a {(service == StorageService.Blob ? "blob" : "table")} storage. "
            + "Stop that program, or choose another port.";

    // A Node that starts Azurite as the host does, through a pipe, and shows its process id and then its output.
    private static Process StartParentOfAzurite(string dataFolder)
    {
        const string script =
            """
            const { spawn } = require("node:child_process");
            const child = spawn(process.execPath, process.argv.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
            console.log(child.pid);
            child.stdout.pipe(process.stdout);
            """;
        string runner = Path.Combine(AppContext.BaseDirectory, "Emulator", "run-azurite.cjs");
        string entry = Path.Combine(Repository, "node_modules", "azurite", "dist", "src", "azurite.js");
        string[] options = ["--blobPort", "0", "--queuePort", "0", "--tablePort", "0", "--location", dataFolder, "--disableTelemetry", "--silent", "--skipApiVersionCheck"];
        return Process.Start(new ProcessStartInfo("node", ["-e", script, runner, entry, .. options]) { RedirectStandardOutput = true })!;
    }

    private static async Task<Uri> EndpointAsync(Process process, StorageService service)
    {
        string beginning = $"Azurite {service} service is successfully listening at ";
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(Cancellation);
            Assert.NotNull(line);
        }
        while (!line.StartsWith(beginning, StringComparison.Ordinal));

        return Azurite.EndpointOf(new Uri(line[beginning.Length..]).Port);
    }

    private static async Task<string> LineAsync(Process process, string beginning)
    {
        string? line = await process.StandardOutput.ReadLineAsync(Cancellation);
        Assert.StartsWith(beginning, line, StringComparison.Ordinal);
        return line!;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task UntilProcessIsGoneAsync(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            await process.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }

    private static async Task AnswerEverythingAsync(TcpListener listener)
    {
        byte[] answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(Cancellation);
                await client.GetStream().ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, Cancellation);
                await client.GetStream().WriteAsync(answer, Cancellation);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            // The test has stopped the listener, while it waited for a client or between two clients.
        }
    }

    private void CopyPackageFiles()
    {
        foreach (string name in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Path.Combine(Repository, name), Path.Combine(folder.Path, name));
        }
    }
}
