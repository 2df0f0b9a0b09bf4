using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Bulletin.Content;

/// <summary>
/// An HTML parser that enforces limits while it parses (<see cref="HtmlWork"/>). Checking the finished tree would be
/// too late: a few kilobytes can become a tree of many megabytes.
/// </summary>
internal static class BoundedHtmlParser
{
    // The parser's own limit must be higher than ours, because it flattens the tree instead of throwing.
    private const int ParserMaximumDepth = ContentLimits.MaximumNesting + 50;

    /// <summary>Parses an HTML fragment into the body of a new document.</summary>
    /// <exception cref="ContentException">The fragment exceeds a limit of <see cref="ContentLimits"/>.</exception>
    /// <exception cref="OperationCanceledException">The parsing was cancelled.</exception>
    public static IHtmlDocument Parse(string html, CancellationToken cancellation = default)
    {
        var work = new HtmlWork(cancellation);
        var options = new HtmlParserOptions
        {
            IsScripting = false,
            SkipComments = true,
            DisableElementPositionTracking = true,
            MaximumDepth = ParserMaximumDepth,
            ShouldEmitAttribute = HtmlWork.TakeAttribute,
            OnToken = (token, _) => work.Take(token),
        };
        IBrowsingContext context = BrowsingContext.New(
            Configuration.Default.WithOnly<IElementFactory<Document, HtmlElement>>(new HtmlElements(work)));
        return new HtmlParser(options, context).ParseDocument("<!doctype html><html><body>" + html);
    }
}
