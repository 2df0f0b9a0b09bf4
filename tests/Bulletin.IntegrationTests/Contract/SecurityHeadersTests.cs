using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests the security headers of every response, of any kind and from any part of the pipeline.</summary>
public sealed class SecurityHeadersTests(ContractFixture service) : ContractTests(service)
{
    private const string SomeId = "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11";
    private const string NothingInside = "default-src 'none'; frame-ancestors 'none'";

    [Fact]
    public async Task Public_answers_may_be_shown_by_every_site()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement renamed = await Editor.PatchAsync(made, new { slug = UniqueSlug() });
        foreach ((string address, HttpStatusCode status) in ((string, HttpStatusCode)[])
        [
            (renamed.Address, HttpStatusCode.OK), ($"/api/announcements/{made.Slug}", HttpStatusCode.MovedPermanently),
            ("/api/announcements?limit=1", HttpStatusCode.OK), ("/api/categories", HttpStatusCode.OK), ("/feed.atom", HttpStatusCode.OK),
            ("/feed.rss", HttpStatusCode.OK), ("/feed.json", HttpStatusCode.OK), ("/sitemap.xml", HttpStatusCode.OK), ("/problems/gone", HttpStatusCode.OK),
            ("/openapi/v1.json", HttpStatusCode.OK),
        ])
        {
            // The first one goes through the pipeline, the second one leaves in front of it.
            Answer first = (await Reader.GetAsync(address)).Is(status);
            AssertHas(first, "cross-origin");
            Answer second = await Reader.GetAsync(address);
            Assert.Equal(first.Headers, second.Headers);
            AssertHas(await Reader.Head(address).SendAsync(), "cross-origin");
            if (first.ETag is { } etag)
            {
                AssertHas((await Reader.Get(address).With("If-None-Match", etag).SendAsync()).Is(HttpStatusCode.NotModified), "cross-origin");
            }
        }
    }

    [Fact]
    public async Task Everything_else_may_be_shown_by_no_other_site()
    {
        Announcement made = await Editor.PublishedAsync();
        foreach ((HttpStatusCode status, Request request) in ((HttpStatusCode, Request)[])
        [
            (HttpStatusCode.OK, Editor.Get("/api/editor/announcements")),
            (HttpStatusCode.OK, Editor.Head(made.EditorsAddress)),
            (HttpStatusCode.OK, Admin.Get("/api/audit")),
            (HttpStatusCode.Created, Editor.Post("/api/announcements").Json(new { title = Unique("Nowe") })),
            (HttpStatusCode.BadRequest, Editor.Post("/api/announcements").Json("{")),
            (HttpStatusCode.Unauthorized, Reader.Post("/api/announcements").Json("{}")),
            (HttpStatusCode.Forbidden, Author.Post($"{made.Address}/publish")),
            (HttpStatusCode.PreconditionFailed, Editor.Patch(made.Address).IfMatch("\"r9\"").Json("{}")),
            (HttpStatusCode.NoContent, Editor.Delete(made.Address).IfMatch("*")),
            (HttpStatusCode.OK, Reader.Get("/health/live")),
            (HttpStatusCode.OK, Reader.Get("/docs/scalar.js")),
            (HttpStatusCode.NotFound, Reader.Get($"/api/announcements/{SomeId}")),
            (HttpStatusCode.NotFound, Reader.Get("/api/nothing")),
            (HttpStatusCode.BadRequest, Reader.Get("/api/announcements?limit=0")),
            (HttpStatusCode.MethodNotAllowed, Reader.Request(HttpMethod.Post, "/feed.atom")),
            (HttpStatusCode.NoContent, Reader.Request(HttpMethod.Options, "/api/announcements")
                .With("Origin", EditorsOrigin).With("Access-Control-Request-Method", "POST")),
        ])
        {
            AssertHas((await request.SendAsync()).Is(status), "same-origin");
        }
    }

    [Fact]
    public async Task The_page_has_a_policy_of_its_own()
    {
        Answer page = (await Reader.GetAsync("/docs")).Is(HttpStatusCode.OK);
        AssertCommon(page);
        string policy = page.Header("Content-Security-Policy")!;
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("camera=()", page.Header("Permissions-Policy"), StringComparison.Ordinal);
    }

    private static void AssertHas(Answer answer, string resourcePolicy)
    {
        AssertCommon(answer);
        Assert.Equal(NothingInside, answer.Header("Content-Security-Policy"));
        Assert.Equal(resourcePolicy, answer.Header("Cross-Origin-Resource-Policy"));
    }

    private static void AssertCommon(Answer answer)
    {
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal("max-age=31536000", answer.Header("Strict-Transport-Security"));
    }
}
