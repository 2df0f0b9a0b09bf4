using System.Text.Json.Serialization;
using Bulletin.Storage;

namespace Bulletin.Audit;

/// <summary>A part of the audit log, newest first.</summary>
/// <param name="Items">What was done or refused.</param>
/// <param name="Next">Where the log goes on; null at its end.</param>
internal sealed record AuditList(IReadOnlyList<AuditItem> Items, string? Next);

/// <summary>Something that was done or refused.</summary>
internal sealed record AuditItem
{
    /// <summary>The outcome of what was done.</summary>
    public const string Committed = "committed";

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of who asked; empty when the credential was not valid.</summary>
    public required string Actor { get; init; }

    /// <summary>The role at that moment: author, editor or admin; null for the service itself, and when the credential was not valid.</summary>
    public required string? Role { get; init; }

    /// <summary>What was asked for, such as publish or delete-category.</summary>
    public required string Action { get; init; }

    /// <summary>The id of what was changed, the first of several; of a refused request the id or slug in its address; null for nothing.</summary>
    public required string? Target { get; init; }

    /// <summary>All ids, when several were changed at once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The word committed for what was done, or the status with which the request was refused.</summary>
    public required string Outcome { get; init; }

    /// <summary>The version of the site that was made; null for what was refused.</summary>
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
            Role = entry.Role?.ToString().ToLowerInvariant(),
            Action = entry.Action,
            Target = targets.Count == 0 ? null : targets[0],
            Targets = targets.Count > 1 ? targets : null,
            Outcome = Committed,
            Version = entry.Version,
            Address = null,
        };
    }

    public static AuditItem Of(RefusedRequest refused) => new()
    {
        At = refused.At,
        Actor = refused.Actor,
        Role = refused.Role?.ToString().ToLowerInvariant(),
        Action = refused.Action,
        Target = refused.Target,
        Outcome = refused.Outcome.ToString(),
        Version = null,
        Address = refused.Address,
    };
}
