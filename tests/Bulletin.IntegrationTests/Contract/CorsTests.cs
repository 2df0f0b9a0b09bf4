using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests CORS: every origin may read, the configured origins may edit.</summary>
public sealed class CorsTests(ContractFixture service) : ContractTests(service)
{
    private const string ForeignOrigin = "https://evil.example";
    private const string SomeId = "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11";

    [Fact]
    public async Task Every_origin_may_read_what_is_public()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement renamed = await Editor.PatchAsync(made, new { slug = UniqueSlug() });
        foreach (string address in (string[])
        [
            made.Address, $"/api/announcements/{renamed.Slug}", $"/api/announcements/{made.Slug}", "/api/announcements?limit=1", "/api/categories",
            "/health/live", "/api/announcements/nie-ma", "/api/announcements?limit=0", "/api/categories/nie-ma",
        ])
        {
            Answer answer = await Reader.Get(address).With("Origin", ForeignOrigin).SendAsync();
            Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
            Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
            AssertExposed(answer);
        }

        Answer known = await Reader.Get(made.Address).With("Origin", ForeignOrigin).With("If-None-Match", "*").SendAsync();
        Assert.Equal("*", known.Is(HttpStatusCode.NotModified).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task What_a_cache_may_keep_does_not_depend_on_who_asked_first()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement renamed = await Editor.PatchAsync(made, new { slug = UniqueSlug() });
        foreach (string address in (string[])[renamed.Address, $"/api/announcements/{made.Slug}", "/api/announcements?limit=1", "/api/categories"])
        {
            Answer asked = await Reader.Get(address).With("Origin", ForeignOrigin).SendAsync();
            Answer unasked = await Reader.GetAsync(address);
            foreach (string header in (string[])["Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Vary", "Cache-Control"])
            {
                Assert.Equal(asked.Header(header), unasked.Header(header));
            }
        }
    }

    [Theory]
    [InlineData("/api/editor/announcements", "GET")]
    [InlineData($"/api/editor/announcements/{SomeId}", "GET")]
    [InlineData("/api/editor/categories", "GET")]
    [InlineData("/api/announcements", "POST")]
    [InlineData($"/api/announcements/{SomeId}", "PUT")]
    [InlineData($"/api/announcements/{SomeId}", "PATCH")]
    [InlineData($"/api/announcements/{SomeId}", "DELETE")]
    [InlineData($"/api/announcements/{SomeId}/publish", "POST")]
    [InlineData("/api/categories", "POST")]
    [InlineData("/api/categories/kategoria", "PUT")]
    [InlineData("/api/categories/kategoria", "DELETE")]
    [InlineData("/api/audit", "GET")]
    public async Task A_preflight_of_an_edit_is_allowed_for_the_configured_origin_alone(string address, string method)
    {
        Answer answer = await PreflightAsync(address, method, EditorsOrigin, "Authorization, Content-Type, If-Match, Idempotency-Key");
        Assert.Equal(EditorsOrigin, answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains(method, answer.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        foreach (string header in (string[])["Authorization", "Content-Type", "If-Match", "Idempotency-Key"])
        {
            Assert.Contains(header, answer.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        }

        foreach (string origin in (string[])[ForeignOrigin, "https://editors.example.org.evil.example", "http://editors.example.org", "null"])
        {
            Assert.Null((await PreflightAsync(address, method, origin, "Authorization")).Header("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task The_configured_origin_reads_every_answer_to_an_edit_errors_included()
    {
        Announcement made = await Editor.PublishedAsync();
        Category category = await Admin.CreateCategoryAsync();
        await Editor.CreateAsync(new { title = Unique("W kategorii"), categories = new[] { category.Slug } });
        (HttpStatusCode Status, Request Request)[] requests =
        [
            (HttpStatusCode.OK, Editor.Get("/api/editor/announcements")),
            (HttpStatusCode.OK, Editor.Get(made.EditorsAddress)),
            (HttpStatusCode.Created, Editor.Post("/api/announcements").Json(new { title = Unique("Nowe") })),
            (HttpStatusCode.BadRequest, Editor.Post("/api/announcements").Json("{")),
            (HttpStatusCode.BadRequest, Editor.Post("/api/announcements").Json("{}")),
            (HttpStatusCode.Unauthorized, Reader.Post("/api/announcements").Json("{}")),
            (HttpStatusCode.Forbidden, Author.Post($"{made.Address}/publish")),
            (HttpStatusCode.NotFound, Editor.Get($"/api/editor/announcements/{SomeId}")),
            (HttpStatusCode.Conflict, Editor.Post("/api/announcements").Json(new { title = "x", slug = made.Slug })),
            (HttpStatusCode.PreconditionFailed, Editor.Patch(made.Address).IfMatch("\"r9\"").Json("{}")),
            (HttpStatusCode.RequestEntityTooLarge, Editor.Post("/api/announcements").Json(new string(' ', 3 * 1024 * 1024))),
            (HttpStatusCode.UnsupportedMediaType, Editor.Patch(made.Address).IfMatch("*").Content("{}"u8.ToArray(), "application/json")),
            (HttpStatusCode.UnsupportedMediaType, Editor.Post("/api/announcements").Content("{}"u8.ToArray(), "text/plain")),
            (HttpStatusCode.PreconditionRequired, Editor.Patch(made.Address).Json("{}")),
            (HttpStatusCode.Conflict, Admin.Delete(category.Address).IfMatch("*")),
            (HttpStatusCode.NoContent, Editor.Delete(made.Address).IfMatch(made.ETag)),
        ];
        foreach ((HttpStatusCode status, Request request) in requests)
        {
            Answer answer = (await request.With("Origin", EditorsOrigin).SendAsync()).Is(status);
            Assert.True(answer.Header("Access-Control-Allow-Origin") == EditorsOrigin, $"{(int)status} is hidden from the editors' page: {answer.Text}");
            AssertExposed(answer);
        }
    }

    [Fact]
    public async Task A_foreign_origin_reads_no_answer_to_an_edit()
    {
        Announcement made = await Editor.PublishedAsync();
        foreach (Request request in (Request[])[Editor.Get(made.EditorsAddress), Editor.Post($"{made.Address}/publish"), Reader.Get("/api/editor/announcements")])
        {
            Assert.Null((await request.With("Origin", ForeignOrigin).SendAsync()).Header("Access-Control-Allow-Origin"));
        }
    }

    private static void AssertExposed(Answer answer)
    {
        string? exposed = answer.Header("Access-Control-Expose-Headers");
        foreach (string header in (string[])["ETag", "Link", "Location", "Retry-After"])
        {
            Assert.Contains(header, exposed, StringComparison.OrdinalIgnoreCase);
        }
    }

    private async Task<Answer> PreflightAsync(string address, string method, string origin, string headers)
    {
        Answer answer = await Reader.Request(HttpMethod.Options, address)
            .With("Origin", origin)
            .With("Access-Control-Request-Method", method)
            .With("Access-Control-Request-Headers", headers)
            .SendAsync();
        Assert.True((int)answer.Status is 200 or 204, $"the preflight is answered {(int)answer.Status}");
        return answer;
    }
}
