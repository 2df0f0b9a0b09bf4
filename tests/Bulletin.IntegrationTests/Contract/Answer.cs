using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>An answer of the service, read to its end.</summary>
public sealed class Answer
{
    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly string path;

    private Answer(HttpResponseMessage response, byte[] body)
    {
        Status = response.StatusCode;
        Body = body;
        path = response.RequestMessage!.RequestUri!.AbsolutePath;
        foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = string.Join(", ", values);
        }
    }

    public HttpStatusCode Status { get; }

    public byte[] Body { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The text that was compressed, or the text.</summary>
    public string DecodedText
    {
        get
        {
            using var stream = new MemoryStream(Body);
            using Stream plain = Header("Content-Encoding") switch
            {
                "br" => new BrotliStream(stream, CompressionMode.Decompress),
                "gzip" => new GZipStream(stream, CompressionMode.Decompress),
                _ => stream,
            };
            using var text = new StreamReader(plain, Encoding.UTF8);
            return text.ReadToEnd();
        }
    }

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? ETag => Header("ETag");

    /// <summary>The announcements of a list.</summary>
    public IReadOnlyList<Announcement> Items => Json["items"]!.AsArray().Select(item => Contract.Announcement.Of(item!)).ToList();

    /// <summary>The cursor of a list's next page.</summary>
    public string? Next => (string?)Json["next"];

    /// <summary>The headers that say something of the representation: all but those of the connection and the clock.</summary>
    public IEnumerable<string> Headers => headers
        .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Connection" or "Keep-Alive"))
        .Select(header => $"{header.Key}: {header.Value}")
        .Order(StringComparer.Ordinal);

    public IEnumerable<string> HeaderNames => headers.Keys;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        new(response, await response.Content.ReadAsByteArrayAsync(cancellation));

    public string? Header(string name) => headers.GetValueOrDefault(name);

    /// <summary>Holds the answer against a status and returns it.</summary>
    public Answer Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{path} answered {(int)Status}, not {(int)status}: {Text}");
        return this;
    }

    /// <summary>Holds the answer to HEAD against the answer to GET: the same but for the body.</summary>
    public void IsHeadOf(Answer get)
    {
        Is(get.Status);
        Assert.Empty(Body);
        Assert.Equal(get.Headers.Where(header => !IsLength(header)), Headers.Where(header => !IsLength(header)));
        if (Header("Content-Length") is { } length)
        {
            Assert.Equal($"{get.Body.Length}", length);
        }

        static bool IsLength(string header) => header.StartsWith("Content-Length", StringComparison.Ordinal);
    }

    public Announcement Announcement(HttpStatusCode status = HttpStatusCode.OK) => Contract.Announcement.Of(Is(status).Json);

    public Category Category(HttpStatusCode status = HttpStatusCode.OK) => Contract.Category.Of(Is(status).Json);

    /// <summary>Holds the answer against a kind of problem, in every part of its form.</summary>
    /// <param name="status">The status.</param>
    /// <param name="name">The last segment of its type.</param>
    /// <param name="members">Names that the errors must contain; there may be more.</param>
    public JsonNode IsProblem(HttpStatusCode status, string name, params string[] members)
    {
        Is(status);
        Assert.Equal("application/problem+json", MediaTypeHeaderValue.Parse(Header("Content-Type")!).MediaType);
        Assert.Equal("no-store", Header("Cache-Control"));
        JsonNode problem = Json;
        Assert.Equal($"/problems/{name}", (string?)problem["type"]);
        Assert.Equal((int)status, (int?)problem["status"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["title"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["detail"]));
        // The service escapes what a client should have escaped, and repeats no token.
        string instance = path.StartsWith("/api/previews/", StringComparison.OrdinalIgnoreCase) ? "/api/previews" : path;
        Assert.Equal(Uri.UnescapeDataString(instance), Uri.UnescapeDataString((string)problem["instance"]!));
        Assert.DoesNotMatch(@"(?i)exception|\n +at |azure|rowkey|partition", Text);
        foreach (string member in members)
        {
            Assert.True(problem["errors"]?[member] is JsonArray { Count: > 0 }, $"'{member}' is not named: {Text}");
        }

        return problem;
    }
}
