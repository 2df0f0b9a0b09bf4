using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Syntax;

namespace Bulletin.Content;

/// <summary>
/// The last extension of a pipeline, which makes the parsers report their work to <see cref="MarkdownWork"/>.
/// </summary>
internal sealed class MarkdownBounds : IMarkdownExtension
{
    /// <summary>Replaces parsers of a pipeline, after all other extensions have added theirs.</summary>
    public void Setup(MarkdownPipelineBuilder builder)
    {
        builder.BlockParsers.ReplaceOrAdd<QuoteBlockParser>(new Quotes());
        builder.BlockParsers.ReplaceOrAdd<ListBlockParser>(new Lists());
        builder.BlockParsers.ReplaceOrAdd<ParagraphBlockParser>(new Paragraphs());
        foreach (BlockParser parser in builder.BlockParsers)
        {
            parser.Closed += (processor, block) => WorkOf(processor).Close(block);
        }

        builder.InlineParsers.Insert(0, new Signs());
    }

    /// <summary>Does nothing: the HTML renderer needs no changes.</summary>
    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }

    private static MarkdownWork WorkOf(BlockProcessor processor) => (MarkdownWork)processor.Context!;

    private static BlockState Opened(BlockProcessor processor, BlockState state)
    {
        if (state != BlockState.None)
        {
            WorkOf(processor).Open(processor.LineIndex);
        }

        return state;
    }

    private sealed class Quotes : QuoteBlockParser
    {
        public override BlockState TryOpen(BlockProcessor processor) => Opened(processor, base.TryOpen(processor));

        public override BlockState TryContinue(BlockProcessor processor, Block block)
        {
            WorkOf(processor).Continue();
            return base.TryContinue(processor, block);
        }
    }

    private sealed class Lists : ListBlockParser
    {
        public override BlockState TryOpen(BlockProcessor processor) => Opened(processor, base.TryOpen(processor));

        public override BlockState TryContinue(BlockProcessor processor, Block block)
        {
            WorkOf(processor).Continue();
            return base.TryContinue(processor, block);
        }
    }

    private sealed class Paragraphs : ParagraphBlockParser
    {
        public override bool Close(BlockProcessor processor, Block block)
        {
            bool isKept = base.Close(processor, block);
            if (!isKept)
            {
                WorkOf(processor).Remove(block);
            }

            return isKept;
        }
    }

    /// <summary>Sees every character that may be markup first, and leaves its parsing to the other parsers.</summary>
    private sealed class Signs : InlineParser
    {
        private static readonly string[] Addresses = ["http:", "https:", "www.", "ftp:", "mailto:", "tel:"];

        // The characters at which the parsers of the pipeline start; some of them declare theirs only later.
        public Signs() => OpeningCharacters = [.. "*_~[]!<`&|\\:\r\n", .. Addresses.Select(address => address[0]).Distinct()];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var work = (MarkdownWork)processor.Context!;
            if (!char.IsAsciiLetter(slice.CurrentChar))
            {
                work.Meet(processor.Block!, processor.Inline);
            }
            else if (IsAddress(slice.AsSpan()))
            {
                work.MeetAddress(processor.Block!, processor.Inline, LengthOfAddress(slice.AsSpan()));
            }

            return false;
        }

        private static int LengthOfAddress(ReadOnlySpan<char> text)
        {
            int end = text.IndexOfAny(" \t\r\n<");
            return end < 0 ? text.Length : end;
        }

        private static bool IsAddress(ReadOnlySpan<char> text)
        {
            foreach (string address in Addresses)
            {
                if (text.StartsWith(address, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
