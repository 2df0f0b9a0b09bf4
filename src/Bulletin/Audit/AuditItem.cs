using System.Text.Json.Serialization;
using Bulletin.Site;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Audit;

/// <summary>A page of the audit log, newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
internal sealed record AuditList(IReadOnlyList<AuditItem> Items, string? Next);

/// <summary>
/// An entry of the audit log: a change, also one made by the service itself, or a request that changed nothing or was
/// refused.
/// </summary>
internal sealed record AuditItem
{
    /// <summary>The outcome of a change to the site.</summary>
    public const string Committed = "committed";

    /// <summary>The outcome of a successful request that did not change the site.</summary>
    public const string Done = "done";

    /// <summary>The time of the entry.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the actor; empty if the credential was invalid.</summary>
    public required string Actor { get; init; }

    /// <summary>
    /// The id of the actor, which distinguishes actors of the same name: key/ and the id of a stored API key, oidc/ and
    /// a hash of issuer and subject, the name of a key from the settings, or Bulletin for the service itself. Null if
    /// the credential was invalid, and in entries from before ids were recorded.
    /// </summary>
    public required string? ActorId { get; init; }

    /// <summary>
    /// The actor's role at that time: author, editor or admin; null for the service itself, and if the credential was
    /// invalid.
    /// </summary>
    public required string? Role { get; init; }

    /// <summary>The requested operation, such as publish or delete-category.</summary>
    public required string Action { get; init; }

    /// <summary>
    /// The id of the changed object, or the first of several; for a refused request, the id or slug in its URL; null:
    /// none.
    /// </summary>
    public required string? Target { get; init; }

    /// <summary>The ids of all changed objects, if there are several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>
    /// The word committed for a change, done for a request that changed nothing (a preview link), or the status of a
    /// refused request.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>The version of the site created by the change; null if nothing changed.</summary>
    public required long? Version { get; init; }

    /// <summary>
    /// The network from which a refused request was sent; null if unknown, and for everything that was not refused.
    /// </summary>
    public required string? Address { get; init; }

    public static AuditItem Of(ChangeLogEntry entry)
    {
        List<string> targets = entry.Changes.Select(change => change.Id.ToString("D")).Distinct(StringComparer.Ordinal).ToList();
        return new AuditItem
        {
            At = entry.At,
            Actor = entry.Actor,
            ActorId = entry.ActorId,
            Role = entry.Role?.Word(),
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
        Role = entry.Role?.Word(),
        Action = entry.Action,
        Target = entry.Target,
        Outcome = entry.Outcome < StatusCodes.Status400BadRequest ? Done : entry.Outcome.ToString(),
        Version = null,
        Address = entry.Address,
    };
}
