using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>
/// Base class of tests with a site and a clock of their own. The clock starts at 09:00 UTC on 2 March 2026 and moves only when a test moves it.
/// Timers run only when a test runs them.
/// </summary>
/// <param name="azurite">The emulator.</param>
/// <param name="settings">Settings beside the usual ones, with colons.</param>
/// <param name="categories">The names of the categories that the site begins with.</param>
public abstract class ClockedTests(
    AzuriteFixture azurite, IEnumerable<KeyValuePair<string, string?>>? settings = null, params string[] categories) : IAsyncLifetime
{
    protected static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The smallest step of the stored times: 1 ms.</summary>
    protected static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    protected AzuriteFixture Azurite => azurite;

    protected FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>The table, for further instances of the service.</summary>
    protected string Table { get; } = AzuriteFixture.NewTableName();

    /// <summary>Sees every storage request of the service, if not null.</summary>
    protected virtual HttpPipelinePolicy? Observer => null;

    /// <summary>Takes what the service logs, if not null.</summary>
    protected virtual ILoggerProvider? Logs => null;

    private protected Service Service { get; private set; } = null!;

    private protected Newsroom Newsroom { get; private set; } = null!;

    /// <summary>The rows of the site, straight from storage.</summary>
    private protected SiteRows Rows => new(Service);

    public virtual async ValueTask InitializeAsync()
    {
        Service = await Service.StartAsync(azurite, settings, Clock, Table, Observer, Logs);
        Newsroom = Newsroom.At(Service);
        foreach (string category in categories)
        {
            await Newsroom.CreateCategoryAsync(category);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        Newsroom.Dispose();
        await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
