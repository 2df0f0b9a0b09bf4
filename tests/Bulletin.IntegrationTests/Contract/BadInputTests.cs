using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests malformed and invalid bodies: the response names the errors, and nothing is written.</summary>
public sealed partial class BadInputTests(ContractFixture service) : ContractTests(service)
{
    private static readonly Dictionary<string, byte[]> Malformed = new()
    {
        ["nothing"] = [],
        ["an open object"] = "{\"title\": \"x\""u8.ToArray(),
        ["an array"] = "[]"u8.ToArray(),
        ["null"] = "null"u8.ToArray(),
        ["a string"] = "\"title\""u8.ToArray(),
        ["a trailing comma"] = "{\"title\": \"x\",}"u8.ToArray(),
        ["a comment"] = "{\"title\": \"x\" /* y */}"u8.ToArray(),
        ["single quotes"] = "{'title': 'x'}"u8.ToArray(),
        ["two objects"] = "{\"title\": \"x\"}{}"u8.ToArray(),
        ["not a number"] = "{\"title\": NaN}"u8.ToArray(),
        ["a form"] = "title=x"u8.ToArray(),
        ["a raw control character"] = "{\"title\": \"a\u0001b\"}"u8.ToArray(),
        ["a duplicate member"] = "{\"title\": \"x\", \"title\": \"y\"}"u8.ToArray(),
        ["a duplicate member in other letters"] = "{\"title\": \"x\", \"\\u0074itle\": \"y\"}"u8.ToArray(),
        ["a duplicate member inside"] = "{\"title\": \"x\", \"image\": {\"alt\": \"a\", \"alt\": \"b\"}}"u8.ToArray(),
        ["1000 levels of arrays"] = Encoding.UTF8.GetBytes($"{{\"title\": \"x\", \"image\": {new string('[', 1000)}{new string(']', 1000)}}}"),
        ["1000 levels of objects"] = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"image\":", 1000)) + "1" + new string('}', 1000)),
        ["1000 open brackets"] = Encoding.UTF8.GetBytes(new string('[', 1000)),
        ["broken UTF-8"] = [.. "{\"title\": \""u8, 0xC3, 0x28, .. "\"}"u8],
        ["a raw lone surrogate"] = [.. "{\"title\": \""u8, 0xED, 0xA0, 0x80, .. "\"}"u8],
        ["a name that is a lone surrogate"] = "{\"title\": \"x\", \"\\ud800\": 1}"u8.ToArray(),
        ["a name inside that is a lone surrogate"] = "{\"title\": \"x\", \"categories\": [{\"slug\": \"a\", \"\\udc00\": 1}]}"u8.ToArray(),
        ["UTF-16"] = Encoding.Unicode.GetBytes("{\"title\": \"x\"}"),
    };

    private static readonly Dictionary<string, string> Exploding = new()
    {
        ["200 quotes in each other"] = new string('>', 200) + " x",
        ["200 lists in each other"] = string.Concat(Enumerable.Repeat("- ", 200)) + "x",
        ["a table of 51 columns"] = $"{Row("a", 51)}\n{Row("-", 51)}\n{Row("1", 51)}",
        ["a table of 6000 cells"] = $"{Row("a", 50)}\n{Row("-", 50)}\n{string.Join('\n', Enumerable.Repeat("|1|", 120))}",
        ["256 KiB that are five times as long in HTML"] = new string('&', 256 * 1024),
        ["300 elements in each other"] = string.Concat(Enumerable.Repeat("<div>", 300)) + "x",
    };

    /// <summary>A wrong member, and how the answer names it; nothing for a name that is itself no text.</summary>
    public static TheoryData<string, string> WrongMembers => new()
    {
        { "\"title\": null", "title" },
        { "\"title\": 7", "title" },
        { "\"title\": [\"x\"]", "title" },
        { "\"title\": \"\"", "title" },
        { "\"title\": \" \\u00a0 \"", "title" },
        { $"\"title\": \"{new string('x', 201)}\"", "title" },
        { "\"title\": \"a\\nb\"", "title" },
        { "\"title\": \"a\\tb\"", "title" },
        { "\"title\": \"a\\u0000b\"", "title" },
        { "\"title\": \"a\\u001bb\"", "title" },
        { "\"title\": \"a\\u007fb\"", "title" },
        { "\"title\": \"a\\u0085b\"", "title" },
        { "\"title\": \"a\\u202eb\"", "title" },
        { "\"title\": \"a\\uffffb\"", "title" },
        { "\"title\": \"a\\ud800\"", "title" },
        { "\"title\": \"\\udc00\\ud800\"", "title" },
        { $"\"lead\": \"{new string('x', 501)}\"", "lead" },
        { "\"lead\": {}", "lead" },
        { "\"lead\": \"a\\u0000\"", "lead" },
        { "\"body\": null", "body" },
        { "\"body\": true", "body" },
        { "\"body\": \"a\\u0000b\"", "body" },
        { "\"body\": \"a\\u0008b\"", "body" },
        { "\"body\": \"\\udfff\"", "body" },
        { "\"format\": \"bbcode\"", "format" },
        { "\"format\": null", "format" },
        { "\"format\": \"Markdown\"", "format" },
        { "\"language\": \"polski!\"", "language" },
        { "\"language\": \"\"", "language" },
        { "\"language\": null", "language" },
        { "\"language\": \"pl_PL\"", "language" },
        { "\"categories\": \"x\"", "categories" },
        { "\"categories\": {}", "categories" },
        { "\"categories\": [\"nie-ma-takiej\"]", "categories" },
        { "\"categories\": [{\"slug\": \"nie-ma-takiej\", \"name\": \"Nie ma\"}]", "categories" },
        { "\"categories\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\"]", "categories" },
        { "\"categories\": [7]", "categories[0]" },
        { "\"categories\": [null]", "categories[0]" },
        { "\"categories\": [\"\\ud800\"]", "categories[0]" },
        { "\"categories\": [{}]", "categories[0].slug" },
        { "\"categories\": [{\"slug\": 7}]", "categories[0].slug" },
        { "\"categories\": [{\"slug\": \"a\", \"kolor\": \"b\"}]", "categories[0].kolor" },
        { "\"image\": \"https://img.example.org/a.jpg\"", "image" },
        { "\"image\": []", "image" },
        { "\"image\": {}", "image.url" },
        { "\"image\": {\"url\": \"https://img.example.org/a.jpg\"}", "image.alt" },
        { "\"image\": {\"url\": \"https://img.example.org/a.jpg\", \"alt\": \"\"}", "image.alt" },
        { "\"image\": {\"url\": \"https://img.example.org/a.jpg\", \"alt\": null}", "image.alt" },
        { "\"image\": {\"url\": \"http://img.example.org/a.jpg\", \"alt\": \"x\"}", "image.url" },
        { "\"image\": {\"url\": \"/a.jpg\", \"alt\": \"x\"}", "image.url" },
        { "\"image\": {\"url\": \"javascript:alert(1)\", \"alt\": \"x\"}", "image.url" },
        { "\"image\": {\"url\": \"https://user:secret@img.example.org/a.jpg\", \"alt\": \"x\"}", "image.url" },
        { "\"image\": {\"url\": \"https://img.example.org/a.jpg\", \"alt\": \"x\", \"size\": 7}", "image.size" },
        { "\"pinned\": \"true\"", "pinned" },
        { "\"pinned\": 1", "pinned" },
        { "\"pinned\": null", "pinned" },
        { "\"keep\": \"yes\"", "keep" },
        { "\"minor\": 0", "minor" },
        { $"\"author\": \"{new string('x', 201)}\"", "author" },
        { "\"author\": \"a\\nb\"", "author" },
        { "\"sourceUrl\": \"example.org\"", "sourceUrl" },
        { "\"sourceUrl\": \"javascript:alert(1)\"", "sourceUrl" },
        { "\"sourceUrl\": \"ftp://example.org/\"", "sourceUrl" },
        { $"\"sourceUrl\": \"https://example.org/{new string('x', 2000)}\"", "sourceUrl" },
        { "\"slug\": \"Wielkie-Litery\"", "slug" },
        { "\"slug\": \"\"", "slug" },
        { "\"slug\": \"a--b\"", "slug" },
        { "\"slug\": \"a/b\"", "slug" },
        { "\"slug\": \"łódź\"", "slug" },
        { "\"slug\": \"0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11\"", "slug" },
        { $"\"slug\": \"{new string('x', 101)}\"", "slug" },
        { "\"publishedAt\": \"wczoraj\"", "publishedAt" },
        { "\"publishedAt\": \"2024-04-23\"", "publishedAt" },
        { "\"publishedAt\": \"2024-04-23T10:33:00\"", "publishedAt" },
        { "\"publishedAt\": \"2024-02-30T10:33:00Z\"", "publishedAt" },
        { "\"publishedAt\": \"2023-02-29T10:33:00Z\"", "publishedAt" },
        { "\"publishedAt\": \"2024-04-23T24:33:00Z\"", "publishedAt" },
        { "\"publishedAt\": \"2024-04-23T10:33:00+25:00\"", "publishedAt" },
        { "\"publishedAt\": \"0001-01-01T00:00:00Z\"", "publishedAt" },
        { "\"publishedAt\": \"9999-12-31T23:59:59Z\"", "publishedAt" },
        { "\"publishedAt\": 1713861180", "publishedAt" },
        { "\"expiresAt\": \"2024-04-31T10:33:00Z\"", "expiresAt" },
        { "\"expiresAt\": false", "expiresAt" },
        { "\"expiresAt\": \"2019-01-01T00:00:00Z\"", "expiresAt" },
        { "\"publishedAt\": \"2024-01-02T00:00:00Z\", \"expiresAt\": \"2024-01-01T00:00:00Z\"", "expiresAt" },
        { "\"publishedAt\": \"2024-01-01T00:00:00Z\", \"expiresAt\": \"2024-01-01T01:00:00+01:00\"", "expiresAt" },
        { "\"status\": \"archived\"", "status" },
        { "\"status\": \"deleted\"", "status" },
        { "\"status\": \"opublikowane\"", "status" },
        { "\"status\": null", "status" },
        { $"\"changeNote\": \"{new string('x', 301)}\"", "changeNote" },
        { "\"tytul\": \"x\"", "tytul" },
        { "\"Title\": \"x\"", "Title" },
        { "\"\": 1", "" },
        { "\"a\\u0000b\": 1", "" },
    };

    public static TheoryData<string> MalformedBodies => new(Malformed.Keys);

    public static TheoryData<string> ExplodingBodies => new(Exploding.Keys);

    [Theory]
    [MemberData(nameof(WrongMembers))]
    public async Task A_wrong_member_is_named_and_nothing_is_written(string members, string named)
    {
        string slug = UniqueSlug();
        Category category = await Admin.CreateCategoryAsync();
        Announcement present = await Editor.CreateAsync(new { title = Unique("Obecne"), publishedAt = LongAgo, status = "published" });
        string before = (await Editor.GetAsync(present.EditorsAddress)).Text;
        string whole = Whole(members, slug, category);
        foreach (Request request in (Request[])
        [
            Editor.Post("/api/announcements").Json(whole),
            Editor.Put(present.Address).IfMatch("*").Json(whole),
            Editor.Patch(present.Address).IfMatch("*").Json($"{{{members}}}"),
        ])
        {
            Answer answer = await request.SendAsync();
            Assert.NotEmpty(answer.IsProblem(HttpStatusCode.BadRequest, "invalid", named.Length > 0 ? [named] : [])["errors"]!.AsObject());
        }

        Assert.Equal(before, (await Editor.GetAsync(present.EditorsAddress)).Text);
        await AssertNothingWasWritten(slug, category);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once()
    {
        Answer answer = await Editor.Post("/api/announcements")
            .Json("""{"lead": 1, "pinned": "x", "image": {"url": "x"}, "categories": [1, {}], "inne": 1}""").SendAsync();
        answer.IsProblem(HttpStatusCode.BadRequest, "invalid", "title", "lead", "pinned", "image.url", "image.alt", "categories[0]", "categories[1].slug", "inne");
    }

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public async Task A_body_that_cannot_be_read_is_refused_and_nothing_is_written(string name)
    {
        Announcement present = await Editor.PublishedAsync();
        string before = (await Editor.GetAsync(present.EditorsAddress)).Text;
        foreach (Request request in (Request[])
        [
            Editor.Post("/api/announcements").Content(Malformed[name], "application/json"),
            Editor.Put(present.Address).IfMatch("*").Content(Malformed[name], "application/json; charset=utf-8"),
            Editor.Patch(present.Address).IfMatch("*").Content(Malformed[name], "application/merge-patch+json"),
            Admin.Post("/api/categories").Content(Malformed[name], "application/json"),
        ])
        {
            (await request.SendAsync()).IsProblem(HttpStatusCode.BadRequest, "malformed");
        }

        Assert.Equal(before, (await Editor.GetAsync(present.EditorsAddress)).Text);
    }

    [Theory]
    [InlineData("""{"title": "x", "slug": "a", "title": "y"}""", "title")]
    [InlineData("""{"title": "x", "image": {"url": "a", "alt": "b", "alt": "c"}}""", "alt")]
    public async Task A_duplicate_member_is_named(string body, string member)
    {
        Answer answer = await Editor.Post("/api/announcements").Json(body).SendAsync();
        Assert.Contains(member, (string?)answer.IsProblem(HttpStatusCode.BadRequest, "malformed")["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ExplodingBodies))]
    public async Task Markdown_that_explodes_is_refused_and_nothing_is_written(string name)
    {
        string slug = UniqueSlug();
        Category category = await Admin.CreateCategoryAsync();
        var input = new { title = Unique("Wybuch"), slug, categories = new[] { category.Slug }, status = "published", body = Exploding[name] };
        (await Editor.Post("/api/announcements").Json(input).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "body");
        await AssertNothingWasWritten(slug, category);
    }

    [Theory]
    [InlineData("POST", "/api/announcements", null)]
    [InlineData("POST", "/api/announcements", "text/plain")]
    [InlineData("POST", "/api/announcements/batch", null)]
    [InlineData("PATCH", "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", null)]
    public async Task An_empty_body_is_400_whatever_its_content_type(string method, string address, string? type) =>
        (await Editor.Request(new HttpMethod(method), address).IfMatch("*").Content([], type).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "malformed");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json; charset=iso-8859-2")]
    [InlineData("json")]
    [InlineData(null)]
    public async Task Another_content_type_than_JSON_is_415(string? type)
    {
        ContractFixture.SkipWhatIsNotForwarded(type);
        byte[] body = Encoding.UTF8.GetBytes($"{{\"title\": \"{Unique("Typ")}\"}}");
        Announcement present = await Editor.PublishedAsync();
        (await Editor.Post("/api/announcements").Content(body, type).SendAsync()).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await Editor.Put(present.Address).IfMatch("*").Content(body, type).SendAsync()).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await Admin.Post("/api/categories").Content(body, type).SendAsync()).IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await Editor.Post($"{present.Address}/publish").Content("{}"u8.ToArray(), type).SendAsync())
            .IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        Assert.Equal(present.Revision, (await Editor.ReadAsync(present)).Revision);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json-patch+json")]
    [InlineData(null)]
    public async Task A_patch_of_another_content_type_is_415_and_learns_the_right_one(string? type)
    {
        ContractFixture.SkipWhatIsNotForwarded(type);
        Announcement present = await Editor.PublishedAsync();
        Answer answer = await Editor.Patch(present.Address).IfMatch("*").Content("{}"u8.ToArray(), type).SendAsync();
        answer.IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        Assert.Equal("application/merge-patch+json", answer.Header("Accept-Patch"));
    }

    [Fact]
    public async Task A_content_type_may_name_UTF_8_in_any_case()
    {
        foreach (string type in (string[])["application/json;charset=UTF-8", "Application/JSON; charset=\"utf-8\""])
        {
            (await Editor.Post("/api/announcements").Content(Encoding.UTF8.GetBytes($"{{\"title\": \"{Unique("Typ")}\"}}"), type).SendAsync())
                .Is(HttpStatusCode.Created);
        }
    }

    private static string Row(string cell, int columns) => "|" + string.Concat(Enumerable.Repeat(cell + "|", columns));

    // A whole announcement that would be public, with the wrong members in the place of right ones.
    private static string Whole(string members, string slug, Category category)
    {
        string[] right =
        [
            $"\"title\": \"{Unique("Dobre")}\"", $"\"slug\": \"{slug}\"", $"\"categories\": [\"{category.Slug}\"]", "\"status\": \"published\"",
        ];
        HashSet<string> taken = [.. MemberName().Matches(members).Select(match => match.Value)];
        return $"{{{string.Join(", ", right.Where(one => !taken.Contains(MemberName().Match(one).Value)).Append(members))}}}";
    }

    private async Task AssertNothingWasWritten(string slug, Category category)
    {
        (await Reader.GetAsync($"/api/announcements/{slug}")).Is(HttpStatusCode.NotFound);
        Assert.Empty((await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}")).Items);
    }

    [GeneratedRegex("\"[a-zA-Z]+\":")]
    private static partial Regex MemberName();
}
