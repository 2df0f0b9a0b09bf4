using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>
/// The service that the contract tests talk to, over HTTP and nothing else: the one at <c>BULLETIN_TEST_BASE_ADDRESS</c>, which must
/// know the keys of <see cref="TestKeys"/>, or the native function app of <see cref="HandlerProcess.FunctionApp"/>, or one in this
/// process. Contract tests share it, so each makes announcements and
/// categories of its own and expects others beside them.
/// </summary>
public sealed class ContractFixture(AzuriteFixture azurite) : IAsyncLifetime
{
    private Service? own;
    private HandlerProcess? native;

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("BULLETIN_TEST_BASE_ADDRESS") is { Length: > 0 } address)
        {
            Address = new Uri(address);
            return;
        }

        if (HandlerProcess.FunctionApp is not null)
        {
            native = await HandlerProcess.StartAsync(azurite.ConnectionString);
            Address = native.Address;
            return;
        }

        // Like a real clock, and unlike a still one, it tells two changes apart.
        own = await Service.StartAsync(
            azurite, clock: new FakeTimeProvider(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) });
        Address = own.Address;
    }

    public HttpClient Client(string? token = null) => Service.Client(Address, token);

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? started in (IAsyncDisposable?[])[own, native])
        {
            if (started is not null)
            {
                await started.DisposeAsync();
            }
        }
    }
}
