namespace Bulletin.LocalRun.Emulator;

/// <summary>What <see cref="Azurite.StartAsync"/> needs to know.</summary>
public sealed record AzuriteOptions
{
    /// <summary>
    /// The folder with <c>package.json</c> and <c>package-lock.json</c>; <c>node_modules</c> is made in it.
    /// <see cref="RepositoryFolder.Find"/> finds the repository's.
    /// </summary>
    public required string RepositoryFolder { get; init; }

    /// <summary>
    /// Where the data are kept; made when missing, used by one Azurite at a time. <see langword="null"/>, the default, is
    /// <c>.azurite</c> in <see cref="RepositoryFolder"/>, which git ignores. Not used with <see cref="InMemory"/>.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>The TCP port on 127.0.0.1, 0 to 65535. 0, the default, is a free port of the operating system's choice.</summary>
    public int TablePort { get; init; }

    /// <summary>Whether the data live only as long as the process: for tests. Off by default.</summary>
    public bool InMemory { get; init; }

    /// <summary>Takes progress lines for a person: the one before an installation, which takes a while. Called on any thread.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>The Node executable: a name that is looked for on the <c>PATH</c>, or a path. <c>node</c> by default.</summary>
    public string NodeExecutable { get; init; } = "node";

    /// <summary>
    /// The npm executable: a name that is looked for on the <c>PATH</c>, or a path. <c>npm</c> by default (<c>npm.cmd</c> on Windows).
    /// </summary>
    public string NpmExecutable { get; init; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>The time from Azurite's start to its first answer, at most; without the installation. 30 seconds by default.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(30);
}
