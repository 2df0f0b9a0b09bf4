using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Syntax;

namespace Bulletin.Content;

/// <summary>Markdown in, HTML out: not yet safe, but of bounded size and made in bounded time.</summary>
internal static class MarkdownReader
{
    // More than the final limit, because sanitising makes HTML shorter: addresses, styles and comments go.
    private const int MaximumRawLength = 2 * ContentLimits.MaximumHtmlBytes;

    // Immutable once built, and therefore shared by all threads.
    private static readonly MarkdownPipeline Pipeline = Configured();

    /// <summary>Renders Markdown, with the raw HTML in it as it is.</summary>
    /// <exception cref="ContentException">The text exceeds a bound of <see cref="ContentLimits"/>.</exception>
    public static string ToHtml(string markdown)
    {
        var document = Parse(markdown);
        using var output = new BoundedTextWriter(MaximumRawLength);
        try
        {
            var renderer = new HtmlRenderer(output);
            Pipeline.Setup(renderer);
            renderer.Render(document);
            return output.ToString();
        }
        catch (ArgumentException exception)
        {
            // The library's only way to say that its depth limit is reached.
            throw ContentLimits.TooDeep(exception);
        }
    }

    /// <summary>Reads Markdown into its blocks.</summary>
    /// <exception cref="ContentException">The text exceeds a bound of <see cref="ContentLimits"/>.</exception>
    public static MarkdownDocument Parse(string markdown)
    {
        MarkdownBounds.Check(markdown);
        try
        {
            return Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException exception)
        {
            // The library's only way to say that its depth limit is reached.
            throw ContentLimits.TooDeep(exception);
        }
    }

    private static MarkdownPipeline Configured()
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = ContentLimits.MaximumNesting }
            .UsePipeTables(new PipeTableOptions { UseGfmRules = true })
            .UseAutoLinks(new AutoLinkOptions { UseHttpsForWWWLinks = true })
            .UseFootnotes()
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough);
        MarkdownBounds.CheckBlocksOf(builder.BlockParsers);
        return builder.Build();
    }
}
