using System.Text.Json.Serialization;
using Bulletin.Site;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Audit;

/// <summary>A part of the audit log, newest first.</summary>
/// <param name="Items">What was done or refused.</param>
/// <param name="Next">Where the log goes on; null at its end.</param>
internal sealed record AuditList(IReadOnlyList<AuditItem> Items, string? Next);

/// <summary>A request that was done or refused, or a change that the service made by itself.</summary>
internal sealed record AuditItem
{
    /// <summary>The outcome of a change of the site.</summary>
    public const string Committed = "committed";

    /// <summary>The outcome of what was done without a change of the site.</summary>
    public const string Done = "done";

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of who asked; empty when the credential was not valid.</summary>
    public required string Actor { get; init; }

    /// <summary>
    /// The id of who asked, by which people of one name can be told apart: key/ and the id of a stored API key, oidc/ and a hash of issuer
    /// and subject, the name of a key of the settings, or Bulletin for the service itself. Null when the credential was not valid, and in
    /// entries of before ids were kept.
    /// </summary>
    public required string? ActorId { get; init; }

    /// <summary>The role at that moment: author, editor or admin; null for the service itself, and when the credential was not valid.</summary>
    public required string? Role { get; init; }

    /// <summary>What was asked for, such as publish or delete-category.</summary>
    public required string Action { get; init; }

    /// <summary>The id of what was changed, the first of several; of a refused request the id or slug in its address; null for nothing.</summary>
    public required string? Target { get; init; }

    /// <summary>All ids, when several were changed at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The word committed for a change, done for what changed nothing (a preview link), or the status with which the request was refused.</summary>
    public required string Outcome { get; init; }

    /// <summary>The version of the site that the change made; null for what changed nothing.</summary>
    public required long? Version { get; init; }

    /// <summary>The network from which a refused request came; null when it is not known, and for what was done.</summary>
    public required string? Address { get; init; }

    public static AuditItem Of(ChangeLogEntry entry)
    {
        List<string> targets = entry.Changes.Select(change => change.Id.ToString("D")).Distinct(StringComparer.Ordinal).ToList();
        return new AuditItem
        {
            At = entry.At,
            Actor = entry.Actor,
            ActorId = entry.ActorId,
            Role = entry.Role?.ToString().ToLowerInvariant(),
            Action = entry.Action,
            Target = targets.Count == 0 ? null : targets[0],
            Targets = targets.Count > 1 ? targets : null,
            Outcome = Committed,
            Version = entry.Version,
            Address = null,
        };
    }

    public static AuditItem Of(RequestEntry entry) => new()
    {
        At = entry.At,
        Actor = entry.Actor,
        ActorId = entry.ActorId,
        Role = entry.Role?.ToString().ToLowerInvariant(),
        Action = entry.Action,
        Target = entry.Target,
        Outcome = entry.Outcome < StatusCodes.Status400BadRequest ? Done : entry.Outcome.ToString(),
        Version = null,
        Address = entry.Address,
    };
}
