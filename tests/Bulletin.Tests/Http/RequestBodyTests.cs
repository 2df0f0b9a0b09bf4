using System.Text;
using System.Text.Json;
using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Tests.Http;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{'a': 1}")]
    [InlineData("{\"a\": 1,}")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("{\"a\": 1, \"\\u0061\": 2}")]
    [InlineData("{\"x\": {\"a\": 1, \"a\": 2}}")]
    [InlineData("{\"a\": NaN}")]
    [InlineData("{} // comment")]
    public async Task What_is_not_one_plain_JSON_object_is_malformed(string body) => Assert.Equal("malformed", await KindAsync(body));

    [Fact]
    public async Task A_thousand_levels_are_malformed() =>
        Assert.Equal("malformed", await KindAsync(string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000)));

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_malformed() => Assert.Equal("malformed", await KindAsync([(byte)'{', (byte)'"', 0xC5, (byte)'"', (byte)'}']));

    [Theory]
    [InlineData("""{"\ud800": 1}""")]
    [InlineData("""{"a\ud800": 1, "b\ud800": 2, "\ud800": 3}""")]
    [InlineData("""{"x": {"\ud800": 1}}""")]
    public async Task A_name_that_is_no_text_is_malformed(string body) => Assert.Equal("malformed", await KindAsync(body));

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("Application/JSON; charset=\"UTF-8\"", true)]
    [InlineData("application/json; charset=iso-8859-2", false)]
    [InlineData("application/merge-patch+json", false)]
    [InlineData("text/plain", false)]
    [InlineData("nonsense", false)]
    [InlineData(null, false)]
    public async Task The_content_type_must_be_right(string? type, bool isRight)
    {
        if (isRight)
        {
            (await RequestBody.ReadAsync(Context("{}"u8.ToArray(), type), RequestBody.Json)).Document.Dispose();
        }
        else
        {
            Assert.Equal("unsupported-media-type", await RefusedAsync(Context("{}"u8.ToArray(), type)));
        }
    }

    [Fact]
    public async Task What_is_announced_as_too_large_is_not_read_at_all()
    {
        DefaultHttpContext context = Context([], RequestBody.Json);
        var endless = new Endless();
        context.Request.Body = endless;
        context.Request.ContentLength = RequestBody.MaximumBytes + 1;
        Assert.Equal("too-large", await RefusedAsync(context));
        Assert.Equal(0, endless.Given);
    }

    [Fact]
    public async Task What_turns_out_too_large_is_read_no_further()
    {
        DefaultHttpContext context = Context([], RequestBody.Json);
        var endless = new Endless();
        context.Request.Body = endless;
        Assert.Equal("too-large", await RefusedAsync(context));
        Assert.InRange(endless.Given, RequestBody.MaximumBytes, RequestBody.MaximumBytes + (1024 * 1024));
    }

    [Fact]
    public async Task The_largest_body_fits_however_its_letters_are_escaped()
    {
        string body = $$"""{"body": "{{string.Concat(Enumerable.Repeat("\\u0142", 128 * 1024))}}"}""";
        (JsonDocument document, _) = await RequestBody.ReadAsync(Context(Encoding.UTF8.GetBytes(body), RequestBody.Json), RequestBody.Json);
        using (document)
        {
            Assert.Equal(128 * 1024, document.RootElement.GetProperty("body").GetString()!.Length);
        }
    }

    [Fact]
    public async Task No_body_is_an_empty_object_where_none_is_needed()
    {
        (JsonDocument document, _) = await RequestBody.ReadAsync(Context([], null), RequestBody.Json, optional: true);
        using (document)
        {
            Assert.Equal("{}", document.RootElement.GetRawText());
        }
    }

    private static Task<string> KindAsync(string body) => KindAsync(Encoding.UTF8.GetBytes(body));

    private static Task<string> KindAsync(byte[] body) => RefusedAsync(Context(body, RequestBody.Json));

    private static async Task<string> RefusedAsync(HttpContext context) =>
        (await Assert.ThrowsAsync<ProblemException>(() => RequestBody.ReadAsync(context, RequestBody.Json))).Problem.Kind.Name;

    private static DefaultHttpContext Context(byte[] body, string? type) =>
        new() { Request = { Method = "POST", ContentType = type, Body = new MemoryStream(body) } };

    private sealed class Endless : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            Given += buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
