using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Syntax;

namespace Bulletin.Content;

/// <summary>Renders Markdown to HTML that is not yet safe, but limited in size and in the time to make it.</summary>
internal static class MarkdownReader
{
    // Higher than the final limit, because sanitising shortens HTML: addresses, styles and comments are removed.
    private const int MaximumRawLength = 2 * ContentLimits.MaximumHtmlBytes;

    // The message is the library's only indication that its depth limit was reached.
    private const string DepthMessage = "Markdown elements in the input are too deeply nested";

    // Immutable, and therefore shared by all threads.
    private static readonly MarkdownPipeline Pipeline = Configured();

    /// <summary>Renders Markdown; raw HTML in it is kept unchanged.</summary>
    /// <exception cref="ContentException">
    /// The text exceeds a limit of <see cref="ContentLimits"/>, or cannot be parsed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The rendering was cancelled.</exception>
    public static string ToHtml(string markdown, CancellationToken cancellation = default)
    {
        MarkdownDocument document = Parse(markdown, cancellation);
        return Guarded(() =>
        {
            using var output = new BoundedTextWriter(MaximumRawLength);
            var renderer = new HtmlRenderer(output);
            Pipeline.Setup(renderer);
            renderer.Render(document);
            return output.ToString();
        });
    }

    /// <summary>Parses Markdown into blocks.</summary>
    /// <exception cref="ContentException">
    /// The text exceeds a limit of <see cref="ContentLimits"/>, or cannot be parsed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The parsing was cancelled.</exception>
    public static MarkdownDocument Parse(string markdown, CancellationToken cancellation = default)
    {
        MarkdownScan.Check(markdown);
        return Guarded(() => Markdown.Parse(markdown, Pipeline, new MarkdownWork(cancellation)));
    }

    /// <summary>Runs the library and translates its exceptions.</summary>
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
        MarkdownPipelineBuilder builder = new MarkdownPipelineBuilder { MaximumNestingDepth = ContentLimits.MaximumNesting }
            .UsePipeTables(new PipeTableOptions { UseGfmRules = true })
            .UseAutoLinks(new AutoLinkOptions { UseHttpsForWWWLinks = true })
            .UseFootnotes()
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough);
        builder.Extensions.Add(new MarkdownBounds());
        return builder.Build();
    }
}
