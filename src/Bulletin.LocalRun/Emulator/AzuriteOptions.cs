namespace Bulletin.LocalRun.Emulator;

/// <summary>The options of <see cref="Azurite.StartAsync"/>.</summary>
public sealed record AzuriteOptions
{
    /// <summary>
    /// The folder with <c>package.json</c> and <c>package-lock.json</c>, in which <c>node_modules</c> is created. <see
    /// cref="RepositoryFolder.Find"/> finds the repository's.
    /// </summary>
    public required string RepositoryFolder { get; init; }

    /// <summary>
    /// The data folder, which is created if missing and used by one Azurite at a time. Default: null, which means
    /// <c>.azurite</c> in <see cref="RepositoryFolder"/>, which git ignores. Ignored with <see cref="InMemory"/>.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// The TCP port of the blob service on 127.0.0.1, 0 to 65535. Default: 0, which means a free port chosen by the operating
    /// system.
    /// </summary>
    public int BlobPort { get; init; }

    /// <summary>The TCP port of the table service, likewise.</summary>
    public int TablePort { get; init; }

    /// <summary>True if the data exist only as long as the process, for tests. Default: false.</summary>
    public bool InMemory { get; init; }

    /// <summary>
    /// Receives progress messages: one before an installation, which takes a while. May be called on any thread.
    /// </summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>The Node executable: a name to find on the <c>PATH</c>, or a path. Default: <c>node</c>.</summary>
    public string NodeExecutable { get; init; } = "node";

    /// <summary>
    /// The npm executable: a name to find on the <c>PATH</c>, or a path. Default: <c>npm</c> (<c>npm.cmd</c> on Windows).
    /// </summary>
    public string NpmExecutable { get; init; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>
    /// The maximum time from Azurite's start to its first response, without the installation. Default: 30 seconds.
    /// </summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(30);
}
