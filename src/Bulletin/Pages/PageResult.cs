using Bulletin.Http;
using Microsoft.AspNetCore.Http;
using RazorSlices;

namespace Bulletin.Pages;

/// <summary>Sends a page that is not kept by any cache: a preview, or an error.</summary>
internal sealed class PageResult(RazorSlice page, int status) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        byte[] body = await PageAnswer.RenderAsync(page).ConfigureAwait(false);
        HttpResponse response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = PageAnswer.ContentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store, private";
        SecurityHeaders.SetUnlisted(response.Headers);
        SecurityHeaders.SetPage(response.Headers, PageAnswer.Policy);
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
