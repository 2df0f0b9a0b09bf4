namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>One stand-in for each kind of worker, each with a site of its own, started when a test first asks for it.</summary>
public sealed class BothWorkers(AzuriteFixture azurite) : IAsyncLifetime
{
    // As in infra/modules/functionapp.bicep: the host is on the same machine.
    private static readonly KeyValuePair<string, string?>[] AsOnAzure =
        [new("Bulletin:TrustedProxies:0", "127.0.0.0/8"), new("Bulletin:TrustedProxies:1", "::1")];

    private readonly Dictionary<string, StandInHost> hosts = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim starting = new(1);

    /// <summary>The host in front of a kind of worker, <c>isolated</c> or <c>native</c>.</summary>
    public async Task<StandInHost> OfAsync(string kind)
    {
        await starting.WaitAsync();
        try
        {
            if (!hosts.TryGetValue(kind, out StandInHost? host))
            {
                hosts[kind] = host = await StartAsync(kind, AsOnAzure);
            }

            return host;
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Another host for a test of its own.</summary>
    public Task<StandInHost> StartAsync(string kind, KeyValuePair<string, string?>[] settings) => kind == "native"
        ? StandInHost.StartNativeAsync(azurite.ConnectionString, settings)
        : StandInHost.StartIsolatedAsync([.. TestKeys.Settings(azurite.ConnectionString), .. settings]);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (StandInHost host in hosts.Values)
        {
            await host.DisposeAsync();
        }

        starting.Dispose();
    }
}
