using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>The OpenAPI document as it is served, and its parameters against what the operations accept.</summary>
public sealed class DocumentationTests(ContractFixture service) : ContractTests(service)
{
    private const string Document = "/openapi/v1.json";
    private const string Script = "/docs/scalar.js";

    [Theory]
    [InlineData(Document, "application/json; charset=utf-8")]
    [InlineData("/docs", "text/html; charset=utf-8")]
    [InlineData(Script, "text/javascript; charset=utf-8")]
    public async Task What_documents_the_service_is_kept_and_compressed_as_every_public_answer(string address, string contentType)
    {
        Answer plain = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
        Assert.Equal(contentType, plain.Header("Content-Type"));
        Assert.Equal($"{plain.Body.Length}", plain.Header("Content-Length"));
        Assert.StartsWith("public, max-age=", plain.Header("Cache-Control"), StringComparison.Ordinal);

        Answer compressed = (await Reader.Get(address).With("Accept-Encoding", "gzip").SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal("gzip", compressed.Header("Content-Encoding"));
        Assert.Equal(plain.Body, Decompressed(compressed.Body));
        Assert.NotEqual(plain.ETag, compressed.ETag);

        foreach ((Answer answer, string encoding) in ((Answer, string)[])[(plain, "identity"), (compressed, "gzip")])
        {
            Answer known = (await Reader.Get(address).With("Accept-Encoding", encoding).With("If-None-Match", answer.ETag!).SendAsync()).Is(HttpStatusCode.NotModified);
            Assert.Empty(known.Body);
            Answer head = (await Reader.Head(address).With("Accept-Encoding", encoding).SendAsync()).Is(HttpStatusCode.OK);
            Assert.Empty(head.Body);
            Assert.Equal(answer.Headers, head.Headers);
        }
    }

    [Fact]
    public async Task A_browser_that_prefers_Brotli_gets_the_script_as_it_is_stored()
    {
        Answer answer = (await Reader.Get(Script).With("Accept-Encoding", "gzip, deflate, br, zstd").SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal("gzip", answer.Header("Content-Encoding"));
    }

    // The contract tests compare every response with the document; a response of another operation must not pass.
    [Theory]
    [InlineData("/api/announcements?limit=1", "/api/categories", "GET")]
    [InlineData("/api/announcements/nie-ma-takiego", "/api/announcements", "GET")]
    [InlineData("/api/categories", "/api/announcements", "POST")]
    [InlineData("/api/editor/categories", "/api/editor/announcements/x", "GET")]
    [InlineData("/health/live", "/problems/gone", "GET")]
    public async Task An_answer_that_is_not_documented_fails_a_test(string asked, string documented, string method)
    {
        Answer answer = await Admin.GetAsync(asked);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => DocumentedAnswer.Check(new HttpMethod(method), documented, answer));
    }

    [Fact]
    public async Task The_parameters_in_the_document_are_those_that_an_operation_knows()
    {
        foreach (Operation operation in await ReadAsync())
        {
            JsonNode problem = (await operation.Asked(Admin, "zzz=1").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "zzz");
            string known = operation.Parameters.Count == 0 ? "there are none" : $"known are {string.Join(", ", operation.Parameters.Keys.Order(StringComparer.Ordinal))}";
            Assert.Equal($"is not a known parameter: {known}", (string?)problem["errors"]!["zzz"]![0]);
        }
    }

    [Fact]
    public async Task A_parameter_may_be_what_the_document_says_and_nothing_else()
    {
        foreach (Operation operation in await ReadAsync())
        {
            foreach ((string name, JsonNode parameter) in operation.Parameters)
            {
                foreach (string value in Allowed(parameter["schema"]!))
                {
                    // The other parameter makes the request invalid, so that nothing is done.
                    JsonNode problem = (await operation.Asked(Admin, $"zzz=1&{name}={value}").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "zzz");
                    Assert.True(problem["errors"]![name] is null, $"{operation.Name} refuses {name}={value}: {problem["errors"]}");
                }

                foreach (string value in Refused(parameter["schema"]!))
                {
                    (await operation.Asked(Admin, $"{name}={value}").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", name);
                }
            }
        }
    }

    // Made-up opaque or named values, such as a cursor or a category, are rejected: only their length is documented.
    private static IEnumerable<string> Allowed(JsonNode schema) => (string?)schema["type"] switch
    {
        "integer" => ((JsonNode?[])[schema["minimum"], schema["maximum"], schema["default"]]).Where(value => value is not null).Select(value => $"{value}"),
        "boolean" => ["true", "false"],
        "string" when schema["enum"] is { } words => words.AsArray().Select(word => (string)word!),
        null => ["2026-04-23", "2026-04-23T10:33:00Z"],
        _ => [],
    };

    private static IEnumerable<string> Refused(JsonNode schema) => (string?)schema["type"] switch
    {
        "integer" => [$"{(int)schema["minimum"]! - 1}", $"{(long)(int)schema["maximum"]! + 1}", "x", string.Empty],
        "boolean" => ["yes", string.Empty],
        "array" => [string.Empty, string.Join(',', Enumerable.Range(0, (int)schema["maxItems"]! + 1)), new string('x', (int)schema["items"]!["maxLength"]! + 1)],
        "string" when schema["enum"] is not null => ["zzz", string.Empty],
        "string" => [new string('x', (int)schema["maxLength"]! + 1), string.Empty],
        _ => ["yesterday", string.Empty],
    };

    private async Task<IReadOnlyList<Operation>> ReadAsync() => [.. (await Reader.GetAsync(Document)).Is(HttpStatusCode.OK).Json["paths"]!.AsObject()
        .Where(path => path.Key.StartsWith("/api", StringComparison.Ordinal))
        .SelectMany(path => path.Value!.AsObject().Select(operation => Operation.Of(path.Key, operation.Key, operation.Value!)))];

    private static byte[] Decompressed(byte[] body)
    {
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress))
        {
            gzip.CopyTo(plain);
        }

        return plain.ToArray();
    }

    private sealed record Operation(string Name, string Path, HttpMethod Method, IReadOnlyDictionary<string, JsonNode> Parameters)
    {
        public static Operation Of(string path, string method, JsonNode operation) => new(
            (string)operation["operationId"]!,
            path.Replace("{id}", "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", StringComparison.Ordinal).Replace("{slug}", "nie-ma-takiej", StringComparison.Ordinal).Replace("{revision}", "1", StringComparison.Ordinal).Replace("{keyId}", "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", StringComparison.Ordinal).Replace("{token}", "nie-ma-takiego", StringComparison.Ordinal).Replace("{name}", path.Contains("/media/", StringComparison.Ordinal) ? "plik.csv" : "{name}", StringComparison.Ordinal).Replace("{medium}", "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", StringComparison.Ordinal).Replace("{upload}", "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", StringComparison.Ordinal).Replace("{announcement}", "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", StringComparison.Ordinal),
            new HttpMethod(method.ToUpperInvariant()),
            (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string)parameter!["in"]! == "query").ToDictionary(parameter => (string)parameter!["name"]!, parameter => parameter!));

        public Request Asked(Caller caller, string query) => caller.Request(Method, $"{Path}?{query}");
    }
}
