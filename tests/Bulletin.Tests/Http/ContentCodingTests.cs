using System.IO.Compression;
using System.Text;
using Bulletin.Http;

namespace Bulletin.Tests.Http;

public sealed class ContentCodingTests
{
    [Theory]
    [InlineData("gzip, deflate, br, zstd", ContentCoding.Brotli)]
    [InlineData("gzip, deflate", ContentCoding.Gzip)]
    [InlineData("br", ContentCoding.Brotli)]
    [InlineData("BR", ContentCoding.Brotli)]
    [InlineData("gzip;q=1.0, br;q=0.5", ContentCoding.Gzip)]
    [InlineData("gzip;q=0.5, br;q=0.5", ContentCoding.Brotli)]
    [InlineData("*", ContentCoding.Brotli)]
    [InlineData("br;q=0, *", ContentCoding.Gzip)]
    [InlineData("gzip;q=0, br;q=0", ContentCoding.Identity)]
    [InlineData("identity", ContentCoding.Identity)]
    [InlineData("identity;q=1, gzip;q=0.5", ContentCoding.Identity)]
    [InlineData("identity;q=0.5, gzip;q=1", ContentCoding.Gzip)]
    [InlineData("gzip, identity", ContentCoding.Gzip)]
    // Nothing that is acceptable can be served: the body as it is, rather than nothing (RFC 9110, 12.5.3).
    [InlineData("identity;q=0, zstd", ContentCoding.Identity)]
    [InlineData("zstd", ContentCoding.Identity)]
    [InlineData("", ContentCoding.Identity)]
    [InlineData("br;q=2", ContentCoding.Identity)]
    [InlineData(";;;,,,", ContentCoding.Identity)]
    public void A_client_gets_the_coding_that_it_wants_most(string acceptEncoding, object coding) =>
        Assert.Equal(coding, ContentCodings.Wanted(acceptEncoding));

    [Fact]
    public void Several_headers_are_one_list() => Assert.Equal(ContentCoding.Gzip, ContentCodings.Wanted(new(["deflate", "gzip"])));

    [Fact]
    public void Without_the_header_nothing_is_compressed() => Assert.Equal(ContentCoding.Identity, ContentCodings.Wanted(default));

    [Fact]
    public void What_is_compressed_can_be_read_again()
    {
        byte[] body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Zażółć gęślą jaźń. ", 500)));
        using var brotli = new BrotliStream(new MemoryStream(ContentCoding.Brotli.Compress(body)), CompressionMode.Decompress);
        using var gzip = new GZipStream(new MemoryStream(ContentCoding.Gzip.Compress(body)), CompressionMode.Decompress);
        Assert.Equal(body, ToBytes(brotli));
        Assert.Equal(body, ToBytes(gzip));

        static byte[] ToBytes(Stream stream)
        {
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
    }
}
