using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Bulletin.Content;

/// <summary>
/// Renders the body of an announcement to HTML that is safe in any page: an allow-list of elements and attributes
/// (<see cref="HtmlPolicy"/>), no scripts, styles, forms, frames or event handlers, and only web, mail and telephone
/// links.
/// </summary>
/// <remarks>
/// <para>Links: editors of a public body are responsible for the links they set, so a link is neither <c>nofollow</c>
/// nor <c>ugc</c>. A link with an <c>http</c> or <c>https</c> address gets <c>rel="noopener noreferrer"</c> whatever
/// <c>rel</c> it had; other links (mail, telephone, relative, footnotes) get none. <c>target</c> is removed: the reader
/// decides where a link opens.</para>
/// <para>Headings start at h2, because the title of the announcement is the h1 of its page.</para>
/// <para>All members are thread-safe.</para>
/// </remarks>
public static class BodyRenderer
{
    /// <summary>Renders a body to a safe HTML fragment.</summary>
    /// <param name="body">
    /// The text as written by the editor; at most <see cref="ContentLimits.MaximumBodyLength"/> long.
    /// </param>
    /// <param name="format">The markup language of the text.</param>
    /// <param name="page">
    /// The address of the page of the body, against which relative addresses are made absolute for readers that show it
    /// elsewhere; null: relative addresses are kept.
    /// </param>
    /// <param name="cancellation">Cancels the rendering.</param>
    /// <returns>
    /// An HTML fragment of at most <see cref="ContentLimits.MaximumHtmlBytes"/>; empty for an empty body.
    /// </returns>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public static string ToSafeHtml(string body, BodyFormat format, Uri? page = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);

        using IHtmlDocument document = SafeDocument.FromBody(body, format, cancellation);
        if (page is not null)
        {
            MakeAbsolute(document.Body!, page);
        }

        return Html(document.Body!);
    }

    /// <summary>Checks and renders a body before it is saved, and derives its lead, in one pass.</summary>
    /// <param name="body">The text as written by the editor.</param>
    /// <param name="format">The markup language of the text.</param>
    /// <param name="cancellation">Cancels the check, which may take some hundred milliseconds.</param>
    /// <returns>The HTML as from <see cref="ToSafeHtml"/>, and the lead as from <see cref="Lead.FromBody"/>.</returns>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static (string Html, string Lead) Checked(string body, BodyFormat format, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);

        using IHtmlDocument document = SafeDocument.FromBody(body, format, cancellation);
        return (Html(document.Body!), Lead.FromSafe(document.Body!));
    }

    private static string Html(IElement body)
    {
        string html = HtmlRewriter.Rewrite(body);
        return Encoding.UTF8.GetByteCount(html) <= ContentLimits.MaximumHtmlBytes ? html : throw ContentLimits.TooMuchHtml();
    }

    private static void MakeAbsolute(IElement body, Uri page)
    {
        foreach (IElement element in body.QuerySelectorAll("[href], [src]"))
        {
            foreach (string name in (string[])["href", "src"])
            {
                if (element.GetAttribute(name) is { } address && Uri.TryCreate(page, address, out Uri? absolute))
                {
                    element.SetAttribute(name, absolute.AbsoluteUri);
                }
            }
        }
    }
}
