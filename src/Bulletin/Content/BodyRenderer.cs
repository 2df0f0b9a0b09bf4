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
    private static readonly BodyMedium LongestMedium = new(new string('x', 400), 10_000, 10_000, new string('x', 1300));

    /// <summary>Renders a body to a safe HTML fragment.</summary>
    /// <param name="body">
    /// The text as written by the editor; at most <see cref="ContentLimits.MaximumBodyLength"/> long.
    /// </param>
    /// <param name="format">The markup language of the text.</param>
    /// <param name="page">
    /// The address of the page of the body, against which relative addresses are made absolute for readers that show it
    /// elsewhere; null: relative addresses are kept.
    /// </param>
    /// <param name="media">
    /// Returns the medium with an id, to which the addresses of media lead; null: these addresses are kept.
    /// </param>
    /// <param name="cancellation">Cancels the rendering.</param>
    /// <returns>
    /// An HTML fragment of at most <see cref="ContentLimits.MaximumHtmlBytes"/>; empty for an empty body.
    /// </returns>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    internal static string ToSafeHtml(
        string body, BodyFormat format, Uri? page, Func<Guid, BodyMedium?>? media, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);

        using IHtmlDocument document = SafeDocument.FromBody(body, format, cancellation);
        if (page is not null)
        {
            MakeAbsolute(document.Body!, page);
        }

        return Html(document.Body!, media);
    }

    /// <inheritdoc cref="ToSafeHtml(string, BodyFormat, Uri?, Func{Guid, BodyMedium?}?, CancellationToken)"/>
    public static string ToSafeHtml(string body, BodyFormat format, Uri? page = null, CancellationToken cancellation = default) =>
        ToSafeHtml(body, format, page, media: null, cancellation);

    /// <summary>Checks and renders a body before it is saved, and derives its lead, in one pass.</summary>
    /// <param name="body">The text as written by the editor.</param>
    /// <param name="format">The markup language of the text.</param>
    /// <param name="cancellation">Cancels the check, which may take some hundred milliseconds.</param>
    /// <returns>
    /// The HTML with the addresses of media as they are, the lead as from <see cref="Lead.FromBody"/>, and the ids of the
    /// media that the body names.
    /// </returns>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static (string Html, string Lead, IReadOnlyList<Guid> Media) Checked(
        string body, BodyFormat format, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);

        using IHtmlDocument document = SafeDocument.FromBody(body, format, cancellation);
        List<Guid> media = MediaOf(document.Body!);
        if (media.Count > 0)
        {
            // The addresses that readers get are longer: the body must be within the limits with them, too.
            _ = Html(document.Body!, _ => LongestMedium);
        }

        return (Html(document.Body!), Lead.FromSafe(document.Body!), media);
    }

    private static List<Guid> MediaOf(IElement body) => body.QuerySelectorAll("[href], [src]")
        .SelectMany(element => (string?[])[element.GetAttribute("href"), element.GetAttribute("src")])
        .Select(MediaAddress.Parse)
        .OfType<Guid>()
        .Distinct()
        .ToList();

    private static string Html(IElement body, Func<Guid, BodyMedium?>? media = null)
    {
        string html = HtmlRewriter.Rewrite(body, media);
        return Encoding.UTF8.GetByteCount(html) <= ContentLimits.MaximumHtmlBytes ? html : throw ContentLimits.TooMuchHtml();
    }

    private static void MakeAbsolute(IElement body, Uri page)
    {
        foreach (IElement element in body.QuerySelectorAll("[href], [src]"))
        {
            foreach (string name in (string[])["href", "src"])
            {
                if (element.GetAttribute(name) is { } address
                    && MediaAddress.Parse(address) is null
                    && Uri.TryCreate(page, address, out Uri? absolute))
                {
                    element.SetAttribute(name, absolute.AbsoluteUri);
                }
            }
        }
    }
}
