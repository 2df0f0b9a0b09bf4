using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>
/// If-Match takes what GET of the same address gave (RFC 9110, 13.1.1): the ETag that readers get, compared strongly, as long as it is the
/// present one.
/// </summary>
public sealed class PublicETagTests(ContractFixture service) : ContractTests(service)
{
    private static readonly object Long = new { body = string.Concat(Enumerable.Repeat("Długa treść, która daje się skompresować. ", 40)) };

    [Theory]
    [InlineData(null)]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task What_readers_get_in_any_form_may_be_changed(string? coding)
    {
        Announcement made = await Editor.PatchAsync(await Editor.PublishedAsync(), Long);
        string etag = await ETagAsync(made.Address, coding);
        Assert.Equal(coding is not null, etag.EndsWith($"-{coding}\"", StringComparison.Ordinal));
        Announcement changed = (await Editor.Patch(made.Address).IfMatch(etag).Json(new { title = Unique("Zmienione") }).SendAsync()).Announcement();
        Assert.Equal(made.Revision + 1, changed.Revision);
        // It is that of a former revision now.
        (await Editor.Patch(made.Address).IfMatch(etag).Json(new { title = "Za późno" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        Assert.Equal(changed.Title, (await Editor.ReadAsync(made)).Title);
    }

    [Fact]
    public async Task Every_change_takes_it()
    {
        Announcement made = await Editor.PublishedAsync();
        (await Editor.Put(made.Address).IfMatch(await ETagAsync(made.Address)).Json(new { title = Unique("Zamienione") }).SendAsync()).Is(HttpStatusCode.OK);
        (await Editor.Post($"{made.Address}/revisions/1/revert").IfMatch(await ETagAsync(made.Address)).SendAsync()).Is(HttpStatusCode.OK);
        (await Editor.Post($"{made.Address}/archive").IfMatch(await ETagAsync(made.Address)).SendAsync()).Is(HttpStatusCode.OK);
        (await Editor.Post($"{made.Address}/restore").IfMatch(await ETagAsync(made.Address)).SendAsync()).Is(HttpStatusCode.OK);
        (await Editor.Delete(made.Address).IfMatch($"\"x\", {await ETagAsync(made.Address)}").SendAsync()).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_weak_one_and_one_of_something_else_never_match()
    {
        Announcement made = await Editor.PatchAsync(await Editor.PublishedAsync(), Long);
        Announcement other = await Editor.PublishedAsync();
        string etag = await ETagAsync(made.Address);
        foreach (string wrong in (string[])["W/" + etag, await ETagAsync(other.Address), etag[..^1] + "-deflate\"", etag[..^2] + "\"", "\"" + new string('r', 20) + "\""])
        {
            (await Editor.Patch(made.Address).IfMatch(wrong).Json(new { title = "Nie" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        }

        // A short body is never compressed: no reader ever got such an ETag.
        Category category = await Admin.CreateCategoryAsync();
        (await Admin.Put(category.Address).IfMatch((await ETagAsync(category.Address))[..^1] + "-br\"").Json(new { name = "Nie" }).SendAsync())
            .IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
    }

    [Fact]
    public async Task What_readers_do_not_see_any_more_does_not_match()
    {
        Announcement made = await Editor.PublishedAsync();
        string etag = await ETagAsync(made.Address);
        Announcement back = await Editor.ActAsync(made, "unpublish");
        (await Editor.Patch(made.Address).IfMatch(etag).Json(new { title = "Nie" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        await Editor.PatchAsync(back, new { title = Unique("Tak") });
    }

    [Fact]
    public async Task What_readers_see_may_change_without_a_revision()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new { title = Unique("Kategoria"), categories = new[] { category.Slug }, status = "published" });
        string etag = await ETagAsync(made.Address);
        (await Admin.Put(category.Address).IfMatch("*").Json(new { name = Unique("Inna nazwa") }).SendAsync()).Is(HttpStatusCode.OK);
        (await Editor.Patch(made.Address).IfMatch(etag).Json(new { title = "Nie" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Editor.Patch(made.Address).IfMatch(made.ETag).Json(new { title = Unique("Tak") }).SendAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_category_takes_it_too()
    {
        Category category = await Admin.CreateCategoryAsync();
        string etag = await ETagAsync(category.Address);
        (await Admin.Put(category.Address).IfMatch("W/" + etag).Json(new { name = "Nie" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        Answer renamed = await Admin.Put(category.Address).IfMatch(etag).Json(new { name = Unique("Nowa"), slug = category.Slug }).SendAsync();
        Assert.Equal($"/api/editor/categories/{category.Slug}", renamed.Is(HttpStatusCode.OK).Header("Content-Location"));
        (await Admin.Put(category.Address).IfMatch(etag).Json(new { name = "Nie" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Admin.Delete(category.Address).IfMatch(await ETagAsync(category.Address)).SendAsync()).Is(HttpStatusCode.NoContent);
    }

    private async Task<string> ETagAsync(string address, string? coding = null)
    {
        Request request = Reader.Get(address);
        return (await (coding is null ? request : request.With("Accept-Encoding", coding)).SendAsync()).Is(HttpStatusCode.OK).ETag!;
    }
}
