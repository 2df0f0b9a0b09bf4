using System.Security.Claims;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Access;

/// <summary>
/// Reads credentials from <c>Authorization: Bearer</c>: API keys, and tokens of the OpenID Connect issuer if one is
/// configured.
/// </summary>
/// <remarks>
/// Only operations that need a credential read one, so a reader's credential costs no lookup and cannot fail. This is
/// not an ASP.NET authentication scheme, because a web host would run a registered scheme on every request, before
/// everything else.
/// </remarks>
internal sealed class BearerAuthentication(RequestDelegate next, ApiKeys keys)
{
    private const string Scheme = "Bearer";
    private const string Prefix = Scheme + " ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null
            && TokenOf(context.Request) is { } token
            && await FindAsync(context, token).ConfigureAwait(false) is { } actor)
        {
            context.User = UserOf(actor);
        }

        await next(context).ConfigureAwait(false);
    }

    /// <summary>Returns the token of a request; null if there is none.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? header[Prefix.Length..].Trim()
            : null;

    private static ClaimsPrincipal UserOf(Actor actor)
    {
        List<Claim> claims = [new(ClaimTypes.NameIdentifier, actor.Id), new(ClaimTypes.Name, actor.Name)];
        if (actor.Role is { } role)
        {
            claims.Add(new Claim(ClaimTypes.Role, role.ToString()));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme));
    }

    private async ValueTask<Actor?> FindAsync(HttpContext context, string token)
    {
        // The local admin token is the same on every developer's machine. It is only for requests from the same
        // machine, whatever address the service listens on.
        if (token == BulletinSettings.LocalAdminToken && !ClientAddress.IsThisMachine(context))
        {
            return null;
        }

        if (!OidcTokens.IsJwt(token) || context.RequestServices.GetService<OidcTokens>() is not { } oidc)
        {
            return await keys.FindAsync(token, context.RequestAborted).ConfigureAwait(false);
        }

        return await oidc.FindAsync(token, context.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>Rejects unauthorized requests with a problem that says why.</summary>
internal sealed class AccessRefusal : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context)
        : authorizeResult.Forbidden ? throw Forbidden(context)
        : throw Unauthorized(context);

    private static ProblemException Unauthorized(HttpContext context)
    {
        // RFC 6750, 3: without a token in the request, the response must not contain an error code.
        context.Response.Headers.WWWAuthenticate = BearerAuthentication.TokenOf(context.Request) is null
            ? "Bearer realm=\"Bulletin\""
            : "Bearer realm=\"Bulletin\", error=\"invalid_token\"";
        return new ProblemException(new Problem(
            ProblemKind.Unauthorized,
            context.Request.Headers.Authorization.Count == 0
                ? "Send Authorization: Bearer <token>."
                : "The token is not known, or has expired."));
    }

    private static ProblemException Forbidden(HttpContext context) => Problem.Forbidden(
        context.User.FindFirstValue(ClaimTypes.Role) is { } role
            ? $"This is not for the role {role.ToLowerInvariant()}."
            : "The token names no role of this service.");
}

/// <summary>Returns the actor of a request.</summary>
internal static class ActorOfRequest
{
    public static Actor Actor(this HttpContext context) => new(
        context.User.Identity?.Name ?? throw new InvalidOperationException("The operation does not ask for a credential."),
        // A token without a role cannot use any operation, but its requests are counted and logged.
        Enum.TryParse(context.User.FindFirstValue(ClaimTypes.Role), out Role role) ? role : null)
    {
        Id = context.User.FindFirstValue(ClaimTypes.NameIdentifier)!,
        Reach = context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>()?.Reach ?? Reach.OwnDrafts,
    };
}
