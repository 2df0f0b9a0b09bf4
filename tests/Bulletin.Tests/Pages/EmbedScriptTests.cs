using System.IO.Compression;
using System.Text;
using Bulletin.Pages;

namespace Bulletin.Tests.Pages;

public sealed class EmbedScriptTests
{
    private static readonly byte[] Script = Read();

    [Fact]
    public void It_has_at_most_5_KB_compressed()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Script);
        }

        Assert.InRange(compressed.Length, 500, 5 * 1024);
    }

    [Theory]
    // HTML from text, code from text.
    [InlineData("innerHTML")]
    [InlineData("outerHTML")]
    [InlineData("insertAdjacentHTML")]
    [InlineData("document.write")]
    [InlineData("DOMParser")]
    [InlineData("eval")]
    [InlineData("new Function")]
    // Styles that are not the page's.
    [InlineData("attachShadow")]
    [InlineData("style.")]
    [InlineData("\"style\"")]
    // Anything else that a page would notice.
    [InlineData("console.")]
    [InlineData("localStorage")]
    [InlineData("cookie")]
    [InlineData("import")]
    public void It_does_without(string forbidden) =>
        Assert.DoesNotContain(forbidden, Encoding.UTF8.GetString(Script), StringComparison.Ordinal);

    private static byte[] Read()
    {
        using Stream stream = typeof(PageTexts).Assembly.GetManifestResourceStream("pages/embed.js")!;
        byte[] script = new byte[stream.Length];
        stream.ReadExactly(script);
        return script;
    }
}
