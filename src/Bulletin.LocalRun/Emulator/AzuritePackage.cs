using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Bulletin.LocalRun.Emulator;

/// <summary>Installs the npm package of Azurite in a repository's <c>node_modules</c>, and checks the version of Node.</summary>
internal static class AzuritePackage
{
    private const int OldestNode = 20;
    private const string PackageName = "node_modules/azurite";

    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Checks Node, and runs <c>npm ci</c> if the package is not installed in the version in <c>package-lock.json</c>.
    /// Processes that do this at the same time wait for the first one.
    /// </summary>
    /// <returns>The path of the JavaScript file that starts all services.</returns>
    /// <exception cref="LocalStorageException">Node or npm is missing, Node is too old, or the installation failed.</exception>
    public static async Task<string> EnsureAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        await CheckNodeAsync(options, cancellationToken);
        if (!IsInstalled(options.RepositoryFolder))
        {
            string lockFolder = Path.Combine(options.RepositoryFolder, ".azurite");
            using FolderLock held = await FolderLock.TakeAsync(lockFolder, "install.lock", InstallLimit, cancellationToken);
            if (!IsInstalled(options.RepositoryFolder))
            {
                await InstallAsync(options, cancellationToken);
            }
        }

        return Path.Combine(options.RepositoryFolder, "node_modules", "azurite", "dist", "src", "azurite.js");
    }

    private static async Task CheckNodeAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        ProgramRun run;
        try
        {
            run = await ProgramRun.ToEndAsync(options.NodeExecutable, ["--version"], AppContext.BaseDirectory, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new LocalStorageException(
                $"Node.js was not found ('{options.NodeExecutable}' is not on the PATH). The local storage, Azurite, needs it: " +
                $"install Node.js {OldestNode} or later, or name a storage in the setting BulletinStorage.",
                e);
        }

        string version = run.Output.ToString().Trim();
        string major = version.TrimStart('v').Split('.')[0];
        bool isNumber = int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        if (run.ExitCode != 0 || !isNumber || number < OldestNode)
        {
            throw new LocalStorageException(
                $"Node.js {OldestNode} or later is needed for the local storage, Azurite; " +
                $"'{options.NodeExecutable} --version' says: {version}");
        }
    }

    // npm writes its own record of node_modules last, so an interrupted installation does not count.
    private static bool IsInstalled(string repositoryFolder)
    {
        string? wanted = LockedVersion(Path.Combine(repositoryFolder, "package-lock.json"));
        if (wanted is null)
        {
            throw new LocalStorageException($"{Path.Combine(repositoryFolder, "package-lock.json")} is missing or does not list Azurite.");
        }

        return LockedVersion(Path.Combine(repositoryFolder, "node_modules", ".package-lock.json")) == wanted
            && File.Exists(Path.Combine(repositoryFolder, "node_modules", "azurite", "package.json"));
    }

    private static string? LockedVersion(string lockFile)
    {
        try
        {
            using FileStream file = File.OpenRead(lockFile);
            using JsonDocument json = JsonDocument.Parse(file);
            return json.RootElement.GetProperty("packages").GetProperty(PackageName).GetProperty("version").GetString();
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task InstallAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        options.Log("Installing Azurite, the local storage (npm ci)…");
        ProgramRun run;
        try
        {
            string[] arguments = ["ci", "--no-audit", "--no-fund"];
            run = await ProgramRun.ToEndAsync(options.NpmExecutable, arguments, options.RepositoryFolder, cancellationToken);
        }
        catch (Win32Exception e)
        {
            throw new LocalStorageException(
                $"npm was not found ('{options.NpmExecutable}' is not on the PATH). " +
                "It installs the local storage, Azurite, and comes with Node.js.",
                e);
        }

        if (run.ExitCode != 0 || !IsInstalled(options.RepositoryFolder))
        {
            throw new LocalStorageException(
                $"Azurite, the local storage, could not be installed: " +
                $"npm ci in {options.RepositoryFolder} ended with code {run.ExitCode}.{run.Output}");
        }
    }
}
