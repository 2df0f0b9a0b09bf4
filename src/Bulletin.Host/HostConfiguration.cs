using System.Text.Json;
using Bulletin.Host.LocalStorage;

namespace Bulletin.Host;

/// <summary>Where the settings come from: environment variables and arguments, and in Development <c>local.settings.json</c>.</summary>
internal static class HostConfiguration
{
    private const string LocalSettings = "local.settings.json";

    /// <summary>
    /// Adds the values of <c>local.settings.json</c> in the repository's root, the file that the Functions tools read too. What
    /// stands in the environment or among the arguments wins.
    /// </summary>
    /// <exception cref="SettingsException">The file cannot be read.</exception>
    public static void AddLocalSettings(this IConfigurationBuilder configuration)
    {
        if (RepositoryRoot() is not { } root || Path.Combine(root, LocalSettings) is not { } file || !File.Exists(file))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            Dictionary<string, string?> values = document.RootElement.GetProperty("Values").EnumerateObject()
                .ToDictionary(value => value.Name.Replace("__", ":", StringComparison.Ordinal), value => value.Value.GetString());
            configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = values });
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SettingsException($"{LocalSettings} must be a JSON object with \"Values\", an object of strings: {broken.Message}", broken);
        }
    }

    /// <summary>The folder of the repository, or null when the program does not run from one.</summary>
    public static string? RepositoryRoot()
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
