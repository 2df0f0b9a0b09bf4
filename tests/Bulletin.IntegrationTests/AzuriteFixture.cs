using Bulletin.IntegrationTests;
using Bulletin.LocalRun.Emulator;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Bulletin.IntegrationTests;

/// <summary>
/// One Azurite for the whole assembly: on a free port, with its data in memory. A test takes it as a constructor parameter
/// and works in a table of its own.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Azurite? azurite;

    /// <summary>The connection string of the storage.</summary>
    public string ConnectionString =>
        azurite?.ConnectionString ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>A name for a table that no other test uses; the table is not made.</summary>
    public static string NewTableName() => $"T{Guid.NewGuid():N}";

    /// <summary>A name for a container of blobs that no other test uses; the container is not made.</summary>
    public static string NewContainerName() => $"c{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync() => azurite = await Azurite.StartAsync(
        new AzuriteOptions { RepositoryFolder = RepositoryFolder.Find(AppContext.BaseDirectory), InMemory = true },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (azurite is not null)
        {
            await azurite.DisposeAsync();
        }
    }
}
