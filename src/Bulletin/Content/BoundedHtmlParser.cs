using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Bulletin.Content;

/// <summary>
/// The HTML parser with bounds that hold while it parses. Checking the finished tree would be too late: with deep nesting
/// each tag costs a walk through all open elements, and a few kilobytes of unclosed formatting elements before many
/// paragraphs are copied into every one of them, as the HTML standard demands.
/// </summary>
internal static class BoundedHtmlParser
{
    // Rendered Markdown is at most 2 Mi characters; the tree of a real document of that size stays well below this.
    private const long MaximumAllocatedBytes = 256L * 1024 * 1024;

    // The html and body elements do not count, and the parser's own limit, which flattens instead of refusing, must not be
    // reached before ours.
    private const int OuterElements = 2;
    private const int ParserMaximumDepth = ContentLimits.MaximumNesting + OuterElements + 50;

    /// <summary>Parses an HTML fragment into the body of a new document.</summary>
    /// <exception cref="ContentException">The fragment is nested too deeply or grows too large while it is parsed.</exception>
    public static IHtmlDocument Parse(string html)
    {
        var growth = new Growth();
        var options = new HtmlParserOptions
        {
            IsScripting = false,
            SkipComments = true,
            DisableElementPositionTracking = true,
            MaximumDepth = ParserMaximumDepth,
            OnCreated = (element, _) => growth.Check(element),
        };
        return new HtmlParser(options).ParseDocument("<!doctype html><html><body>" + html);
    }

    /// <summary>What one parse has made so far.</summary>
    private sealed class Growth
    {
        private readonly long allocatedAtStart = GC.GetAllocatedBytesForCurrentThread();
        private INode? previous;
        private int templates;

        /// <summary>Called for each element that a tag makes, before it is put into the tree.</summary>
        public void Check(IElement element)
        {
            // The element itself has no parent yet; the one before it has got its place by now.
            CheckDepth(previous);
            previous = element;

            // The content of a template hangs outside the tree, where its depth cannot be seen.
            if (element is IHtmlTemplateElement && ++templates > ContentLimits.MaximumNesting)
                throw ContentLimits.TooDeep();

            // Elements that the parser copies by itself are not announced; memory shows them.
            if (GC.GetAllocatedBytesForCurrentThread() - allocatedAtStart > MaximumAllocatedBytes)
                throw ContentLimits.TooComplex();
        }

        private static void CheckDepth(INode? node)
        {
            var depth = 0;
            for (; node is not null; node = node.Parent)
            {
                if (++depth > ContentLimits.MaximumNesting + OuterElements + 1)
                    throw ContentLimits.TooDeep();
            }
        }
    }
}
