using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Functions;

/// <summary>
/// The service's pipeline, as the functions call it. The Functions host calls the first function, by name, whose route
/// and methods match, which need not be the best match. So its choice is discarded, and the pipeline routes the request
/// again.
/// </summary>
/// <param name="app">The service.</param>
public sealed class Pipeline(BulletinApp app)
{
    /// <summary>Handles a request.</summary>
    /// <param name="request">The request, as the Functions host forwarded it.</param>
    /// <returns>An empty result: the pipeline has already written the response.</returns>
    public async Task<IResult> AnswerAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        // Routing would be skipped if an endpoint were already chosen; the host's route values are not those of the operation.
        request.HttpContext.SetEndpoint(null);
        request.RouteValues = new RouteValueDictionary();
        await app.Pipeline(request.HttpContext);
        return Results.Empty;
    }
}
