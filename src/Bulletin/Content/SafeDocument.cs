using AngleSharp.Html.Dom;

namespace Bulletin.Content;

/// <summary>
/// Creates a safe document from a body: parses it, writes only what <see cref="HtmlPolicy"/> allows to a new text, and
/// parses that as a browser would.
/// </summary>
internal static class SafeDocument
{
    /// <summary>Parses a body into a document whose body element contains nothing outside the policy.</summary>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    /// <exception cref="OperationCanceledException">The parsing was cancelled.</exception>
    public static IHtmlDocument FromBody(string body, BodyFormat format, CancellationToken cancellation = default)
    {
        if (body.Length > ContentLimits.MaximumBodyLength)
        {
            throw new ContentException("a body may have at most 262,144 characters");
        }

        string html = format switch
        {
            BodyFormat.Markdown => MarkdownReader.ToHtml(body, cancellation),
            BodyFormat.Html => body,
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        return FromHtml(html, cancellation);
    }

    private static IHtmlDocument FromHtml(string html, CancellationToken cancellation)
    {
        string rewritten;
        using (IHtmlDocument untrusted = BoundedHtmlParser.Parse(html, cancellation))
        {
            rewritten = HtmlRewriter.Rewrite(untrusted.Body!);
        }

        IHtmlDocument document = BoundedHtmlParser.Parse(rewritten, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return document;
    }
}
