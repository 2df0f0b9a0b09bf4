using System.Text;
using Bulletin.Transfer;

namespace Bulletin.Tests.Transfer;

/// <summary>Tests the splitting of a stream into lines.</summary>
public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r\nb", new[] { "a", "b" })]
    [InlineData("a\n\nb\n", new[] { "a", "", "b" })]
    [InlineData("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    public async Task Lines_end_with_a_line_feed_and_begin_after_a_byte_order_mark(string text, string[] lines) =>
        Assert.Equal(lines, (await ReadAsync(Encoding.UTF8.GetBytes(text))).Select(Encoding.UTF8.GetString));

    [Fact]
    public async Task Of_a_line_that_is_too_long_so_much_is_returned_that_it_can_be_told()
    {
        byte[] text = [.. "a\n"u8, .. Enumerable.Repeat((byte)'x', 3 * TransferFormat.MaximumLine), .. "\nb\n"u8];

        List<byte[]> lines = await ReadAsync(text);

        Assert.Equal([1, 1], [lines[0].Length, lines[^1].Length]);
        Assert.Equal(3, lines.Count);
        Assert.True(lines[1].Length > TransferFormat.MaximumLine);
    }

    private static async Task<List<byte[]>> ReadAsync(byte[] text)
    {
        List<byte[]> lines = [];
        await foreach (ReadOnlyMemory<byte> line in LineReader.ReadAsync(new MemoryStream(text), TestContext.Current.CancellationToken))
        {
            lines.Add(line.ToArray());
        }

        return lines;
    }
}
