using Bulletin.Settings;
#if LOCAL_RUN
using Bulletin.LocalRun;
using Bulletin.LocalRun.Emulator;
#endif

namespace Bulletin.Host;

/// <summary>
/// The local run's part of a start. What is published has none: its settings are in the environment, and its storage is elsewhere.
/// </summary>
/// <param name="LoadSampleOnceAsync">Loads the sample content into a site that has never been written to.</param>
/// <param name="Announce">Tells the person at the terminal where the service is and how to edit.</param>
/// <param name="Storage">The emulator, which stops when this is disposed of.</param>
internal sealed record DeveloperMachine(
    Func<BulletinSettings, CancellationToken, Task> LoadSampleOnceAsync,
    Action<IEnumerable<string>, BulletinSettings> Announce,
    IAsyncDisposable Storage) : IAsyncDisposable
{
    /// <summary>Adds the settings of a developer's machine: <c>local.settings.json</c>, and the emulator if no storage is set.</summary>
    /// <exception cref="SettingsException">The file cannot be read.</exception>
    public static void AddSettings(ConfigurationManager configuration)
    {
#if LOCAL_RUN
        LocalSettings.AddFile(configuration);
        LocalSettings.UseEmulatorWhenNoneIsSet(configuration);
#endif
    }

    /// <summary>Starts the emulator, unless the settings name another storage or one answers already.</summary>
    /// <returns>Null if this program was published.</returns>
    /// <exception cref="ServerException">The emulator cannot be started; the message says what to do.</exception>
    public static async Task<DeveloperMachine?> PrepareAsync(ConfigurationManager configuration, CancellationToken cancellation)
    {
#if LOCAL_RUN
        try
        {
            LocalSite site = await LocalSite.PrepareAsync(configuration, cancellation);
            return new DeveloperMachine(LocalSite.LoadSampleOnceAsync, site.Announce, site);
        }
        catch (LocalStorageException failure)
        {
            throw new ServerException(failure.Message, failure);
        }
#else
        return await Task.FromResult<DeveloperMachine?>(null);
#endif
    }

    public ValueTask DisposeAsync() => Storage.DisposeAsync();
}
