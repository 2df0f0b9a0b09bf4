using System.Buffers.Text;
using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>
/// Tests every address for readers with wrong, hostile or irrelevant queries, paths, headers and methods: the response
/// names the error, or is the normal one; it is never a failure.
/// </summary>
public sealed class ReadersBadInputTests(ContractFixture service) : ContractTests(service)
{
    // Accepted by the server, and used by nobody.
    private static readonly string ManyNames = string.Join('&', Enumerable.Range(0, 1000).Select(number => $"p{number}"));

    /// <summary>Each parameter of each address.</summary>
    public static TheoryData<string, string> Parameters => new(ReadersAddress.All
        .SelectMany(address => address.Parameters.Select(parameter => (address.Template, parameter.Name))));

    /// <summary>The addresses of which a part is not fixed.</summary>
    public static TheoryData<string> OpenPaths => new(ReadersAddress.All
        .Select(address => address.Template).Where(path => path.Contains('{', StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task A_wrong_parameter_is_named(string template, string name)
    {
        ReadersAddress address = ReadersAddress.All.Single(one => one.Template == template);
        ReadersParameter parameter = address.Parameters.Single(one => one.Name == name);
        Dictionary<string, string> content = await ContentAsync();
        string path = Path(address, content);
        string sample = parameter.Sample.Length > 0 ? parameter.Sample : content[parameter.Name];
        string[] twice = parameter == ReadersParameter.Categories || parameter.IsFreeText ? [] : [$"{sample}&{name}={sample}"];
        await EachAsync(["", .. parameter.Wrong, .. ReadersParameter.Hostile, .. twice], async value =>
        {
            Answer answer = await Reader.Get(ReadersAddress.With(path, $"{name}={value}")).AsWritten().SendAsync();
            if (parameter.IsFreeText && answer.Status == HttpStatusCode.OK && ReadersParameter.Hostile.Contains(value))
            {
                AssertServed(answer);
                return;
            }

            answer.IsProblem(HttpStatusCode.BadRequest, "invalid", name);
        });
    }

    [Theory]
    [InlineData("from=2024-01-02&to=2024-01-01", "to")]
    [InlineData("from=2024-01-01T00:00:00Z&to=2024-01-01T01:00:00%2B01:00", "to")]
    [InlineData("limit=5&LIMIT=5", "limit")]
    [InlineData("LIMIT=5", "LIMIT")]
    [InlineData("limit=0&from=x&pinned=x&status=x&y=1", "limit", "from", "pinned", "status", "y")]
    public async Task All_wrong_parameters_are_named(string query, params string[] named) =>
        (await Reader.GetAsync("/api/announcements?" + query)).IsProblem(HttpStatusCode.BadRequest, "invalid", named);

    [Fact]
    public async Task A_parameter_that_nobody_knows_is_refused_under_api_and_ignored_elsewhere()
    {
        (string Query, string? Named)[] unknown =
        [
            ("x=1", "x"), ("x", "x"), ("x=1&x=2", "x"), ("%C4%85%C4%99=1", "ąę"), ("$filter=1%20eq%201", "$filter"),
            ("q[]=1", "q[]"), ("%00=1", null), ("%ED%A0%80=1", null),
            ("%zz=%zz", "%zz"), ($"{new string('x', 4096)}=1", null), ($"x={new string('\'', 4096)}", "x"), (ManyNames, null), ("=", null), ("==&=&%26", null),
        ];
        Dictionary<string, string> content = await ContentAsync();
        await EachAsync(ReadersAddress.All, async address =>
        {
            string path = Path(address, content);
            Answer plain = (await Reader.GetAsync(path)).Is(HttpStatusCode.OK);
            await EachAsync(unknown, async one =>
            {
                Answer answer = await Reader.Get(ReadersAddress.With(path, one.Query)).AsWritten().SendAsync();
                if (ContractFixture.IsNative && answer.Status == HttpStatusCode.RequestUriTooLong)
                {
                    // The host escapes more than the client did, and the address grows beyond what the handler reads.
                    Assert.True(one.Query.Length > 4096, one.Query);
                }
                else if (address.IsStrict)
                {
                    Assert.NotEmpty(answer.IsProblem(HttpStatusCode.BadRequest, "invalid", one.Named is { } name ? [name] : [])["errors"]!.AsObject());
                    Assert.InRange(answer.Body.Length, 1, 20_000);
                }
                else
                {
                    AssertSame(plain, answer);
                }
            });
        });
    }

    [Fact]
    public async Task A_query_without_parameters_is_none()
    {
        Dictionary<string, string> content = await ContentAsync();
        await EachAsync(ReadersAddress.All, async address =>
        {
            string path = Path(address, content);
            AssertSame(await Reader.GetAsync(path), await Reader.Get(path + (path.Contains('?', StringComparison.Ordinal) ? "&&" : "?&&")).AsWritten().SendAsync());
        });
    }

    [Theory]
    [MemberData(nameof(OpenPaths))]
    public async Task Where_nothing_can_be_readers_get_404(string template)
    {
        ReadersAddress address = ReadersAddress.All.Single(one => one.Template == template);
        // NUL, and paths that the server shortens, never reach the service.
        IEnumerable<string> parts = ReadersParameter.Hostile
            .Where(value => !value.Contains("%00", StringComparison.Ordinal) && !value.Contains("../", StringComparison.Ordinal));
        string part = template[template.IndexOf('{', StringComparison.Ordinal)..(template.IndexOf('}', StringComparison.Ordinal) + 1)];
        await EachAsync(
            new List<string>(parts)
            {
                "-1", "0", "2", "1.5", "99999999999", "Wielkie-Litery", "%C5%82%C3%B3d%C5%BA", "a%0Ab", "nie-ma", "%20", "*", "v",
                "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "{0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11}", "00000000-0000-0000-0000-000000000000",
            }.Where(value => !ContractFixture.IsRewrittenByTheNativeHost(value)),
            async value =>
            {
                string path = template.Replace(part, value.Replace("/", "%2F", StringComparison.Ordinal), StringComparison.Ordinal);
                (await Reader.Get(path).AsWritten().SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
                (await Reader.Get(path).AsWritten().With("If-None-Match", "*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
            });
    }

    [Theory]
    [InlineData("/api/announcements/%00")]
    [InlineData("/problems/a%00b")]
    [InlineData("/%00")]
    public async Task What_is_no_request_is_refused_by_the_server(string path) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Reader.Get(path).AsWritten().SendAsync()).Status);

    [Fact]
    public async Task A_query_that_no_client_needs_is_refused_by_the_server() =>
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await Reader.GetAsync("/api/announcements?cursor=" + new string('x', 20_000))).Status);

    [Fact]
    public async Task A_forged_token_shows_what_is_public_or_is_refused()
    {
        Category category = await Admin.CreateCategoryAsync();
        for (int count = 0; count < 2; count++)
        {
            await Editor.CreateAsync(new { title = Unique("Strona"), categories = new[] { category.Slug }, status = "published" });
        }

        string list = $"/api/announcements?category={category.Slug}&limit=1";
        string start = (string)(await Reader.GetAsync("/api/changes?limit=1")).Json["next"]!;
        string end = (string)(await Reader.GetAsync("/api/changes?limit=100")).Json["next"]!;
        await EachAsync(ForgedFrom((await Reader.GetAsync(list)).Next!), async forged => AssertServed(await Reader.GetAsync($"{list}&cursor={forged}")));
        await EachAsync(ForgedFrom(start).Concat(ForgedFrom(end)), async forged => AssertServed(await Reader.GetAsync($"/api/changes?limit=1&since={forged}")));
    }

    [Fact]
    public async Task HEAD_answers_as_GET_does_without_the_body()
    {
        Dictionary<string, string> content = await ContentAsync();
        await EachAsync(ReadersAddress.All, async address =>
        {
            string path = Path(address, content);
            (await Reader.Head(path).SendAsync()).IsHeadOf((await Reader.GetAsync(path)).Is(HttpStatusCode.OK));
            string wrong = ReadersAddress.With(path, "x=1");
            (await Reader.Head(wrong).SendAsync()).IsHeadOf(await Reader.GetAsync(wrong));
            (await Reader.Head(path).With("Accept-Encoding", "gzip").SendAsync()).IsHeadOf(await Reader.Get(path).With("Accept-Encoding", "gzip").SendAsync());
        });
    }

    [Fact]
    public async Task What_a_client_has_already_and_nothing_else_is_304()
    {
        string[] others = Enumerable.Range(0, 500).Select(number => $"\"{number}\"").ToArray();
        Dictionary<string, string> content = await ContentAsync();
        await EachAsync(ReadersAddress.All, async address =>
        {
            string path = Path(address, content);
            Answer plain = (await Reader.GetAsync(path)).Is(HttpStatusCode.OK);
            Assert.Equal(address.IsKept, plain.ETag is not null);
            string known = plain.ETag ?? "\"x\"";
            await EachAsync(
                [known, "*", $"{known}, {known}", $"W/{known}", $"\"a,b\", {known}", $"\"x\",, W/\"y\" ,\t{known} ,", string.Join(',', others.Append(known))],
                async header => await AssertConditionalAsync(path, header, plain, address.IsKept));
            await EachAsync(
                [
                    known.Trim('"'), $"w/{known}", $"W/ {known}", known.ToUpperInvariant() + "x", known[..^1], known[1..],
                    $"\"{known.Trim('"')}-br\"", $"\"W/{known.Trim('"')}\"",
                    "\"*\"", "**", "*, *", $"*, {known}", $"nonsens, {known}", $"{known} {known}", $"{known}x", "W/*",
                    "\"\"", "\"", ",", "nonsens", string.Join(',', others), new string('"', 1000), new string('x', 4096),
                    "'*'", "\"x\" or true",
                ],
                async header => await AssertConditionalAsync(path, header, plain, isKnown: false));
        });
    }

    [Theory]
    [InlineData("Accept", "image/png", "application/json;q=0", "*/*;q=0", "nonsens", "application/json; q=x", ";,;", "text/html")]
    [InlineData("Accept-Language", "de", "*;q=0", "nonsens nonsens")]
    [InlineData("Accept-Charset", "iso-8859-2", "*;q=0")]
    [InlineData("Range", "bytes=0-10", "bytes=999999999-", "bytes=-0", "bytes=5-1", "bytes=0-0,2-3,5-", "bytes=99999999999999999999-", "lines=1-2", "nonsens")]
    [InlineData("If-Range", "\"x\"", "*", "nonsens")]
    [InlineData("If-Match", "\"x\"", "nonsens")]
    [InlineData("If-Modified-Since", "nonsens", "Wed, 23 Apr 2098 08:33:00 GMT", "Wed, 23 Apr 1998 08:33:00 GMT", "0", "Mon, 31 Feb 2024 25:61:61 GMT")]
    [InlineData("If-Unmodified-Since", "Wed, 23 Apr 1998 08:33:00 GMT", "nonsens")]
    [InlineData("Authorization", "Bearer", "Bearer ", "Bearer bk_made_up", "Bearer a b c", "Bearer {{4096}}")]
    [InlineData("Authorization", "Basic xxx", "Negotiate", "Digest username=\"", "nonsens", "{{4096}}")]
    [InlineData("Cookie", "a=b", ";;;=", "{{4096}}")]
    [InlineData("Content-Type", "nonsens", "application/json")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-Original-URL", "/health/live")]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("Cache-Control", "no-store", "only-if-cached", "max-age=x")]
    [InlineData("Idempotency-Key", "x", "{{4096}}")]
    public async Task What_is_not_ours_to_serve_does_not_keep_the_body_from_anybody(string header, params string[] values)
    {
        Dictionary<string, string> content = await ContentAsync();
        await EachAsync(ReadersAddress.All, async address =>
        {
            string path = Path(address, content);
            Answer plain = (await Reader.GetAsync(path)).Is(HttpStatusCode.OK);
            await EachAsync(values.Where(value => header != "Content-Type" || ContractFixture.IsForwarded(value)), async value =>
            {
                string sent = value.Replace("{{4096}}", new string('x', 4096), StringComparison.Ordinal);
                Request request = Reader.Get(path);
                AssertSame(plain, await (header == "Content-Type" ? request.Content("{"u8.ToArray(), sent) : request.With(header, sent)).SendAsync());
            });
        });
    }

    [Fact]
    public async Task However_odd_the_codings_that_a_client_names_it_can_read_the_body()
    {
        string[] odd =
        [
            "", "*", "*;q=0", "identity;q=0", "identity;q=0, zstd;q=1", "br;q=0", "br;q=0, gzip;q=0, *;q=0", "br;q=1.001", "br;q=-1", "br;q=0.0001", "br;q=x",
            "br;q=", "br;q", "br;q=1;q=0", "gzip;q=0.001", "BR", "x-gzip", "gzip;level=9", ";;;q=x,,", ",", "br gzip", "compress, deflate", "nonsens", "\"br\"", new string('x', 4096),
            string.Join(',', Enumerable.Range(0, 500).Select(number => $"c{number};q=0.5")) + ",gzip",
        ];
        Dictionary<string, string> content = await ContentAsync();
        await EachAsync(ReadersAddress.All, async address =>
        {
            string path = Path(address, content);
            Answer plain = (await Reader.GetAsync(path)).Is(HttpStatusCode.OK);
            await EachAsync(odd, async header =>
            {
                Answer answer = (await Reader.Get(path).With("Accept-Encoding", header).SendAsync()).Is(HttpStatusCode.OK);
                string? coding = answer.Header("Content-Encoding");
                Assert.True(
                    coding is null || header == "*" || header.Contains(coding, StringComparison.OrdinalIgnoreCase), $"the client did not ask for {coding}");
                Assert.DoesNotContain($"{coding ?? "x"};q=0,", header + ",", StringComparison.Ordinal);
                Assert.Equal(coding is null ? plain.ETag : $"{plain.ETag!.TrimEnd('"')}-{coding}\"", answer.ETag);
                Assert.Equal(plain.Text, answer.DecodedText);
            });
        });
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_know_is_405_with_those_it_knows()
    {
        Dictionary<string, string> content = await ContentAsync();
        await EachAsync(ReadersAddress.All, async address => await EachAsync(["TRACE", "OPTIONS", "PROPFIND", "BREW"], async method =>
        {
            Answer answer = await Admin.Request(new HttpMethod(method), Path(address, content)).SendAsync();
            answer.IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
            AssertAllowsReading(answer.Header("Allow"));
        }));
        await EachAsync(ReadersAddress.All.Where(address => !address.IsStrict), async address => await EachAsync(["POST", "PUT", "PATCH", "DELETE"], async method =>
        {
            Answer answer = await Admin.Request(new HttpMethod(method), Path(address, content)).SendAsync();
            answer.IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
            Assert.Equal("GET, HEAD", answer.Header("Allow"));
        }));
    }

    [Fact]
    public async Task Every_origin_may_read_and_its_browser_learns_so_beforehand()
    {
        const string origin = "https://evil.example";
        Dictionary<string, string> content = await ContentAsync();
        await EachAsync(ReadersAddress.All, async address =>
        {
            string path = Path(address, content);
            foreach (string method in (string[])["GET", "HEAD"])
            {
                Answer preflight = await Reader.Request(HttpMethod.Options, path).With("Origin", origin)
                    .With("Access-Control-Request-Method", method).With("Access-Control-Request-Headers", "if-none-match, x-anything").SendAsync();
                preflight.Is(HttpStatusCode.NoContent);
                Assert.Equal("*", preflight.Header("Access-Control-Allow-Origin"));
                AssertAllowsReading(preflight.Header("Access-Control-Allow-Methods"));
                Assert.Contains("x-anything", preflight.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
                Assert.Null(preflight.Header("Access-Control-Allow-Credentials"));
            }

            foreach (string asked in (string[])[path, ReadersAddress.With(path, "x=1")])
            {
                Answer answer = await Reader.Get(asked).With("Origin", origin).SendAsync();
                Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
                Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
            }
        });
    }

    // Every byte of a token changed in some ways, and its ends cut.
    private static List<string> ForgedFrom(string token)
    {
        byte[] bytes = Base64Url.DecodeFromChars(token);
        List<string> forged = [];
        for (int index = 0; index < bytes.Length; index++)
        {
            foreach (byte other in (byte[])[0, (byte)'\'', (byte)'9', (byte)'~', 0xFF])
            {
                byte[] changed = [.. bytes];
                changed[index] = other;
                forged.Add(Base64Url.EncodeToString(changed));
            }

            forged.Add(Base64Url.EncodeToString(bytes.AsSpan(..index)));
        }

        forged.Add(Base64Url.EncodeToString([.. bytes, .. "' or Id ne '"u8]));
        forged.Add(Base64Url.EncodeToString([.. bytes, .. bytes]));
        return forged;
    }

    private static void AssertServed(Answer answer)
    {
        switch (answer.Status)
        {
            case HttpStatusCode.OK:
                Assert.NotNull(answer.Json["items"]);
                break;
            case HttpStatusCode.Gone:
                answer.IsProblem(HttpStatusCode.Gone, "token-too-old");
                break;
            default:
                answer.IsProblem(HttpStatusCode.BadRequest, "invalid");
                break;
        }
    }

    private static void AssertAllowsReading(string? methods)
    {
        string[] allowed = methods?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        Assert.Contains("GET", allowed);
        Assert.Contains("HEAD", allowed);
    }

    private static void AssertSame(Answer plain, Answer answer)
    {
        answer.Is(HttpStatusCode.OK);
        Assert.Equal(plain.Text, answer.Text);
        Assert.Equal(plain.Headers, answer.Headers);
    }

    private async Task AssertConditionalAsync(string path, string header, Answer plain, bool isKnown)
    {
        Answer answer = await Reader.Get(path).With("If-None-Match", header).SendAsync();
        if (!isKnown)
        {
            AssertSame(plain, answer);
            return;
        }

        answer.Is(HttpStatusCode.NotModified);
        Assert.Empty(answer.Body);
        foreach (string kept in (string[])["ETag", "Cache-Control", "Vary", "Last-Modified", "Link"])
        {
            Assert.Equal(plain.Header(kept), answer.Header(kept));
        }
    }

    // Reports the failures of all cases together, each with its case.
    private static async Task EachAsync<T>(IEnumerable<T> cases, Func<T, Task> check)
    {
        List<string> failures = [];
        foreach (T one in cases)
        {
            try
            {
                await check(one);
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or System.Text.Json.JsonException or HttpRequestException)
            {
                string text = $"{one}";
                failures.Add($"{(text.Length > 100 ? $"{text[..100]}... ({text.Length})" : text)}: {failure.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static string Path(ReadersAddress address, Dictionary<string, string> content) => address.Path(content.Select(one => (one.Key, one.Value)));

    // The values for the names in the addresses: an announcement in a category and one to preview, each created for the test.
    private async Task<Dictionary<string, string>> ContentAsync()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(
            new { title = Unique("Ogłoszenie"), body = "Treść.", categories = new[] { category.Slug }, status = "published" });
        // Scheduled, so that its preview says the same at every moment.
        Announcement scheduled = await Editor.CreateAsync(new { title = Unique("Zapowiedź"), status = "published", publishedAt = FarAway });
        Answer preview = (await Editor.Post($"{scheduled.Address}/preview").SendAsync()).Is(HttpStatusCode.Created);
        return new Dictionary<string, string>
        {
            ["announcement"] = made.Slug,
            ["id"] = $"{made.Id}",
            ["category"] = category.Slug,
            ["number"] = "1",
            ["problem"] = "gone",
            ["preview"] = (string)preview.Json["token"]!,
        };
    }
}
