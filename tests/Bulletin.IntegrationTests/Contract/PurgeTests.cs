using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Emptying the bin by hand.</summary>
public sealed class PurgeTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task What_is_in_the_bin_goes_at_once_and_its_address_is_free()
    {
        string slug = UniqueSlug();
        Announcement made = await Editor.CreateAsync(new { title = Unique("Kosz"), slug, status = "published" });
        Announcement changed = await Editor.PatchAsync(made, new { body = "Nowa", slug = UniqueSlug() });
        Announcement binned = await Editor.ActAsync(changed, "delete");
        (await Reader.GetAsync(made.Address)).IsProblem(HttpStatusCode.Gone, "gone");

        Answer answer = (await Admin.Post($"{made.Address}/purge").IfMatch(binned.ETag).SendAsync()).Is(HttpStatusCode.NoContent);

        Assert.Empty(answer.Body);
        foreach (string address in (string[])[made.Address, $"/api/announcements/{slug}", $"/api/announcements/{changed.Slug}", $"{made.Address}/history"])
        {
            (await Reader.GetAsync(address)).IsProblem(HttpStatusCode.NotFound, "not-found");
        }

        (await Admin.GetAsync(made.EditorsAddress)).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Admin.GetAsync($"{made.Address}/revisions")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Admin.Post($"{made.Address}/purge").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Admin.Post($"{made.Address}/restore").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(slug, (await Editor.CreateAsync(new { title = Unique("Inny"), slug })).Slug);
        Assert.Equal(changed.Slug, (await Editor.CreateAsync(new { title = Unique("Inny"), slug = changed.Slug })).Slug);
    }

    [Fact]
    public async Task Only_an_admin_purges_only_what_is_in_the_bin_and_only_what_was_seen()
    {
        Announcement published = await Editor.PublishedAsync();
        (await Admin.Post($"{published.Address}/purge").IfMatch(published.ETag).SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
        Announcement binned = await Editor.ActAsync(published, "delete");
        (await Admin.Post($"{published.Address}/purge").SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await Admin.Post($"{published.Address}/purge").IfMatch(published.ETag).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Admin.Post($"{published.Address}/purge?now=1").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "now");
        foreach (Caller caller in (Caller[])[Author, Editor])
        {
            (await caller.Post($"{published.Address}/purge").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        }

        Assert.Equal(binned.Revision, (await Editor.ReadAsync(published)).Revision);
        Assert.Equal("draft", (await Editor.ActAsync(binned, "restore")).Status);
        Announcement draft = await Editor.ReadAsync(published);
        (await Admin.Post($"{published.Address}/purge").IfMatch(draft.ETag).SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
    }
}
