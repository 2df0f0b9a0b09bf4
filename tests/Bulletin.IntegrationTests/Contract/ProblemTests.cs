using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Errors, their addresses, and what unknown addresses and methods get.</summary>
public sealed class ProblemTests(ContractFixture service) : ContractTests(service)
{
    [Theory]
    [InlineData("invalid")]
    [InlineData("malformed")]
    [InlineData("unauthorized")]
    [InlineData("forbidden")]
    [InlineData("not-found")]
    [InlineData("method-not-allowed")]
    [InlineData("slug-taken")]
    [InlineData("category-in-use")]
    [InlineData("wrong-state")]
    [InlineData("idempotency-key-reused")]
    [InlineData("gone")]
    [InlineData("changed-meanwhile")]
    [InlineData("too-large")]
    [InlineData("unsupported-media-type")]
    [InlineData("if-match-required")]
    [InlineData("unavailable")]
    public async Task Every_kind_of_problem_is_explained_at_its_address(string name)
    {
        Answer answer = (await Reader.GetAsync($"/problems/{name}")).Is(HttpStatusCode.OK);
        Assert.StartsWith("text/", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.InRange(answer.Text.Length, 40, 1000);
    }

    [Fact]
    public async Task An_unknown_kind_of_problem_is_404() => (await Reader.GetAsync("/problems/nie-ma")).IsProblem(HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task A_problem_has_its_members_and_no_others()
    {
        JsonNode problem = (await Reader.GetAsync("/api/announcements?limit=0")).IsProblem(HttpStatusCode.BadRequest, "invalid", "limit");
        Assert.Equal(["type", "title", "status", "detail", "instance", "errors"], problem.AsObject().Select(member => member.Key));
        Assert.Equal(["limit"], problem["errors"]!.AsObject().Select(member => member.Key));
        problem = (await Reader.GetAsync("/api/nic")).IsProblem(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(["type", "title", "status", "detail", "instance"], problem.AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData("GET", "/nic")]
    [InlineData("GET", "/api")]
    [InlineData("GET", "/api/nic")]
    [InlineData("POST", "/api/announcements/nic/nic/nic")]
    [InlineData("GET", "/API/announcements/nic/%C5%82%C3%B3d%C5%BA")]
    [InlineData("DELETE", "/admin")]
    [InlineData("GET", "/health")]
    [InlineData("POST", "/api/announcements/nie-id/publish")]
    [InlineData("GET", "/api/editor/announcements/nie-id")]
    [InlineData("POST", "/ArchiveOldAnnouncements")]
    public async Task An_unknown_address_is_404_for_everybody(string method, string address)
    {
        (await Reader.Request(new HttpMethod(method), address).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Admin.Request(new HttpMethod(method), address).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("DELETE", "/api/announcements", "GET, HEAD, POST")]
    [InlineData("PUT", "/api/announcements", "GET, HEAD, POST")]
    [InlineData("POST", "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "DELETE, GET, HEAD, PATCH, PUT")]
    [InlineData("GET", "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11/publish", "POST")]
    [InlineData("DELETE", "/api/announcements/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11/archive", "POST")]
    [InlineData("POST", "/api/editor/announcements", "GET, HEAD")]
    [InlineData("DELETE", "/api/categories", "GET, HEAD, POST")]
    [InlineData("PATCH", "/api/categories/kategoria", "DELETE, GET, HEAD, PUT")]
    [InlineData("POST", "/health/live", "GET, HEAD")]
    [InlineData("POST", "/problems/gone", "GET, HEAD")]
    [InlineData("BREW", "/api/announcements", "GET, HEAD, POST")]
    public async Task A_method_that_an_address_does_not_know_is_405_with_those_it_knows(string method, string address, string allowed)
    {
        Answer answer = await Editor.Request(new HttpMethod(method), address).SendAsync();
        answer.IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(allowed, string.Join(", ", answer.Header("Allow")!.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task An_error_keeps_nothing_of_a_success_and_is_not_cached()
    {
        Announcement made = await Editor.PublishedAsync();
        Answer answer = await Editor.Patch(made.Address).IfMatch("\"r9\"").Json("{}").SendAsync();
        answer.IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        Assert.All(["ETag", "Last-Modified", "Location", "Content-Location", "Link"], header => Assert.Null(answer.Header(header)));
    }
}
