using System.Text.Encodings.Web;
using System.Text.Unicode;
using Bulletin.Http;
using RazorSlices;

namespace Bulletin.Pages;

/// <summary>Makes public responses of pages.</summary>
internal static class PageAnswer
{
    /// <summary>
    /// The policy of all pages: no script, no frame, styles and forms of this origin only, pictures of any https origin,
    /// because those of announcements may be anywhere. Pages cannot ask for anything without a script, but browsers' own tools
    /// obey the policy as well when they read robots.txt.
    /// </summary>
    public const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' https:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    public const string ContentType = "text/html; charset=utf-8";

    // Letters of all languages are written as they are: the pages are UTF-8.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Returns the response with a page.</summary>
    public static async Task<PublicAnswer> OfAsync(RazorSlice page) => new()
    {
        Body = await RenderAsync(page).ConfigureAwait(false),
        ContentType = ContentType,
        PagePolicy = Policy,
    };

    /// <summary>Renders a page as UTF-8.</summary>
    public static async Task<byte[]> RenderAsync(RazorSlice page)
    {
        using (page)
        {
            using var body = new MemoryStream(16 * 1024);
            await page.RenderAsync(body, Encoder).ConfigureAwait(false);
            return body.ToArray();
        }
    }
}
