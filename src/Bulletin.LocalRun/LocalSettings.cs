using System.Text.Json;
using Bulletin.LocalRun.Emulator;
using Bulletin.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Bulletin.LocalRun;

/// <summary>Adds the settings of a developer's machine.</summary>
internal static class LocalSettings
{
    private const string FileName = "local.settings.json";
    private const string StorageSetting = "BulletinStorage";
    private const string Emulator = "UseDevelopmentStorage=true";

    /// <summary>
    /// Adds the values of <c>local.settings.json</c> in the repository root, which the Functions tools read too.
    /// Environment variables and arguments override them.
    /// </summary>
    /// <exception cref="SettingsException">The file cannot be read.</exception>
    public static void AddFile(IConfigurationBuilder configuration)
    {
        if (RepositoryRoot() is not { } root || Path.Combine(root, FileName) is not { } file || !File.Exists(file))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            Dictionary<string, string?> values = document.RootElement.GetProperty("Values").EnumerateObject()
                .ToDictionary(value => value.Name.Replace("__", ":", StringComparison.Ordinal), value => value.Value.GetString());
            configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SettingsException(
                $"{FileName} must be a JSON object with \"Values\", an object of strings: {broken.Message}", broken);
        }
    }

    /// <summary>Sets the emulator as the storage if no storage is set.</summary>
    public static void UseEmulatorWhenNoneIsSet(IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[StorageSetting])
            && string.IsNullOrWhiteSpace(configuration[$"{StorageSetting}:tableServiceUri"]))
        {
            configuration[StorageSetting] = Emulator;
        }
    }

    /// <summary>True if the storage of the settings is the emulator on its usual port.</summary>
    public static bool NameEmulator(IConfiguration configuration) =>
        string.Equals(configuration[StorageSetting], Emulator, StringComparison.OrdinalIgnoreCase);

    private static string? RepositoryRoot()
    {
        try
        {
            return RepositoryFolder.Find(AppContext.BaseDirectory);
        }
        catch (LocalStorageException)
        {
            return null;
        }
    }
}
