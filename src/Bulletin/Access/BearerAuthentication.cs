using System.Security.Claims;
using System.Text.Encodings.Web;
using Bulletin.Http;
using Bulletin.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bulletin.Access;

/// <summary>Reads credentials from <c>Authorization: Bearer</c>: API keys, and tokens of the OpenID Connect issuer when there is one.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Token is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (await FindAsync(token).ConfigureAwait(false) is not { } actor)
        {
            return AuthenticateResult.Fail("The token is not known.");
        }

        List<Claim> claims = [new(ClaimTypes.NameIdentifier, actor.Id), new(ClaimTypes.Name, actor.Name)];
        if (actor.Role is { } role)
        {
            claims.Add(new Claim(ClaimTypes.Role, role.ToString()));
        }

        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // RFC 6750, 3: who sent no token learns nothing of an error.
        Response.Headers.WWWAuthenticate = Token is null ? "Bearer realm=\"Bulletin\"" : "Bearer realm=\"Bulletin\", error=\"invalid_token\"";
        throw new ProblemException(new Problem(
            ProblemKind.Unauthorized,
            Request.Headers.Authorization.Count == 0 ? "Send Authorization: Bearer <token>." : "The token is not known, or has expired."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => throw Problem.Forbidden(
        Context.User.FindFirstValue(ClaimTypes.Role) is { } role
            ? $"This is not for the role {role.ToLowerInvariant()}."
            : "The token names no role of this service.");

    private string? Token => Request.Headers.Authorization.ToString() is var header && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        ? header[Prefix.Length..].Trim()
        : null;

    private async ValueTask<Actor?> FindAsync(string token)
    {
        if (!OidcTokens.IsJwt(token) || Context.RequestServices.GetService<OidcTokens>() is not { } oidc)
        {
            return await keys.FindAsync(token, Context.RequestAborted).ConfigureAwait(false);
        }

        try
        {
            return await oidc.FindAsync(token, Context.RequestAborted).ConfigureAwait(false);
        }
        catch (StorageUnavailableException)
        {
            throw new ProblemException(Problem.Unavailable() with { Detail = "The service that issues the tokens does not answer. Nothing was done; try again." });
        }
    }
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
