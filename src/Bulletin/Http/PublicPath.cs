using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bulletin.Http;

/// <summary>
/// Puts the path of the public URL in front of the addresses in the headers of responses, which the service writes relative
/// to itself: a proxy leaves that path out before it asks the service.
/// </summary>
internal static class PublicPath
{
    /// <summary>The middleware; it must come first, because cached responses bypass the others.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">The rest of the pipeline.</param>
    /// <param name="root">The path, without a slash at the end; not empty.</param>
    public static Task AddAsync(HttpContext context, RequestDelegate next, string root)
    {
        context.Response.OnStarting(() =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.Location = Below(root, headers.Location);
            headers.ContentLocation = Below(root, headers.ContentLocation);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static StringValues Below(string root, StringValues address) =>
        address is [['/', ..]] ? root + address : address;
}
