using Bulletin.Access;
using Bulletin.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Transfer;

/// <summary>The operations that take the whole site out, and announcements in.</summary>
internal static class TransferApi
{
    // A whole import may take longer than one write may: this is below what the Functions host allows a request.
    private static readonly TimeSpan ImportLimit = TimeSpan.FromSeconds(180);

    // Of a request that has nothing but errors the first are named.
    private const int MaximumErrors = 100;

    public static void MapTransfer(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/api").ForEditors().WithTags("Editing");
        group.MapMethods("/export", PublicAnswer.Methods, Export).WithAccess(nameof(Export))
            .WithSummary("The whole site, a page at a time, as lines of JSON")
            .WithDescription("Categories, then announcements of every state with their former revisions. A page is read at one version of the site; its first line says which, and its last line has `next`, the cursor of the next page.")
            .WithParameters(QueryParameter.Text("cursor", 1000, "The `next` of the page before; absent for the first page."))
            .Produces<string>(StatusCodes.Status200OK, RequestBody.Lines).WithAnswerHeaders(HeaderNames.CacheControl);
        group.MapPost("/import", Import).WithAccess(nameof(Import))
            .WithSummary("Brings in lines of JSON: those of an export, or new announcements")
            .WithDescription("Each line is a JSON object; the body may have 4 MiB. All lines are checked before any is written. What is there already, by its id or `sourceUrl`, is unchanged: a request can be repeated.")
            .WithParameters(QueryParameter.Boolean("partial", "Whether the good lines are written when others are refused."))
            .Reads("ImportLine", RequestBody.Lines)
            .WithProblems(ProblemKind.AlreadyExists)
            .Produces<ImportReport>().WithAnswerHeaders(HeaderNames.CacheControl);
    }

    private static async Task<IResult> Export(HttpContext context, Exporter exporter, BulletinSettings settings, CancellationToken cancellation)
    {
        var parameters = new QueryParameters(context);
        string asked = $"{settings.Site}\nexport";
        string? text = parameters.Text("cursor", 1000);
        Cursor? cursor = text is null ? new Cursor(asked, string.Empty) : Cursor.Parse(text, asked);
        if (cursor is null || (cursor.Place.Length > 0 && !Exporter.IsPlace(cursor.Place)))
        {
            parameters.Error("cursor", "is no cursor of an export");
        }

        parameters.ThrowIfWrong();
        ExportPage page = await exporter.ReadPageAsync(cursor!.Place, cancellation).ConfigureAwait(false);
        return new LinesAnswer(
        [
            exporter.SiteLine(page.Version), page.Lines, Exporter.PageLine(page.Version, page.Next is { } next ? cursor.After(next) : null),
        ]);
    }

    private static async Task<EditorAnswer<ImportReport>> Import(HttpContext context, Importer importer)
    {
        var parameters = new QueryParameters(context);
        bool isPartial = parameters.Boolean("partial") ?? false;
        parameters.ThrowIfWrong();
        byte[] body = await RequestBody.ReadLinesAsync(context).ConfigureAwait(false);
        RequestDeadline.Suspend(context);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(ImportLimit);
        List<ImportReportLine> lines = [];
        bool isWritten = await importer.ImportAsync(
            () => LineReader.ReadAsync(new MemoryStream(body), limit.Token), isPartial, context.Actor(), lines.Add, null, limit.Token).ConfigureAwait(false);
        return isWritten
            ? new EditorAnswer<ImportReport>(
                new ImportReport(
                    lines,
                    lines.Count(line => line.Status == ImportReportLine.Created),
                    lines.Count(line => line.Status == ImportReportLine.Unchanged),
                    lines.Count(line => line.IsRefused)),
                RepresentationJson.Web.ImportReport)
            : throw Refusal(lines);
    }

    private static ProblemException Refusal(List<ImportReportLine> lines)
    {
        ProblemException invalid = Problem.Invalid(lines
            .Take(MaximumErrors)
            .SelectMany(line => line.Errors.Select(error => (error.Member.Length == 0 ? $"line {line.Line}" : $"line {line.Line}: {error.Member}", error.Error)))
            .ToList());
        string detail = $"{lines.Count} lines are refused, and nothing was written.";
        return new ProblemException(lines.Exists(line => line.Status == ImportReportLine.Invalid)
            ? invalid.Problem with { Detail = detail }
            : invalid.Problem with { Kind = ProblemKind.AlreadyExists, Detail = detail });
    }

    /// <summary>Lines for editors, straight from storage.</summary>
    private sealed class LinesAnswer(IReadOnlyList<ReadOnlyMemory<byte>> lines) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            HttpResponse response = httpContext.Response;
            response.Headers.CacheControl = "no-store, private";
            response.ContentType = $"{RequestBody.Lines}; charset=utf-8";
            response.ContentLength = lines.Sum(one => one.Length);
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                RequestDeadline.Suspend(httpContext);
                foreach (ReadOnlyMemory<byte> one in lines)
                {
                    await response.Body.WriteAsync(one, httpContext.RequestAborted).ConfigureAwait(false);
                }
            }
        }
    }
}
