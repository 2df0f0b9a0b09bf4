using System.Text.Json;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Bulletin.Access;

/// <summary>Reads and caches the metadata of the issuer (OpenID Connect Discovery 1.0).</summary>
internal sealed class OidcIssuer(OidcSettings settings, HttpClient http, TimeProvider clock, ILogger log)
{
    // A withdrawn key is rejected after an hour. While the issuer is unavailable, its keys remain valid for a day.
    private static readonly RefillLimits Limits = new()
    {
        Fresh = TimeSpan.FromHours(1),
        Stale = TimeSpan.FromHours(23),
        Ahead = TimeSpan.FromMinutes(50),
    };

    // Keys rotate, so an unknown key causes the metadata to be read again, but at most this often, because clients can
    // invent key ids.
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(30);

    private readonly RefilledValue<OidcMetadata> kept = new(Limits, clock);

    /// <summary>Returns the metadata.</summary>
    /// <exception cref="IssuerUnavailableException">The issuer did not respond, and no metadata are cached.</exception>
    public async ValueTask<OidcMetadata> ReadAsync(CancellationToken cancellation) =>
        (await kept.ReadAsync(FetchAsync, cancellation).ConfigureAwait(false)).Value;

    /// <summary>Returns the metadata, read again unless that was just done: for a token with an unknown key.</summary>
    /// <exception cref="IssuerUnavailableException">
    /// The issuer did not respond, so it is unknown if the key exists.
    /// </exception>
    public ValueTask<OidcMetadata> ReadAgainAsync(CancellationToken cancellation) =>
        kept.ReadAgainAsync(FetchAsync, ReadAgainAfter, cancellation);

    /// <summary>Creates the HTTP client for the issuer: timeout 5 s, responses of at most 1 MiB, no redirects.</summary>
    public static HttpClient NewClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = TimeSpan.FromSeconds(5),
            MaxResponseContentBufferSize = 1024 * 1024,
        };

    private async Task<(OidcMetadata Value, DateTimeOffset? TrueUntil)> FetchAsync(CancellationToken stop)
    {
        try
        {
            string address = $"{settings.Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration";
            using var discovery = JsonDocument.Parse(await http.GetStringAsync(new Uri(address), stop).ConfigureAwait(false));
            (string issuer, Uri keys) = OidcMetadata.ReadDiscovery(settings.Authority, discovery.RootElement);
            var set = JsonWebKeySet.Create(await http.GetStringAsync(keys, stop).ConfigureAwait(false));
            return (new OidcMetadata(issuer, [.. set.Keys]), null);
        }
        catch (InvalidDataException wrong)
        {
            log.LogWarning("The OpenID Connect issuer cannot be used: {Reason}.", wrong.Message);
            throw new IssuerUnavailableException("The OpenID Connect issuer's metadata cannot be used.", wrong);
        }
        catch (Exception failure) when (
            failure is HttpRequestException or OperationCanceledException or JsonException or ArgumentException or IOException)
        {
            log.LogWarning("The OpenID Connect issuer's metadata cannot be read: {Reason}", failure.GetBaseException().Message);
            throw new IssuerUnavailableException("The OpenID Connect issuer's metadata cannot be read.", failure);
        }
    }
}
