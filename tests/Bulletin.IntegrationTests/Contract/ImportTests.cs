using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests the lines that an import accepts, and its messages for those that it rejects.</summary>
public sealed class ImportTests(ContractFixture service) : ContractTests(service)
{
    private const string Lines = "application/x-ndjson";
    private const string Id = "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b77";

    /// <summary>Lines that are wrong, and how the answer names the error.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "{\"type\": \"announcement\", \"title\": \"x\"", "line 1" },
        { "[]", "line 1" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"title\": \"y\"}", "line 1" },
        { "{\"title\": \"x\"}", "line 1: type" },
        { "{\"type\": \"article\", \"title\": \"x\"}", "line 1: type" },
        { "{\"type\": \"announcement\"}", "line 1: title" },
        { "{\"type\": \"announcement\", \"title\": \"\"}", "line 1: title" },
        { "{\"type\": \"announcement\", \"title\": \"a\\u0000b\"}", "line 1: title" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"titel\": \"y\"}", "line 1: titel" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"id\": \"7\"}", "line 1: id" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"revision\": 3}", "line 1: id" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"categories\": [\"nie-ma-takiej\"]}", "line 1: categories" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"status\": \"archived\"}", "line 1: publishedAt" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"status\": \"scheduled\"}", "line 1: publishedAt" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"createdAt\": \"2099-01-01T00:00:00Z\"}", "line 1: createdAt" },
        { "{\"type\": \"announcement\", \"title\": \"x\", \"publishedAt\": \"2024-01-02T00:00:00Z\", \"expiresAt\": \"2024-01-01T00:00:00Z\"}", "line 1: expiresAt" },
        { $"{{\"type\": \"announcement\", \"id\": \"{Id}\", \"revision\": 1, \"slug\": \"a\", \"title\": \"x\", \"status\": \"archived\", \"publishedAt\": \"2024-01-01T00:00:00Z\"}}", "line 1: archivedAt" },
        { $"{{\"type\": \"announcement\", \"id\": \"{Id}\", \"revision\": 1, \"slug\": \"a\", \"title\": \"x\", \"deletedAt\": \"2024-01-01T00:00:00Z\"}}", "line 1: deletedAt" },
        { $"{{\"type\": \"announcement\", \"id\": \"{Id}\", \"revision\": 1, \"slug\": \"a\", \"title\": \"x\", \"status\": \"published\", \"publishedAt\": \"2099-01-01T00:00:00Z\"}}", "line 1: publishedAt" },
        { $"{{\"type\": \"announcement\", \"title\": \"x\", \"body\": \"{new string('>', 200)} x\"}}", "line 1: body" },
        { $"{{\"type\": \"announcement\", \"title\": \"x\", \"body\": \"{new string('x', 257 * 1024)}\"}}", "line 1: body" },
        { $"{{\"type\": \"announcement\", \"title\": \"{new string(' ', 2 * 1024 * 1024)}\"}}", "line 1" },
        { $"{{\"type\": \"announcement\", \"id\": \"{Id}\", \"title\": \"x\"}}\n{{\"type\": \"announcement\", \"id\": \"{Id}\", \"title\": \"y\"}}", "line 2: id" },
        { $"{{\"type\": \"revision\", \"of\": \"{Id}\", \"revision\": 1, \"title\": \"x\"}}", "line 1: of" },
        { $"{{\"type\": \"announcement\", \"id\": \"{Id}\", \"revision\": 4, \"slug\": \"a-{Id}\", \"title\": \"x\"}}\n{{\"type\": \"revision\", \"of\": \"{Id}\", \"revision\": 2, \"title\": \"x\"}}", "line 2: revision" },
        { "{\"type\": \"category\"}", "line 1: name" },
        { "{\"type\": \"category\", \"name\": \"x\", \"count\": 7}", "line 1: count" },
        { "{\"type\": \"site\", \"format\": 3}", "line 1: format" },
        { "{\"type\": \"draft\", \"title\": \"x\"}", "line 1: of" },
        { $"{{\"type\": \"draft\", \"of\": \"{Id}\", \"id\": \"{Id}\", \"baseRevision\": 1, \"revision\": 1, \"title\": \"x\", \"language\": \"pl\", \"changedAt\": \"2024-01-01T00:00:00Z\", \"changedBy\": \"x\"}}", "line 1: of" },
        { $"{{\"type\": \"announcement\", \"id\": \"{Id}\", \"title\": \"x\"}}\n{{\"type\": \"draft\", \"of\": \"{Id}\", \"id\": \"{Id}\", \"baseRevision\": 2, \"revision\": 1, \"title\": \"x\", \"language\": \"pl\", \"changedAt\": \"2024-01-01T00:00:00Z\", \"changedBy\": \"x\"}}", "line 2: baseRevision" },
        { "{\"type\": \"site\", \"format\": 1}\n{\"type\": \"announcement\", \"title\": \"x\"}", "line 3" },
        { "{\"type\": \"end\", \"version\": 1, \"announcements\": 2, \"categories\": 0}", "line 1: announcements" },
        { "{\"type\": \"end\", \"version\": 1}\n{\"type\": \"announcement\", \"title\": \"x\"}", "line 2" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_line_is_named_and_nothing_is_written(string lines, string error)
    {
        string slug = UniqueSlug();
        // The valid line next to it is not written either.
        string good = $"\n{{\"type\": \"announcement\", \"title\": \"{slug}\", \"status\": \"published\"}}";
        bool isWhole = lines.Contains("\"end\"", StringComparison.Ordinal) || lines.Contains("\"site\"", StringComparison.Ordinal);

        Answer answer = await ImportAsync(isWhole ? lines : lines + good);

        answer.IsProblem(HttpStatusCode.BadRequest, "invalid", error);
        (await Reader.GetAsync($"/api/announcements/{slug}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_named()
    {
        byte[] lines = [.. "{\"type\": \"announcement\", \"title\": \"ok\"}\n{\"type\": \"announcement\", \"title\": \""u8, 0xC3, 0x28, .. "\"}"u8];

        (await Admin.Post("/api/import").Content(lines, Lines).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "line 2");
    }

    [Fact]
    public async Task With_partial_the_good_lines_are_written_and_each_line_is_told()
    {
        string slug = UniqueSlug();

        Answer answer = await ImportAsync(
            $"{{\"type\": \"announcement\"}}\n\n{{\"type\": \"announcement\", \"title\": \"{slug}\", \"status\": \"published\"}}\r\n", "?partial=true");

        JsonNode report = answer.Is(HttpStatusCode.OK).Json;
        Assert.Equal(("invalid", "created"), ((string?)report["lines"]![0]!["status"], (string?)report["lines"]![1]!["status"]));
        Assert.Equal((1, 3), ((int)report["lines"]![0]!["line"]!, (int)report["lines"]![1]!["line"]!));
        Assert.Contains("title", (string?)report["lines"]![0]!["problem"], StringComparison.Ordinal);
        Assert.Equal((1, 0, 1), ((int)report["created"]!, (int)report["unchanged"]!, (int)report["refused"]!));
        Assert.Equal(Guid.Parse((string)report["lines"]![1]!["id"]!), (await Reader.GetAsync($"/api/announcements/{slug}")).Announcement().Id);
    }

    [Fact]
    public async Task What_comes_from_the_same_address_is_brought_once()
    {
        string address = $"https://old.example.org/{Guid.NewGuid():N}";
        string line = $"{{\"type\": \"announcement\", \"title\": \"{Unique("Skądinąd")}\", \"sourceUrl\": \"{address}\", \"status\": \"published\", \"publishedAt\": \"2019-05-01T10:00:00+02:00\"}}";

        JsonNode first = (await ImportAsync($"{line}\n{line}")).Is(HttpStatusCode.OK).Json;
        JsonNode second = (await ImportAsync(line)).Is(HttpStatusCode.OK).Json;

        Assert.Equal((1, 1), ((int)first["created"]!, (int)first["unchanged"]!));
        Assert.Equal((0, 1), ((int)second["created"]!, (int)second["unchanged"]!));
        Assert.Equal((string?)first["lines"]![0]!["id"], (string?)second["lines"]![0]!["id"]);
    }

    [Fact]
    public async Task A_new_announcement_gets_the_defaults_of_one()
    {
        string title = Unique("Tytuł");
        string category = Unique("Kategoria");
        JsonNode report = (await ImportAsync(string.Join('\n', Enumerable.Repeat(
            $"{{\"type\": \"announcement\", \"title\": \"{title}\", \"body\": \"Początek.\\n\\nDalej.\", \"categories\": [{{\"name\": \"{category}\"}}]}}", 2)))).Is(HttpStatusCode.OK).Json;

        JsonNode one = (await Admin.GetAsync($"/api/editor/announcements/{report["lines"]![0]!["id"]}")).Is(HttpStatusCode.OK).Json;
        JsonNode other = (await Admin.GetAsync($"/api/editor/announcements/{report["lines"]![1]!["id"]}")).Is(HttpStatusCode.OK).Json;

        Assert.Equal(("draft", "Początek.", "markdown", "pl"), ((string?)one["status"], (string?)one["lead"], (string?)one["format"], (string?)one["language"]));
        Assert.Equal(("admin", "import", 1), ((string?)one["createdBy"], (string?)one["lastChange"]!["action"], (int)one["revision"]!));
        Assert.Equal(category, (string?)one["categories"]![0]!["name"]);
        Assert.Equal($"{one["slug"]}-2", (string?)other["slug"]);
    }

    [Fact]
    public async Task A_slug_of_an_exported_line_that_another_has_is_refused()
    {
        Announcement taken = await Admin.PublishedAsync();
        string line = $"{{\"type\": \"announcement\", \"id\": \"{Guid.NewGuid()}\", \"revision\": 1, \"slug\": \"{taken.Slug}\", \"title\": \"x\"}}";

        (await ImportAsync(line)).IsProblem(HttpStatusCode.Conflict, "already-exists", "line 1: slug");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Another_content_type_is_415(string? type)
    {
        ContractFixture.SkipWhatIsNotForwarded(type);
        (await Admin.Post("/api/import").Content("{}"u8.ToArray(), type).SendAsync()).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task More_than_4_MiB_are_413() =>
        (await Admin.Post("/api/import").Content(new byte[(4 * 1024 * 1024) + 1], Lines).SendAsync()).IsProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");

    [Fact]
    public async Task More_than_20000_lines_are_413_which_says_so()
    {
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{}\n", 20_001)));

        Answer answer = await Admin.Post("/api/import").Content(lines, Lines).SendAsync();

        Assert.Contains("20000 lines, and this has 20001", (string?)answer.IsProblem(HttpStatusCode.RequestEntityTooLarge, "too-large")["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?partial=true")]
    public async Task Of_lines_that_are_refused_the_first_hundred_and_the_number_are_told(string query)
    {
        Answer answer = await ImportAsync(string.Concat(Enumerable.Repeat("{}\n", 20_000)), query);

        if (query.Length > 0)
        {
            JsonNode report = answer.Is(HttpStatusCode.OK).Json;
            Assert.Equal((20_000, 100), ((int)report["refused"]!, report["lines"]!.AsArray().Count));
        }
        else
        {
            JsonNode problem = answer.IsProblem(HttpStatusCode.BadRequest, "invalid", "line 100: type");
            Assert.Equal("20000 lines are refused, and nothing was written. The first 100 are named.", (string?)problem["detail"]);
            Assert.Equal(100, problem["errors"]!.AsObject().Count);
        }
    }

    [Fact]
    public async Task An_export_is_paged_and_HEAD_says_the_same()
    {
        await Admin.PublishedAsync();
        Answer page = (await Admin.GetAsync("/api/export")).Is(HttpStatusCode.OK);

        Assert.StartsWith(Lines, page.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal("no-store, private", page.Header("Cache-Control"));
        Assert.StartsWith("{\"type\":\"site\",\"format\":2,", page.Text, StringComparison.Ordinal);
        (await Admin.Head("/api/export").SendAsync()).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("cursor=x")]
    [InlineData("cursor=")]
    [InlineData("page=2")]
    public async Task A_cursor_that_is_none_is_refused(string query) =>
        (await Admin.GetAsync($"/api/export?{query}")).IsProblem(HttpStatusCode.BadRequest, "invalid", query.Split('=')[0]);

    [Fact]
    public async Task Only_an_admin_imports_and_exports()
    {
        foreach (Caller caller in (Caller[])[Author, Editor])
        {
            (await caller.GetAsync("/api/export")).IsProblem(HttpStatusCode.Forbidden, "forbidden");
            (await caller.Post("/api/import").Content("{}"u8.ToArray(), Lines).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        }
    }

    private Task<Answer> ImportAsync(string lines, string query = "") =>
        Admin.Post("/api/import" + query).Content(Encoding.UTF8.GetBytes(lines), Lines).SendAsync();
}
