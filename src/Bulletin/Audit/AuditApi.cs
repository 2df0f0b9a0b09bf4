using System.Globalization;
using Bulletin.Access;
using Bulletin.Http;
using Bulletin.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Audit;

/// <summary>The operation with which an admin reads the audit log.</summary>
internal static class AuditApi
{
    private const int MaximumText = 200;

    private static readonly string[] Outcomes =
    [
        AuditItem.Committed, AuditItem.Done,
        .. ((int[])
            [
                StatusCodes.Status401Unauthorized,
                StatusCodes.Status403Forbidden,
                StatusCodes.Status412PreconditionFailed,
                StatusCodes.Status429TooManyRequests,
            ])
            .Select(status => status.ToString(CultureInfo.InvariantCulture)),
    ];

    public static void MapAudit(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGroup("/api/audit").ForEditors().WithTags("Administration")
        .MapMethods("/", PublicAnswer.Methods, ListAudit).WithAccess(nameof(ListAudit))
        .WithSummary("What was done and what was refused, newest first")
        .WithDescription(
            "Every change and every preview link that was made is here; refused requests (401 with a credential, 403, 412, 429) "
                + "as far as they could be kept, a few seconds late.")
        .WithParameters(
            QueryParameter.Text("actor", MaximumText, "The name of who asked, or their id (`actorId`).", "Redakcja"),
            QueryParameter.Text("action", MaximumText, "What was asked for.", "publish"),
            QueryParameter.Text(
                "target",
                MaximumText,
                "The id of what was changed; of refused requests the id or slug that stood in their address.",
                "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"),
            QueryParameter.Choice("outcome", "What became of it.", Outcomes),
            QueryParameter.InstantOrDate(
                "from", "At or after this instant, or the beginning of this date in the time zone of the site.", "2026-11-01"),
            QueryParameter.InstantOrDate("to", "Before this instant, or the beginning of this date.", "2026-11-25T12:00:00Z"))
        .WithParameters(QueryParameter.Page())
        .Produces<AuditList>().WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.Link);

    private static async Task<EditorAnswer<AuditList>> ListAudit(
        HttpContext context, AuditLog log, BulletinSettings settings, CancellationToken cancellation)
    {
        var parameters = new QueryParameters(context);
        var query = new AuditQuery
        {
            Actor = parameters.Text("actor", MaximumText),
            Action = parameters.Text("action", MaximumText),
            Target = parameters.Text("target", MaximumText),
            Outcome = parameters.Choice("outcome", Outcomes),
            From = parameters.InstantOrDate("from", settings.TimeZone),
            To = parameters.InstantOrDate("to", settings.TimeZone),
        };
        (int limit, Cursor? cursor) = parameters.Page(settings.Site);
        AuditPlace? place = cursor is { Place.Length: > 0 } ? AuditPlace.Parse(cursor.Place, settings.Site) : null;
        if (cursor is { Place.Length: > 0 } && place is null)
        {
            parameters.Error("cursor", "is no cursor of this list");
        }

        parameters.ThrowIfWrong();
        (IReadOnlyList<AuditItem> items, AuditPlace? next) = await log.ReadAsync(query, place, limit, cancellation).ConfigureAwait(false);
        string? nextCursor = next is null ? null : cursor!.After(next.Text);
        if (nextCursor is not null)
        {
            context.Response.Headers.Link = PublicAnswer.NextLink(settings.PublicUrl + parameters.AddressOf(nextCursor)).Single();
        }

        return new EditorAnswer<AuditList>(new AuditList(items, nextCursor), AuditJson.Web.AuditList);
    }
}
