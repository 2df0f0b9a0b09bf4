using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Site;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Audit;

/// <summary>
/// An entry of the audit log for a request to an operation for editors that did not change the site: it was refused, or
/// it disclosed something. The entry contains no token and no body, and only a part of the client's address.
/// </summary>
internal sealed record RequestEntry
{
    private const int MaximumTarget = 200;

    // The route values that identify the target of an operation.
    private static readonly string[] Targets = ["id", "slug", "idOrSlug", "keyId"];

    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the actor; empty if the credential was invalid.</summary>
    public required string Actor { get; init; }

    /// <summary>The id of the actor; null if the credential was invalid, and in rows from before it was recorded.</summary>
    public string? ActorId { get; init; }

    public required Role? Role { get; init; }

    /// <summary>The requested operation in the words of the change log, such as <c>publish</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The id or slug of the target, as in the URL; null for an operation without a target.</summary>
    public required string? Target { get; init; }

    /// <summary>The status of the response.</summary>
    public required int Outcome { get; init; }

    /// <summary>The network of the client's address, if the request was refused; otherwise null.</summary>
    public required string? Address { get; init; }

    /// <summary>Creates the entry of a successful request that did not change the site.</summary>
    /// <param name="context">The request.</param>
    /// <param name="target">The id of the target; null: none.</param>
    /// <param name="now">The current time.</param>
    public static RequestEntry OfDone(HttpContext context, Guid? target, DateTimeOffset now)
    {
        Actor actor = context.Actor();
        return new RequestEntry
        {
            At = now,
            Actor = actor.Name,
            ActorId = actor.Id,
            Role = actor.Role,
            Action = ActionOf(OperationOf(context)!),
            Target = target?.ToString("D"),
            Outcome = StatusCodes.Status200OK,
            Address = null,
        };
    }

    /// <summary>Creates the entry of a request that ended in a problem; null if the audit log does not cover it.</summary>
    public static RequestEntry? OfRefused(HttpContext context, Problem problem, DateTimeOffset now)
    {
        bool isRefusal =
            problem.Kind.Status
                is StatusCodes.Status403Forbidden
                or StatusCodes.Status412PreconditionFailed
                or StatusCodes.Status429TooManyRequests
            // A request without a credential is not an attempt to get access.
            || (problem.Kind.Status == StatusCodes.Status401Unauthorized && context.Request.Headers.Authorization.Count > 0);
        if (!isRefusal || OperationOf(context) is not { } operation)
        {
            return null;
        }

        Actor? actor = context.User.Identity?.IsAuthenticated == true ? context.Actor() : null;
        return new RequestEntry
        {
            At = now,
            Actor = actor?.Name ?? string.Empty,
            ActorId = actor?.Id,
            Role = actor?.Role,
            Action = ActionOf(operation),
            Target = TargetOf(context.Request.RouteValues),
            Outcome = problem.Kind.Status,
            Address = ClientAddress.Shown(context),
        };
    }

    /// <summary>
    /// Returns the change log's word for an operation, such as <c>publish</c> for <c>PublishAnnouncement</c>.
    /// </summary>
    public static string ActionOf(string operation)
    {
        const string Usual = "Announcement";
        string name = operation.EndsWith(Usual, StringComparison.Ordinal) ? operation[..^Usual.Length] : operation;
        return string.Concat(name.Select((letter, index) =>
            char.IsUpper(letter) ? (index == 0 ? "" : "-") + char.ToLowerInvariant(letter) : letter.ToString()));
    }

    public TableEntity ToRow(string partitionKey) => new(partitionKey, AuditTable.KeyOf(At))
    {
        [nameof(At)] = At,
        [nameof(Actor)] = Actor,
        [nameof(ActorId)] = ActorId,
        [nameof(Role)] = Role?.ToString(),
        [nameof(Action)] = Action,
        [nameof(Target)] = Target,
        [nameof(Outcome)] = Outcome,
        [nameof(Address)] = Address,
    };

    public static RequestEntry FromRow(TableEntity row) => new()
    {
        At = row.GetDateTimeOffset(nameof(At)) ?? default,
        Actor = row.GetString(nameof(Actor)) ?? string.Empty,
        ActorId = row.GetString(nameof(ActorId)),
        Role = Enum.TryParse(row.GetString(nameof(Role)), out Role role) ? role : null,
        Action = row.GetString(nameof(Action)) ?? string.Empty,
        Target = row.GetString(nameof(Target)),
        Outcome = row.GetInt32(nameof(Outcome)) ?? 0,
        Address = row.GetString(nameof(Address)),
    };

    private static string? OperationOf(HttpContext context) =>
        context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            ? endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
            : null;

    // A URL may contain anything.
    private static string? TargetOf(RouteValueDictionary values) =>
        Targets
            .Select(name => values.TryGetValue(name, out object? value) ? value as string : null)
            .FirstOrDefault(text => text is not null) switch
        {
            null => null,
            { Length: <= MaximumTarget } text when InputText.Problem(text, multiline: false) is null => text,
            _ => "(unreadable)",
        };
}
