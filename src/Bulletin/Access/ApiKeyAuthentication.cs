using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Bulletin.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bulletin.Access;

/// <summary>Reads API keys from <c>Authorization: Bearer bk_...</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (keys.Find(header[Bearer.Length..].Trim()) is not { } actor)
        {
            return Task.FromResult(AuthenticateResult.Fail("The API key is not known."));
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, actor.Id),
                new Claim(ClaimTypes.Name, actor.Name),
                new Claim(ClaimTypes.Role, actor.Role.ToString()!),
            ],
            SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        throw new ProblemException(new Problem(
            ProblemKind.Unauthorized,
            Request.Headers.Authorization.Count == 0 ? "Send Authorization: Bearer <token>." : "The token is not known, or has expired."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        throw Problem.Forbidden($"This is not for the role {Context.Actor().Role?.ToString().ToLowerInvariant()}.");
}

/// <summary>The API keys that are accepted.</summary>
internal sealed class ApiKeys
{
    // By the hash of the token: looking one up takes the same time whatever a guess has in common with a real one.
    private readonly Dictionary<string, Actor> byHash;

    public ApiKeys(BulletinSettings settings)
    {
        byHash = settings.Keys.ToDictionary(key => key.Sha256, key => new Actor(key.Name, key.Role), StringComparer.Ordinal);
        if (settings.IsLocal)
        {
            byHash.TryAdd(Hash(BulletinSettings.LocalAdminToken), new Actor("local admin", Role.Admin));
        }
    }

    /// <summary>The actor whose token this is, or null.</summary>
    public Actor? Find(string token) => token.Length <= 200 ? byHash.GetValueOrDefault(Hash(token)) : null;

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>Tells an endpoint who acts.</summary>
internal static class ActorOfRequest
{
    public static Actor Actor(this HttpContext context) => new(
        context.User.Identity?.Name ?? throw new InvalidOperationException("The operation does not ask for a credential."),
        Enum.Parse<Role>(context.User.FindFirstValue(ClaimTypes.Role)!))
    {
        Id = context.User.FindFirstValue(ClaimTypes.NameIdentifier)!,
    };
}
