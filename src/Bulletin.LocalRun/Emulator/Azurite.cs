using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Bulletin.LocalRun.Emulator;

/// <summary>
/// A running Azurite, the emulator of Azure Storage, with its table service on 127.0.0.1. It stops when it is disposed of,
/// and also when this process ends without that, even by a kill: see <c>run-azurite.cjs</c>.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    // The account and the key that every Azure Storage emulator has: public, in Microsoft's documentation, no secret.
    private const string Account = "devstoreaccount1";
    private const string PublicKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string PortLine = "Listening on port ";

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SaveLimit = TimeSpan.FromSeconds(20);

    // No proxy: an emulator is on this machine. No pool to speak of: these are single questions.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private readonly AzuriteOptions options;
    private readonly Process process;
    private readonly FolderLock? dataLock;
    private readonly OutputTail output = new();
    private readonly TaskCompletionSource<int> boundPort = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int disposed;

    private Azurite(Process process, FolderLock? dataLock, AzuriteOptions options)
    {
        this.options = options;
        this.process = process;
        ProcessId = process.Id;
        this.dataLock = dataLock;
        process.OutputDataReceived += (_, output) => NotePort(output.Data);
        output.Follow(process);
    }

    /// <summary>The id of the process that Azurite runs in.</summary>
    public int ProcessId { get; }

    /// <summary>The address of the table service, such as <c>http://127.0.0.1:10002/devstoreaccount1</c>.</summary>
    public Uri TableEndpoint { get; private set; } = TableEndpointOf(0);

    /// <summary>The connection string for a table client: the emulator's well-known account and the <see cref="TableEndpoint"/>.</summary>
    public string ConnectionString => ConnectionStringOf(TableEndpoint);

    /// <summary>Where an Azurite on a port of this machine has its table service.</summary>
    /// <param name="port">The TCP port.</param>
    public static Uri TableEndpointOf(int port) => new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/{Account}");

    /// <summary>The connection string for an emulator's table service, with the well-known account and key.</summary>
    /// <param name="tableEndpoint">The address of the table service, with the account's name as its path.</param>
    public static string ConnectionStringOf(Uri tableEndpoint) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={PublicKey};TableEndpoint={tableEndpoint};";

    /// <summary>
    /// Starts Azurite and waits until it answers table requests. Installs it first when it is missing or of another version
    /// than <c>package-lock.json</c> names.
    /// </summary>
    /// <param name="options">Where, and on which port.</param>
    /// <param name="cancellationToken">Gives up; what was started until then is stopped.</param>
    /// <exception cref="LocalStorageException">
    /// Node or npm is missing, Node is too old, the installation failed, the port is taken, another Azurite keeps its data in
    /// the same folder, or Azurite ended or did not answer within <see cref="AzuriteOptions.StartLimit"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
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
    /// Whether a table storage, Azurite or another, answers at an address. Asks one unsigned question, which changes nothing:
    /// a storage refuses it in a way that shows what it is. Takes at most two seconds.
    /// </summary>
    /// <param name="tableEndpoint">The address of the table service, with the account's name as its path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// <see langword="false"/> when nothing answers in time, or something that is not a table storage (a blob service too).
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<bool> AnswersAsync(Uri tableEndpoint, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, $"{tableEndpoint.AbsoluteUri.TrimEnd('/')}/Tables");
            using HttpResponseMessage response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            string server = response.Headers.Server.ToString();
            return response.Headers.Contains("x-ms-request-id") && server.Contains("Table", StringComparison.OrdinalIgnoreCase);
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
    /// Stops Azurite: asks it to save and end, and kills it when it has not ended after five seconds; after twenty when it keeps
    /// data on disk, since it writes the whole store at its end. The port is free then.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;

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

    private static Azurite Launch(string entry, AzuriteOptions options)
    {
        List<string> arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Emulator", "run-azurite.cjs"), entry,
            "--tableHost", "127.0.0.1", "--tablePort", options.TablePort.ToString(CultureInfo.InvariantCulture),
            "--disableTelemetry", "--silent", "--skipApiVersionCheck",
        ];
        if (options.InMemory)
        {
            // Its working folder, where it writes nothing: Azurite refuses a location with this option.
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
            if (await Task.WhenAny(boundPort.Task, ended).WaitAsync(limit.Token) == ended)
            {
                await ended;
                throw await EndedEarlyAsync(cancellationToken);
            }

            TableEndpoint = TableEndpointOf(await boundPort.Task);
            while (!await AnswersAsync(TableEndpoint, limit.Token))
            {
                if (ended.IsCompletedSuccessfully)
                    throw await EndedEarlyAsync(cancellationToken);

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
        if (!output.Contains("EADDRINUSE"))
            return new LocalStorageException($"Azurite ended with code {process.ExitCode} instead of starting.{output}");

        int port = options.TablePort;
        return await AnswersAsync(TableEndpointOf(port), cancellationToken)
            ? new LocalStorageException($"A table storage already answers on port {port} of 127.0.0.1. Use it, or stop it.")
            : new LocalStorageException(
                $"Port {port} of 127.0.0.1 is in use by a program that is not a table storage. Stop that program, or choose another port.");
    }

    private void NotePort(string? line)
    {
        if (line is not null && line.StartsWith(PortLine, StringComparison.Ordinal)
            && int.TryParse(line.AsSpan(PortLine.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int port))
        {
            boundPort.TrySetResult(port);
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
            // It has ended already.
        }
    }
}
