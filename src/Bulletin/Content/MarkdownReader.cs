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

    // The library's only way to say that its depth limit is reached.
    private const string DepthMessage = "Markdown elements in the input are too deeply nested";

    // Immutable once built, and therefore shared by all threads.
    private static readonly MarkdownPipeline Pipeline = Configured();

    /// <summary>Renders Markdown, with the raw HTML in it as it is.</summary>
    /// <exception cref="ContentException">The text exceeds a bound of <see cref="ContentLimits"/>, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static string ToHtml(string markdown, CancellationToken cancellation = default)
    {
        var document = Parse(markdown, cancellation);
        return Guarded(() =>
        {
            using var output = new BoundedTextWriter(MaximumRawLength);
            var renderer = new HtmlRenderer(output);
            Pipeline.Setup(renderer);
            renderer.Render(document);
            return output.ToString();
        });
    }

    /// <summary>Reads Markdown into its blocks.</summary>
    /// <exception cref="ContentException">The text exceeds a bound of <see cref="ContentLimits"/>, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MarkdownDocument Parse(string markdown, CancellationToken cancellation = default)
    {
        MarkdownScan.Check(markdown);
        return Guarded(() => Markdown.Parse(markdown, Pipeline, new MarkdownWork(cancellation)));
    }

    /// <summary>Runs the library and tells the true cause of what it throws.</summary>
    /// <exception cref="ContentException">The library reached its depth limit, or failed.</exception>
    internal static T Guarded<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (ArgumentException exception) when (exception.Message.StartsWith(DepthMessage, StringComparison.Ordinal))
        {
            throw ContentLimits.TooDeep(exception);
        }
        catch (Exception exception) when (exception is not (ContentException or OperationCanceledException or OutOfMemoryException))
        {
            throw ContentLimits.NotReadable(exception);
        }
    }

    private static MarkdownPipeline Configured()
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = ContentLimits.MaximumNesting }
            .UsePipeTables(new PipeTableOptions { UseGfmRules = true })
            .UseAutoLinks(new AutoLinkOptions { UseHttpsForWWWLinks = true })
            .UseFootnotes()
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough);
        builder.Extensions.Add(new MarkdownBounds());
        return builder.Build();
    }
}
