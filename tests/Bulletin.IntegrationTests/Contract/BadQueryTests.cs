using System.Net;

namespace Bulletin.IntegrationTests.Contract;

public sealed class BadQueryTests(ContractFixture service) : ContractTests(service)
{
    private static readonly string Long = new('x', 4096);

    /// <summary>A wrong query of the public list, and the parameter that the answer names; nothing for a name that is no text.</summary>
    public static TheoryData<string, string> WrongQueries => new()
    {
        { "limit=0", "limit" },
        { "limit=101", "limit" },
        { "limit=1000", "limit" },
        { "limit=-1", "limit" },
        { "limit=abc", "limit" },
        { "limit=1.5", "limit" },
        { "limit=%2B5", "limit" },
        { "limit=", "limit" },
        { "limit=%D9%A3", "limit" },
        { "limit=99999999999999999999", "limit" },
        { "limit=1&limit=2", "limit" },
        { "limit=1,2", "limit" },
        { "LIMIT=5", "LIMIT" },
        { "cursor=", "cursor" },
        { "cursor=x", "cursor" },
        { "cursor=AAAA", "cursor" },
        { "cursor=%00", "cursor" },
        { "cursor=AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw", "cursor" },
        { $"cursor={Long}", "cursor" },
        { "from=wczoraj", "from" },
        { "from=2024-02-30", "from" },
        { "from=2023-02-29", "from" },
        { "from=2024-13-01", "from" },
        { "from=24-01-01", "from" },
        { "from=0001-01-01", "from" },
        { "from=9999-12-31", "from" },
        { "from=2024-01-01T00:00:00", "from" },
        { "from=2024-01-01T25:00:00Z", "from" },
        { "from=2024-01-01T00:00:00%2B99:00", "from" },
        { "from=", "from" },
        { "from=2024-01-01&from=2024-01-02", "from" },
        { "to=jutro", "to" },
        { "from=2024-01-02&to=2024-01-01", "to" },
        { "from=2024-01-01T00:00:00Z&to=2024-01-01T01:00:00%2B01:00", "to" },
        { "language=polski_jezyk", "language" },
        { "language=%00", "language" },
        { "language=%FF", "language" },
        { "language=%ED%A0%80", "language" },
        { $"language={Long}", "language" },
        { "language=pl&language=en", "language" },
        { "pinned=yes", "pinned" },
        { "pinned=True", "pinned" },
        { "pinned=1", "pinned" },
        { "status=draft", "status" },
        { "status=scheduled", "status" },
        { "status=deleted", "status" },
        { "status=archived%00", "status" },
        { "category=", "category" },
        { "category=,", "category" },
        { "category=%00", "category" },
        { "category=%0A", "category" },
        { "category=a'%20or%20true", "category" },
        { $"category={Long}", "category" },
        { "category=a,b,c,d,e,f,g,h,i,j,k", "category" },
        { "kategoria=a", "kategoria" },
        { "limit=5&foo", "foo" },
        { "%00=1", "" },
        { $"{Long}=1", "" },
    };

    [Theory]
    [MemberData(nameof(WrongQueries))]
    public async Task A_wrong_parameter_of_the_list_is_named(string query, string named)
    {
        Answer answer = await Reader.GetAsync("/api/announcements?" + query);
        Assert.NotEmpty(answer.IsProblem(HttpStatusCode.BadRequest, "invalid", named.Length > 0 ? [named] : [])["errors"]!.AsObject());
    }

    [Theory]
    [InlineData("status=gone", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("language=x", "language")]
    [InlineData("category=nie-ma-takiej", "category")]
    [InlineData("kto=ja", "kto")]
    public async Task A_wrong_parameter_of_the_editors_list_is_named(string query, string named) =>
        (await Editor.GetAsync("/api/editor/announcements?" + query)).IsProblem(HttpStatusCode.BadRequest, "invalid", named);

    [Fact]
    public async Task A_parameter_that_an_address_does_not_know_is_refused_under_api_and_nothing_is_done()
    {
        Announcement made = await Editor.PublishedAsync();
        Category category = await Admin.CreateCategoryAsync();
        foreach (Request request in (Request[])
        [
            Reader.Get($"{made.Address}?x=1"),
            Reader.Get($"/api/announcements/{made.Slug}?x=1"),
            Reader.Get("/api/categories?x=1"),
            Reader.Get($"{category.Address}?x=1"),
            Editor.Get($"{made.EditorsAddress}?x=1"),
            Editor.Get("/api/editor/categories?x=1"),
            Editor.Post("/api/announcements?x=1").Json(new { title = Unique("Nie") }),
            Editor.Patch($"{made.Address}?x=1").IfMatch("*").Json("""{"author": "x"}"""),
            Editor.Put($"{made.Address}?x=1").IfMatch("*").Json("""{"title": "x"}"""),
            Editor.Delete($"{made.Address}?x=1").IfMatch("*"),
            Editor.Post($"{made.Address}/archive?x=1"),
            Editor.Post($"{made.Address}/publish?x=1"),
            Admin.Post("/api/categories?x=1").Json(new { name = Unique("Nie") }),
            Admin.Delete($"{category.Address}?x=1").IfMatch("*"),
        ])
        {
            (await request.SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "x");
        }

        Assert.Equal(made.Revision, (await Editor.ReadAsync(made)).Revision);
        (await Reader.GetAsync(category.Address)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_parameter_is_ignored_elsewhere()
    {
        (await Reader.GetAsync("/health/live?x=1")).Is(HttpStatusCode.OK);
        (await Reader.GetAsync("/problems/gone?x=1")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Several_wrong_parameters_are_all_named() =>
        (await Reader.GetAsync("/api/announcements?limit=0&from=x&pinned=x&status=x&y=1"))
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "limit", "from", "pinned", "status", "y");
}
