using Bulletin.Http;
using Bulletin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin;

/// <summary>The state of the service.</summary>
/// <param name="Status"><c>ready</c>, <c>alive</c> or <c>unavailable</c>.</param>
/// <param name="Away">The unavailable dependencies; empty if there are none.</param>
internal sealed record HealthReport(string Status, IReadOnlyList<string> Away);

/// <summary>The health checks for the hosting platform.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/health").ForReaders().WithTags("Service");
        group.MapMethods("/live", PublicAnswer.Methods, GetLiveness).WithName(nameof(GetLiveness))
            .WithSummary("Whether the process answers").Produces<HealthReport>().WithAnswerHeaders(HeaderNames.CacheControl);
        group.MapMethods("/ready", PublicAnswer.Methods, GetReadiness).WithName(nameof(GetReadiness))
            .WithSummary("Whether the service can work: 503 names what is away")
            .Produces<HealthReport>()
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable)
            .WithAnswerHeaders(HeaderNames.CacheControl);
    }

    private static JsonHttpResult<HealthReport> GetLiveness(HttpContext context) => Report(context, new HealthReport("alive", []));

    private static async Task<JsonHttpResult<HealthReport>> GetReadiness(
        HttpContext context, SiteTable table, CancellationToken cancellation)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        soon.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            await table.ReadAsync(RowKeys.Version, soon.Token).ConfigureAwait(false);
            return Report(context, new HealthReport("ready", []));
        }
        catch (Exception away) when (away is StorageUnavailableException or OperationCanceledException or Azure.RequestFailedException)
        {
            cancellation.ThrowIfCancellationRequested();
            context.Response.Headers.RetryAfter = "5";
            return Report(context, new HealthReport("unavailable", ["storage"]));
        }
    }

    private static JsonHttpResult<HealthReport> Report(HttpContext context, HealthReport report)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            report,
            HealthJson.Web.HealthReport,
            statusCode: report.Away.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
