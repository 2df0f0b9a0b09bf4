namespace Bulletin.Host;

/// <summary>
/// The health check for a container without a shell: the executable requests the health of the service in the same
/// container, at the port in the same settings.
/// </summary>
internal static class HealthCommand
{
    /// <summary>Requests <c>/health/live</c> with a timeout of 5 seconds.</summary>
    /// <returns>0 if the service is alive; otherwise 1.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddCommandLine(args).Build();
        string address = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0] ?? Server.DefaultUrl;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            // Always loopback, regardless of the address on which the service listens.
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
