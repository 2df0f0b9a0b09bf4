using System.Net.Http.Headers;
using Bulletin.IntegrationTests.Contract;
using Bulletin.IntegrationTests.FunctionsHost;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests;

/// <summary>
/// The service under test, which the contract tests reach only over HTTP: the one at <c>BULLETIN_TEST_BASE_ADDRESS</c>,
/// which must know the keys of <see cref="TestKeys"/>, or the host in <c>BULLETIN_TEST_HOST</c>: <c>kestrel</c> in this
/// process (the default), <c>isolated</c> or <c>native</c> behind the stand-in of the Functions host. Contract tests
/// share it, so each creates its own announcements and categories and expects others to exist.
/// </summary>
public sealed class ContractFixture(AzuriteFixture azurite) : IAsyncLifetime
{
    private IAsyncDisposable? started;

    public Uri Address { get; private set; } = null!;

    /// <summary>
    /// True if requests come through the forwarding of a native custom handler, which changes some of them:
    /// <see cref="CustomHandlerWorker"/> says which.
    /// </summary>
    public static bool IsNative => Host == "native";

    /// <summary>True if requests come through a Functions host, which reads and answers in its own way.</summary>
    public static bool IsFunctions => Host is "native" or "isolated";

    /// <summary>
    /// True for a part of a path that the forwarding to a native custom handler changes: it decodes the path, a backslash then separates
    /// parts, and a space at the end is dropped.
    /// </summary>
    public static bool IsRewrittenByTheNativeHost(string part) => IsNative
        && (part.Contains("%5C", StringComparison.OrdinalIgnoreCase) || part.EndsWith("%20", StringComparison.Ordinal));

    /// <summary>Skips a test of such a part.</summary>
    public static void SkipWhatTheNativeHostRewrites(string part) =>
        Assert.SkipWhen(IsRewrittenByTheNativeHost(part), "The Functions host makes another path of it: docs/hosting.md.");

    /// <summary>False for a body with an empty content type, or with one that cannot be parsed: a native custom handler never gets it.</summary>
    public static bool IsForwarded(string? contentType) => !IsNative || MediaTypeHeaderValue.TryParse(contentType, out _);

    /// <summary>Skips a test of a body that is not forwarded.</summary>
    public static void SkipWhatIsNotForwarded(string? contentType) =>
        Assert.SkipUnless(IsForwarded(contentType), "The Functions host answers an empty 500: docs/hosting.md.");

    private static string Host => Environment.GetEnvironmentVariable("BULLETIN_TEST_HOST") switch
    {
        null or "" or "kestrel" => "kestrel",
        var host and ("isolated" or "native") => host,
        var other => throw new InvalidOperationException($"BULLETIN_TEST_HOST is '{other}': kestrel, isolated or native."),
    };

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("BULLETIN_TEST_BASE_ADDRESS") is { Length: > 0 } address)
        {
            Address = new Uri(address);
        }
        else if (IsFunctions)
        {
            StandInHost host = IsNative
                ? await StandInHost.StartNativeAsync(azurite.ConnectionString)
                : await StandInHost.StartIsolatedAsync(TestKeys.Settings(azurite.ConnectionString));
            (started, Address) = (host, host.Address);
        }
        else
        {
            // Like a real clock, and unlike a still one, it tells two changes apart.
            Service service = await Service.StartAsync(
                azurite, clock: new FakeTimeProvider(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) });
            (started, Address) = (service, service.Address);
        }

        // The site map of a site without announcements has no parts, and is kept for a minute.
        using HttpClient http = Client(TestKeys.Editor);
        await new Caller(http, TestKeys.Editor).PublishedAsync();
    }

    public HttpClient Client(string? token = null) => Service.Client(Address, token);

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
        {
            await started.DisposeAsync();
        }
    }
}
