using System.Security.Cryptography;
using System.Text;
using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bulletin.Access;

/// <summary>
/// Validates tokens of the OpenID Connect issuer: JWTs that it signed for this service, within their validity period.
/// Only asymmetric signatures are accepted; symmetric algorithms and unsigned tokens are rejected.
/// </summary>
internal sealed class OidcTokens(OidcSettings settings, OidcIssuer issuer, TimeProvider clock)
{
    private const int MaximumName = 100;
    private const int MaximumLength = 16 * 1024;

    // The clocks of two services never agree exactly.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = MaximumLength };

    /// <summary>
    /// Returns true if a credential looks like a JWT: three parts, the first of which starts like a JSON object.
    /// </summary>
    public static bool IsJwt(string token) => token.StartsWith("ey", StringComparison.Ordinal) && token.AsSpan().Count('.') == 2;

    /// <summary>Finds the person or program for whom a token was issued.</summary>
    /// <returns>The actor, whose role is null if the token contains no known role; null if the token is invalid.</returns>
    /// <exception cref="IssuerUnavailableException">
    /// The issuer did not respond, so it is unknown if the token is valid.
    /// </exception>
    public async ValueTask<Actor?> FindAsync(string token, CancellationToken cancellation)
    {
        if (token.Length > MaximumLength || AccessToken.Read(token) is not { } form || !OidcMetadata.Algorithms.Contains(form.Algorithm))
        {
            return null;
        }

        OidcMetadata metadata = await issuer.ReadAsync(cancellation).ConfigureAwait(false);
        if (!metadata.Has(form.KeyId))
        {
            metadata = await issuer.ReadAgainAsync(cancellation).ConfigureAwait(false);
        }

        if (metadata.Find(form.KeyId, form.Algorithm) is not { } key)
        {
            return null;
        }

        TokenValidationResult result = await ValidateAsync(token, metadata.Issuer, key).ConfigureAwait(false);
        return result is { IsValid: true, SecurityToken: JsonWebToken valid } ? ActorOf(valid) : null;
    }

    private Task<TokenValidationResult> ValidateAsync(string token, string from, JsonWebKey key) => handler.ValidateTokenAsync(
        token,
        new TokenValidationParameters
        {
            ValidIssuer = from,
            ValidAudience = settings.Audience,
            // An additional slash makes it another audience, just as it makes it another issuer.
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidAlgorithms = OidcMetadata.Algorithms,
            IssuerSigningKey = key,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (begin, end, _, _) => IsInTime(begin, end),
        });

    // Uses the service's clock; the library would use the machine's.
    private bool IsInTime(DateTime? from, DateTime? until)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + ClockSkew && (from is null || now >= from - ClockSkew);
    }

    private Actor ActorOf(JsonWebToken token)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Issuer}\n{token.Subject}")))[..32];
        Role? role = token.Claims
            .Where(claim => claim.Type == settings.RoleClaim)
            .Max(claim => settings.Roles.TryGetValue(claim.Value, out Role known) ? known : (Role?)null);
        return new Actor(NameOf(token) ?? $"user {hash[..12]}", role) { Id = Actor.OidcPrefix + hash };
    }

    // An e-mail address is personal data that readers of the change log do not need.
    private string? NameOf(JsonWebToken token) => settings.NameClaims
        .SelectMany(name => token.Claims.Where(claim => claim.Type == name))
        .Select(claim => claim.Value.Trim())
        .Where(name => VisibleText.IsIn(name) && !name.Contains('@') && InputText.Problem(name, multiline: false) is null)
        .Select(name => GraphemeClusters.Begin(name, MaximumName))
        .FirstOrDefault();
}
