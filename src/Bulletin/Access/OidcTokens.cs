using System.Security.Cryptography;
using System.Text;
using Bulletin.Content;
using Bulletin.Storage;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bulletin.Access;

/// <summary>
/// Reads tokens of the OpenID Connect issuer: JWTs that it signed for this service, and that are valid now. Nothing but a signature that
/// can only be the issuer's counts: no symmetric algorithm, and none at all, is accepted.
/// </summary>
internal sealed class OidcTokens(OidcSettings settings, OidcIssuer issuer, TimeProvider clock)
{
    private const int MaximumName = 100;

    // Clocks of two services never agree to the second.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = 16 * 1024 };

    /// <summary>Whether a credential has the form of a JWT: three parts, of which the first begins as a JSON object does.</summary>
    public static bool IsJwt(string token) => token.StartsWith("ey", StringComparison.Ordinal) && token.AsSpan().Count('.') == 2;

    /// <summary>Who the token is made out for; null when it is not valid. The role is null when it names none that is known.</summary>
    /// <exception cref="StorageUnavailableException">The issuer does not answer, and whether the token is valid cannot be told.</exception>
    public async ValueTask<Actor?> FindAsync(string token, CancellationToken cancellation)
    {
        TokenValidationResult result = await ValidateAsync(token, await issuer.ReadAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            result = await ValidateAsync(token, await issuer.ReadAgainAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }

        return result is { IsValid: true, SecurityToken: JsonWebToken { Subject.Length: > 0 } valid } ? ActorOf(valid) : null;
    }

    private Task<TokenValidationResult> ValidateAsync(string token, OidcMetadata metadata) => handler.ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = metadata.Issuer,
        ValidAudience = settings.Audience,
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = metadata.Keys,
        // A token names its key; without that, an unknown key could not be told from a wrong signature.
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => IsInTime(from, until),
    });

    // By the service's clock; the library would take the machine's.
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

    // An address of e-mail is personal data that readers of the change log have no need of.
    private string? NameOf(JsonWebToken token) => settings.NameClaims
        .SelectMany(name => token.Claims.Where(claim => claim.Type == name))
        .Select(claim => claim.Value.Trim())
        .Where(name => name.Length > 0 && !name.Contains('@') && InputText.Problem(name, multiline: false) is null)
        .Select(name => string.Concat(name.EnumerateRunes().Take(MaximumName)))
        .FirstOrDefault();
}
