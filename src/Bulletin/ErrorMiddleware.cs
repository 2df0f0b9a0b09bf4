using Bulletin.Audit;
using Bulletin.Http;
using Bulletin.Pages;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bulletin;

/// <summary>
/// The middleware around everything from routing on: turns failures into problem details, records refused requests for
/// the audit log, and limits the time that a request waits for storage.
/// </summary>
internal sealed class ErrorMiddleware(RequestDelegate next, RefusedRequests refused, PageErrors pages, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        CancellationToken client = context.RequestAborted;
        using var deadline = RequestDeadline.Begin(context);
        Problem? problem;
        try
        {
            await next(context).ConfigureAwait(false);
            problem = OfBareStatus(context.Response);
        }
        catch (OperationCanceledException) when (client.IsCancellationRequested)
        {
            // The client has disconnected, so there is no response to send.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }

            return;
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            problem = OfFailure(context, failure);
            // Headers that an endpoint set for a success do not belong to the problem; CORS headers do.
            foreach (string header in (string[])["ETag", "Last-Modified", "Location", "Content-Location", "Content-Encoding", "Link"])
            {
                context.Response.Headers.Remove(header);
            }
        }

        if (problem is not null)
        {
            refused.Note(context, problem);
            context.RequestAborted = client;
            await WriteAsync(context, problem).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(HttpContext context, Problem problem)
    {
        if (problem.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
        }

        try
        {
            if (!await pages.TryWriteAsync(context, problem).ConfigureAwait(false))
            {
                await ProblemWriter.WriteAsync(context, problem).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected during the response, which is not a failure of the service.
        }
    }

    private Problem OfFailure(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case ProblemException { Problem: var problem }:
                return problem;
            case UnavailableException away:
                log.Log(
                    UnavailableProblem.LevelOf(away),
                    "A {Method} request is answered 503: {Cause} ({Reason})",
                    context.Request.Method,
                    away.Message,
                    away.GetBaseException().Message);
                return UnavailableProblem.Of(away);
            case OperationCanceledException stopped:
                Problem late = UnavailableProblem.OfTimeUp(stopped, RequestDeadline.IsLate(context));
                log.LogWarning("A {Method} request is answered 503: {Cause}", context.Request.Method, late.Detail);
                return late;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new Problem(ProblemKind.TooLarge, "The body of the request is too large.");
            case BadHttpRequestException bad:
                return new Problem(ProblemKind.OfStatus(bad.StatusCode), "The request cannot be read.");
            default:
                log.LogError(failure, "A {Method} request failed.", context.Request.Method);
                return new Problem(ProblemKind.Internal, "The service could not do this; its log says why.");
        }
    }

    // Returns the problem for a status without a body, as set by routing and authorization.
    private static Problem? OfBareStatus(HttpResponse response) =>
        response.HasStarted || response.StatusCode < 400 || response.ContentType is not null || response.ContentLength > 0
            ? null
            : ProblemKind.OfStatus(response.StatusCode) is var kind
                ? new Problem(kind, kind.Status switch
                {
                    StatusCodes.Status404NotFound => "Nothing is at this address.",
                    StatusCodes.Status405MethodNotAllowed => $"The address knows {response.Headers.Allow}.",
                    StatusCodes.Status401Unauthorized => "The request carries no valid credential.",
                    StatusCodes.Status403Forbidden => "The credential does not allow this.",
                    _ => kind.Title + ".",
                })
                : null;
}
