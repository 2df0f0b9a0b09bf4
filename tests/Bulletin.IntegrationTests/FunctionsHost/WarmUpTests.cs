using Bulletin.LocalRun.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>Tests the work of a worker before its first request.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task The_isolated_worker_reads_storage_before_the_first_request()
    {
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebApplication storage = Loopback.CreateBuilder().Build();
        storage.Run(context =>
        {
            asked.TrySetResult(context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await storage.StartAsync(TestContext.Current.CancellationToken);
        int port = new Uri(storage.Urls.Single()).Port;

        await using StandInHost host = await StandInHost.StartIsolatedAsync(TestKeys.Settings(Azurite.ConnectionStringOf(Azurite.EndpointOf(1), Azurite.EndpointOf(port))));

        Assert.StartsWith("/devstoreaccount1/", await asked.Task.WaitAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
