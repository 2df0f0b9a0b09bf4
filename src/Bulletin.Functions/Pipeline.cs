using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bulletin.Functions;

/// <summary>
/// The one pipeline of the service, as the functions call it. The Functions host takes the first function, by name, whose route and
/// methods fit, which need not be the one that fits best; so the choice is forgotten, and the pipeline makes its own.
/// </summary>
/// <param name="app">The service.</param>
public sealed class Pipeline(BulletinApp app)
{
    /// <summary>Answers a request.</summary>
    /// <param name="request">The request, as the Functions host forwarded it.</param>
    /// <returns>A result that adds nothing: the pipeline has written the answer.</returns>
    public async Task<IResult> AnswerAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        // With an endpoint already chosen, routing would be skipped; its route values are not those of the operation.
        request.HttpContext.SetEndpoint(null);
        request.RouteValues = new RouteValueDictionary();
        await app.Pipeline(request.HttpContext);
        return Results.Empty;
    }
}
