using System.Collections.Frozen;
using Bulletin.Site;
using Microsoft.Extensions.Configuration;

namespace Bulletin.Settings;

/// <summary>The OpenID Connect issuer whose tokens are accepted, and the meaning of its claims.</summary>
public sealed record OidcSettings
{
    private const string Section = "Bulletin:Oidc";

    // The value of an app role may start with the name of the application.
    private const string RolePrefix = "Bulletin.";

    private static readonly string[] Names = ["Authority", "Audience", "RoleClaim", "NameClaim", "Roles"];

    /// <summary>
    /// The URL of the issuer, under which its metadata are found (<c>Bulletin:Oidc:Authority</c>; https).
    /// </summary>
    public required Uri Authority { get; init; }

    /// <summary>The required audience of a token (<c>Bulletin:Oidc:Audience</c>).</summary>
    public required string Audience { get; init; }

    /// <summary>The claim with the roles (<c>Bulletin:Oidc:RoleClaim</c>, default <c>roles</c>).</summary>
    public required string RoleClaim { get; init; }

    /// <summary>
    /// The claims for the actor's name, of which the first usable one counts (<c>Bulletin:Oidc:NameClaim</c> and
    /// <c>sub</c>).
    /// </summary>
    public required IReadOnlyList<string> NameClaims { get; init; }

    /// <summary>The roles by claim value (<c>Bulletin:Oidc:Roles</c>).</summary>
    public required FrozenDictionary<string, Role> Roles { get; init; }

    /// <summary>Reads and validates the settings; null if there are none.</summary>
    /// <exception cref="SettingsException">A setting is missing or invalid.</exception>
    internal static OidcSettings? Read(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        section.CheckNames(Names);
        string? authority = BulletinSettings.NullIfEmpty(section["Authority"]);
        string? audience = BulletinSettings.NullIfEmpty(section["Audience"]);
        if (authority is null && audience is null)
        {
            return null;
        }

        if (authority is null || audience is null)
        {
            throw new SettingsException($"{Section}:{(authority is null ? "Authority" : "Audience")} is missing: give both, or none.");
        }

        return new OidcSettings
        {
            Authority = BulletinSettings.UrlOf($"{Section}:Authority", authority, https: true),
            Audience = audience,
            RoleClaim = BulletinSettings.NullIfEmpty(section["RoleClaim"]) ?? "roles",
            NameClaims = BulletinSettings.NullIfEmpty(section["NameClaim"]) is { } claim
                ? [claim, "sub"]
                : ["name", "preferred_username", "azp", "appid", "sub"],
            Roles = RolesOf(section.GetSection("Roles")),
        };
    }

    private static FrozenDictionary<string, Role> RolesOf(IConfigurationSection section)
    {
        Dictionary<string, Role> roles = section.GetChildren().ToDictionary(
            child => child.Key,
            child => RoleWords.Parse(child.Value?.Trim().ToLowerInvariant() ?? string.Empty)
                ?? throw new SettingsException($"{Section}:Roles:{child.Key} must be author, editor or admin, not '{child.Value}'."));
        if (roles.Count == 0)
        {
            foreach (string word in RoleWords.All)
            {
                roles[word] = roles[RolePrefix + word] = RoleWords.Parse(word)!.Value;
            }
        }

        // The names of settings are case-insensitive.
        return roles.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
