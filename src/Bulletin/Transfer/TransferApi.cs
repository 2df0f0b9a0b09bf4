using Bulletin.Access;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Transfer;

/// <summary>The operations that export the whole site, and import announcements.</summary>
internal static class TransferApi
{
    public static void MapTransfer(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/api").ForEditors().WithTags("Editing");
        group.MapMethods("/export", PublicAnswer.Methods, Export).WithAccess(nameof(Export))
            .WithSummary("The whole site, a page at a time, as lines of JSON")
            .WithDescription(
                "Categories, media (without their bytes, which `sha256` names), then announcements of every state with their former "
                + "revisions. A page is read at one version of the site; "
                + "its first line says which, and its last line has `next`, the cursor of the next page.")
            .WithParameters(QueryParameter.Text("cursor", 1000, "The `next` of the page before; absent for the first page."))
            .Produces<string>(StatusCodes.Status200OK, RequestBody.Lines).WithAnswerHeaders(HeaderNames.CacheControl);
        group.MapPost("/import", Import).WithAccess(nameof(Import))
            .WithSummary("Brings in lines of JSON: those of an export, or new announcements")
            .WithDescription(
                $"Each line is a JSON object; the body may have 4 MiB and {Importer.MaximumLines} lines. "
                + "All lines are checked before any is written. "
                + "What is there already, by its id or `sourceUrl`, is unchanged: a request can be repeated.")
            .WithParameters(QueryParameter.Boolean("partial", "Whether the good lines are written when others are refused."))
            .Reads("ImportLine", RequestBody.Lines)
            .WithProblems(ProblemKind.AlreadyExists, ProblemKind.ImportUnfinished)
            .Produces<ImportReport>().WithAnswerHeaders(HeaderNames.CacheControl);
    }

    private static async Task<IResult> Export(
        HttpContext context, Exporter exporter, BulletinSettings settings, TransferLimits limits, TimeProvider clock)
    {
        var parameters = new QueryParameters(context);
        string asked = $"{settings.Site}\nexport";
        string? text = parameters.Text("cursor", 1000);
        Cursor? cursor = text is null ? new Cursor(asked, ExportPlace.Beginning.Text) : Cursor.Parse(text, asked);
        ExportPlace? place = cursor is null ? null : ExportPlace.Parse(cursor.Place);
        if (place is null)
        {
            parameters.Error("cursor", "is no cursor of an export");
        }

        parameters.ThrowIfWrong();
        ExportPage page = await WithinAsync(
            context,
            limits.Page,
            clock,
            stop => exporter.ReadPageAsync(place!, stop),
            late: () => new ProblemException(new Problem(
                ProblemKind.Unavailable,
                $"The page could not be read within {limits.Page.TotalSeconds:0} s: storage is slow, "
                + "or others write without any pause. Try again.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            })).ConfigureAwait(false);
        return new LinesAnswer(
        [
            exporter.SiteLine(page.Version),
            page.Lines,
            Exporter.PageLine(page.Version, page.Next is { } next ? cursor!.After(next.Text) : null),
        ]);
    }

    private static async Task<EditorAnswer<ImportReport>> Import(
        HttpContext context, Importer importer, TransferLimits limits, TimeProvider clock)
    {
        var parameters = new QueryParameters(context);
        bool isPartial = parameters.Boolean("partial") ?? false;
        parameters.ThrowIfWrong();
        byte[] body = await RequestBody.ReadLinesAsync(context).ConfigureAwait(false);
        CheckLines(body);
        var tally = new ImportTally();
        var written = new Written();
        bool isWritten;
        try
        {
            isWritten = await WithinAsync(
                context,
                limits.Import,
                clock,
                stop => importer.ImportAsync(
                    () => LineReader.ReadAsync(new MemoryStream(body), stop), isPartial, context.Actor(), tally.Add, written, stop),
                late: () => Unfinished(
                    $"The {limits.Import.TotalMinutes:0.#} minutes that a request may take are up",
                    written.Lines)).ConfigureAwait(false);
        }
        catch (UnavailableException away)
        {
            throw Unfinished(
                UnavailableProblem.CauseOf(away), written.Lines, away is StorageUnavailableException { IsOutcomeUnknown: true });
        }

        return isWritten && (isPartial || tally.Refused == 0)
            ? new EditorAnswer<ImportReport>(tally.Report, TransferJson.Web.ImportReport)
            : throw tally.Refusal(isWritten);
    }

    // Replaces the usual time limit of a request, because these may take longer.
    private static async Task<T> WithinAsync<T>(
        HttpContext context, TimeSpan time, TimeProvider clock, Func<CancellationToken, Task<T>> work, Func<ProblemException> late)
    {
        RequestDeadline.Suspend(context);
        CancellationToken client = context.RequestAborted;
        using var limit = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, client);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !client.IsCancellationRequested)
        {
            throw late();
        }
    }

    // Checked before the lines are parsed, because even a short line costs memory.
    private static void CheckLines(byte[] body)
    {
        int lines = body.AsSpan().Count((byte)'\n') + (body is [.., not (byte)'\n'] ? 1 : 0);
        if (lines > Importer.MaximumLines)
        {
            throw new ProblemException(new Problem(
                ProblemKind.TooLarge,
                $"The body of an import may have {Importer.MaximumLines} lines, and this has {lines}. Send it in parts."));
        }
    }

    private static ProblemException Unfinished(string why, int lines, bool isOutcomeUnknown = false) => new(new Problem(
        ProblemKind.ImportUnfinished,
        isOutcomeUnknown
            ? $"{why}. At least {lines} lines were written, each of them whole; whether the next ones were is not known. "
                + "Lines with an id or a sourceUrl can be sent again; look for the others first."
            : lines == 0
            ? $"{why}. No line was written; send it again, or fewer lines at once."
            : $"{why}. Until then {lines} lines were written, each of them whole; the others were not. "
                + "Send the same request again: it goes on.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    });

    /// <summary>The number of lines written so far.</summary>
    private sealed class Written : IProgress<ImportProgress>
    {
        public int Lines { get; private set; }

        public void Report(ImportProgress value) => Lines = value.IsWriting ? value.Lines : Lines;
    }

    /// <summary>A response of lines for editors, which is not cached.</summary>
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
