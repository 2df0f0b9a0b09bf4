namespace Bulletin.Host;

/// <summary>
/// The health check of a container that has no shell: the executable asks the service beside it, at the port of the same settings.
/// </summary>
internal static class HealthCommand
{
    /// <summary>Asks <c>/health/live</c>, for 5 seconds at most.</summary>
    /// <returns>0 when the service answers that it is alive, else 1.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args).Build();
        string address = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0] ?? Server.DefaultUrl;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            // Loopback, whatever address the service listens on.
            var live = new Uri($"http://127.0.0.1:{BindingAddress.Parse(address).Port}/health/live");
            using HttpResponseMessage answer = await client.GetAsync(live, cancellation);
            await Console.Out.WriteLineAsync($"{live} answers {(int)answer.StatusCode}.");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or FormatException)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer: {failure.Message}");
            return 1;
        }
    }
}
