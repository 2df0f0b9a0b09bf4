using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Wrong queries of the operations for editors; those for readers are in <see cref="ReadersBadInputTests"/>.</summary>
public sealed class BadQueryTests(ContractFixture service) : ContractTests(service)
{
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
    public async Task A_parameter_that_an_operation_does_not_know_is_refused_and_nothing_is_done()
    {
        Announcement made = await Editor.PublishedAsync();
        Category category = await Admin.CreateCategoryAsync();
        foreach (Request request in (Request[])
        [
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
}
