using System.Net.Sockets;
using System.Text;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>A body over the limit is refused as soon as that is known. It is sent over a bare connection: HTTP clients send all of it first.</summary>
public sealed class BodySizeTests(ContractFixture service) : ContractTests(service)
{
    // StandInHostTests tests the result behind such a host.
    private const string HostBetween = "The Functions host takes the body before anybody can refuse it.";

    private const int Piece = 64 * 1024;

    /// <summary>The size that buffers on the way may hold, in addition to the limit of 2 MiB.</summary>
    private const int MostOfItSent = 24 * 1024 * 1024;

    [Theory]
    [InlineData("POST", "/api/announcements", "application/json", 3L * 1024 * 1024)]
    [InlineData("POST", "/api/announcements", "application/json", 100L * 1024 * 1024 * 1024)]
    [InlineData("POST", "/api/categories", "application/json", 3L * 1024 * 1024)]
    [InlineData("PATCH", "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "application/merge-patch+json", 3L * 1024 * 1024)]
    [InlineData("POST", "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11/publish", "application/json", 3L * 1024 * 1024)]
    public async Task A_body_that_says_it_is_too_long_is_413_before_any_of_it_is_sent(string method, string address, string type, long length)
    {
        Assert.SkipWhen(ContractFixture.IsFunctions, HostBetween);
        (string answer, _) = await SendAsync(method, address, type, $"Content-Length: {length}", pieces: 0);
        AssertTooLarge(answer);
    }

    [Theory]
    [InlineData("POST", "/api/announcements", "application/json")]
    [InlineData("PUT", "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "application/json")]
    public async Task A_body_without_a_length_is_413_and_not_read_to_its_end(string method, string address, string type)
    {
        Assert.SkipWhen(ContractFixture.IsFunctions, HostBetween);
        (string answer, long sent) = await SendAsync(method, address, type, "Transfer-Encoding: chunked", pieces: 10_000);
        AssertTooLarge(answer);
        Assert.InRange(sent, 2 * 1024 * 1024, MostOfItSent);
    }

    [Fact]
    public async Task A_body_without_a_length_below_the_limit_is_read()
    {
        Assert.SkipWhen(ContractFixture.IsNative, "The Functions host cannot forward it: docs/hosting.md.");
        string body = $"{{\"title\": \"{Unique("W kawałkach")}\"}}";
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        await SendAsync(stream, Head("POST", "/api/announcements", "application/json", "Transfer-Encoding: chunked"));
        foreach (char[] part in body.Chunk(7))
        {
            await SendAsync(stream, $"{Encoding.UTF8.GetByteCount(part):x}\r\n{new string(part)}\r\n");
        }

        await SendAsync(stream, "0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 201", await ReadAsync(stream), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData("80000000\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("\r\n\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}xx\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}\r\nyy\r\n\r\n")]
    [InlineData("2;a=b\r\n{}\r\n99999999999999999999\r\n\r\n")]
    public async Task A_chunk_that_is_none_is_400(string body)
    {
        Assert.SkipWhen(ContractFixture.IsFunctions, HostBetween);
        foreach ((string method, string address, string type) in ((string, string, string)[])
        [
            ("POST", "/api/announcements", "application/json"),
            ("PATCH", "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "application/merge-patch+json"),
            ("POST", "/api/import", "application/x-ndjson"),
        ])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
            await using NetworkStream stream = client.GetStream();
            await SendAsync(stream, Head(method, address, type, "Transfer-Encoding: chunked") + body);
            string answer = await ReadAsync(stream);
            Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
            Assert.Contains("\"type\":\"/problems/malformed\"", answer, StringComparison.Ordinal);
        }
    }

    private static void AssertTooLarge(string answer)
    {
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"/problems/too-large\"", answer, StringComparison.Ordinal);
    }

    private static ValueTask SendAsync(NetworkStream stream, string text) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var answer = new StringBuilder();
        byte[] buffer = new byte[8192];
        int read;
        do
        {
            read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        // Every answer here is one JSON object.
        while (read > 0 && !answer.ToString().TrimEnd().EndsWith('}'));
        return answer.ToString();
    }

    private async Task<(string Answer, long Sent)> SendAsync(string method, string address, string type, string framing, int pieces)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        await SendAsync(stream, Head(method, address, type, framing));
        Task<string> answer = ReadAsync(stream);
        string piece = $"{Piece:x}\r\n{new string(' ', Piece)}\r\n";
        long sent = 0;
        try
        {
            for (; pieces > 0 && !answer.IsCompleted; pieces--)
            {
                await SendAsync(stream, piece);
                sent += Piece;
            }
        }
        catch (IOException)
        {
            // The service has closed its side: it has answered.
        }

        return (await answer, sent);
    }

    private string Head(string method, string address, string type, string framing) =>
        $"{method} {address} HTTP/1.1\r\nHost: {Address.Authority}\r\nAuthorization: Bearer {TestKeys.Admin}\r\n"
        + $"If-Match: *\r\nContent-Type: {type}\r\n{framing}\r\n\r\n";
}
