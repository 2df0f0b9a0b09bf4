using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Bulletin.LocalRun.Emulator;

/// <summary>
/// A running instance of Azurite, the emulator of Azure Storage, with its blob and table services on 127.0.0.1. (Its queue
/// service, which is not used, takes a free port.) It stops on disposal, and also if this process ends without disposing it,
/// even by a kill: see <c>run-azurite.cjs</c>.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    // The well-known account and key of every Azure Storage emulator, published in Microsoft's documentation; not a secret.
    private const string Account = "devstoreaccount1";
    private const string PublicKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SaveLimit = TimeSpan.FromSeconds(20);

    // No proxy, because the emulator is on this machine.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private readonly AzuriteOptions options;
    private readonly Process process;
    private readonly FolderLock? dataLock;
    private readonly OutputTail output = new();
    private readonly TaskCompletionSource<int> blobPort = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> tablePort = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int disposed;

    private Azurite(Process process, FolderLock? dataLock, AzuriteOptions options)
    {
        this.options = options;
        this.process = process;
        ProcessId = process.Id;
        this.dataLock = dataLock;
        process.OutputDataReceived += (_, told) => NotePort(told.Data);
        output.Follow(process);
    }

    /// <summary>The id of Azurite's process.</summary>
    public int ProcessId { get; }

    /// <summary>The address of the blob service, for example <c>http://127.0.0.1:10000/devstoreaccount1</c>.</summary>
    public Uri BlobEndpoint { get; private set; } = EndpointOf(0);

    /// <summary>The address of the table service, for example <c>http://127.0.0.1:10002/devstoreaccount1</c>.</summary>
    public Uri TableEndpoint { get; private set; } = EndpointOf(0);

    /// <summary>
    /// The connection string for clients of both services, with the emulator's well-known account.
    /// </summary>
    public string ConnectionString => ConnectionStringOf(BlobEndpoint, TableEndpoint);

    /// <summary>Returns the address of a service of an Azurite on a port of this machine.</summary>
    /// <param name="port">The TCP port.</param>
    public static Uri EndpointOf(int port) => new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/{Account}");

    /// <summary>Returns the connection string for an emulator's services, with the well-known account and key.</summary>
    /// <param name="blobEndpoint">The address of the blob service, with the account name as its path.</param>
    /// <param name="tableEndpoint">The address of the table service, with the account name as its path.</param>
    public static string ConnectionStringOf(Uri blobEndpoint, Uri tableEndpoint) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={PublicKey};BlobEndpoint={blobEndpoint};TableEndpoint={tableEndpoint};";

    /// <summary>
    /// Starts Azurite and waits until both services respond. If it is not installed in the version in
    /// <c>package-lock.json</c>, installs it first.
    /// </summary>
    /// <param name="options">The folders, the ports and the timeout.</param>
    /// <param name="cancellationToken">Cancels the start and stops everything started so far.</param>
    /// <exception cref="LocalStorageException">
    /// Node or npm is missing, Node is too old, the installation failed, a port is in use, another Azurite uses the
    /// same data folder, or Azurite exited or did not respond within <see cref="AzuriteOptions.StartLimit"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The start was cancelled.</exception>
    public static async Task<Azurite> StartAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        string entry = await AzuritePackage.EnsureAsync(options, cancellationToken);
        Azurite azurite = Launch(entry, options);
        try
        {
            await azurite.WaitUntilItAnswersAsync(cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Checks whether a storage service, of Azurite or another, responds at an address. Sends one unsigned request, which
    /// changes nothing: the form of the refusal identifies the service. Takes at most two seconds.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="endpoint">The address of the service, with the account name as its path.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>
    /// False if there is no response in time, or it is not from this service but, for example, from the other one.
    /// </returns>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static async Task<bool> AnswersAsync(StorageService service, Uri endpoint, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, AddressOfListing(service, endpoint));
            using HttpResponseMessage response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            string server = response.Headers.Server.ToString();
            return response.Headers.Contains("x-ms-request-id") && server.Contains(service.ToString(), StringComparison.OrdinalIgnoreCase);
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>
    /// Stops Azurite: asks it to save and exit, and kills it after five seconds, or after twenty if it stores data on
    /// disk, because it writes all its data on exit. After that, the ports are free.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        CloseItsInput();
        using CancellationTokenSource limit = new(options.InMemory ? StopLimit : SaveLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
        dataLock?.Dispose();
    }

    private static string AddressOfListing(StorageService service, Uri endpoint) =>
        endpoint.AbsoluteUri.TrimEnd('/') + (service == StorageService.Table ? "/Tables" : "?comp=list");

    private static Azurite Launch(string entry, AzuriteOptions options)
    {
        List<string> arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Emulator", "run-azurite.cjs"), entry,
            "--blobHost", "127.0.0.1", "--blobPort", options.BlobPort.ToString(CultureInfo.InvariantCulture),
            "--tableHost", "127.0.0.1", "--tablePort", options.TablePort.ToString(CultureInfo.InvariantCulture),
            "--queueHost", "127.0.0.1", "--queuePort", "0",
            "--disableTelemetry", "--silent", "--skipApiVersionCheck",
        ];
        if (options.InMemory)
        {
            // Only the working folder, in which Azurite writes nothing: it rejects a location together with this option.
            arguments.Add("--inMemoryPersistence");
            return new Azurite(ProgramRun.Start(options.NodeExecutable, arguments, AppContext.BaseDirectory), null, options);
        }

        string dataFolder = Path.GetFullPath(options.DataFolder ?? Path.Combine(options.RepositoryFolder, ".azurite"));
        arguments.AddRange(["--location", dataFolder]);
        FolderLock dataLock = FolderLock.TryTake(dataFolder, "in-use.lock")
            ?? throw new LocalStorageException($"Another Azurite keeps its data in {dataFolder}. Stop it, or choose another folder.");
        try
        {
            return new Azurite(ProgramRun.Start(options.NodeExecutable, arguments, dataFolder), dataLock, options);
        }
        catch (Win32Exception)
        {
            dataLock.Dispose();
            throw;
        }
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.StartLimit);
        try
        {
            Task ended = process.WaitForExitAsync(limit.Token);
            Task bound = Task.WhenAll(blobPort.Task, tablePort.Task);
            if (await Task.WhenAny(bound, ended).WaitAsync(limit.Token) == ended)
            {
                await ended;
                throw await EndedEarlyAsync(cancellationToken);
            }

            BlobEndpoint = EndpointOf(await blobPort.Task);
            TableEndpoint = EndpointOf(await tablePort.Task);
            while (!await AnswersAsync(StorageService.Blob, BlobEndpoint, limit.Token)
                || !await AnswersAsync(StorageService.Table, TableEndpoint, limit.Token))
            {
                if (ended.IsCompletedSuccessfully)
                {
                    throw await EndedEarlyAsync(cancellationToken);
                }

                await Task.Delay(AnswerPause, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LocalStorageException(
                $"Azurite did not answer within {options.StartLimit.TotalSeconds:0} seconds of its start.{output}");
        }
    }

    private async Task<LocalStorageException> EndedEarlyAsync(CancellationToken cancellationToken)
    {
        return IsInUse(options.BlobPort) ? await PortInUseAsync(StorageService.Blob, options.BlobPort, cancellationToken)
            : IsInUse(options.TablePort) ? await PortInUseAsync(StorageService.Table, options.TablePort, cancellationToken)
            : new LocalStorageException($"Azurite ended with code {process.ExitCode} instead of starting.{output}");
    }

    private bool IsInUse(int port) =>
        output.Contains($"EADDRINUSE: address already in use 127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");

    private static async Task<LocalStorageException> PortInUseAsync(
        StorageService service, int port, CancellationToken cancellationToken)
    {
        string name = service == StorageService.Blob ? "blob" : "table";
        return await AnswersAsync(service, EndpointOf(port), cancellationToken)
            ? new LocalStorageException($"A {name} storage already answers on port {port} of 127.0.0.1. Use it, or stop it.")
            : new LocalStorageException(
                $"Port {port} of 127.0.0.1 is in use by a program that is not a {name} storage. "
                    + "Stop that program, or choose another port.");
    }

    private void NotePort(string? line)
    {
        NotePort(line, StorageService.Blob, blobPort);
        NotePort(line, StorageService.Table, tablePort);
    }

    private static void NotePort(string? line, StorageService service, TaskCompletionSource<int> port)
    {
        string beginning = $"Azurite {service} service is successfully listening at ";
        if (line is not null && line.StartsWith(beginning, StringComparison.Ordinal)
            && Uri.TryCreate(line[beginning.Length..], UriKind.Absolute, out Uri? address))
        {
            port.TrySetResult(address.Port);
        }
    }

    private void CloseItsInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process has already exited.
        }
    }
}
