using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Under which addresses readers find an announcement: no address that ever worked becomes a 404.</summary>
public sealed class AddressTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task An_announcement_is_found_by_its_id_and_by_its_slug()
    {
        Announcement made = await Editor.PublishedAsync();
        Answer byId = await Reader.GetAsync(made.Address);
        Answer bySlug = await Reader.GetAsync($"/api/announcements/{made.Slug}");
        Assert.Equal(made.Id, byId.Announcement().Id);
        Assert.Equal(byId.Text, bySlug.Text);
        Assert.Equal(byId.ETag, bySlug.ETag);
    }

    [Fact]
    public async Task A_new_title_does_not_change_the_address()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement patched = await Editor.PatchAsync(made, new { title = Unique("Nowy tytuł") });
        Announcement replaced = await Editor.PutAsync(patched, new { title = Unique("Jeszcze nowszy") });
        Assert.Equal(made.Slug, patched.Slug);
        Assert.Equal(made.Slug, replaced.Slug);
    }

    [Fact]
    public async Task A_former_slug_redirects_with_a_relative_address_and_for_a_short_time()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement renamed = await Editor.PatchAsync(made, new { slug = UniqueSlug() });
        Answer answer = (await Reader.GetAsync($"/api/announcements/{made.Slug}")).Is(HttpStatusCode.MovedPermanently);
        Assert.Equal($"/api/announcements/{renamed.Slug}", answer.Header("Location"));
        Assert.Matches("^public, max-age=([1-9]|[1-5][0-9]|60)$", answer.Header("Cache-Control"));
        Assert.Equal(renamed.Slug, (await Reader.GetAsync(answer.Header("Location")!)).Announcement().Slug);
        Assert.Equal($"{PublicUrl}/news/{renamed.Slug}", renamed.Url);
    }

    [Fact]
    public async Task A_slug_that_changes_twice_and_back_keeps_every_address_alive()
    {
        Announcement first = await Editor.PublishedAsync();
        Announcement second = await Editor.PatchAsync(first, new { slug = UniqueSlug("drugi") });
        Announcement third = await Editor.PatchAsync(second, new { slug = UniqueSlug("trzeci") });
        await AssertLeadsTo(third.Slug, first.Slug, second.Slug);
        Announcement back = await Editor.PatchAsync(third, new { slug = first.Slug });
        Assert.Equal(first.Slug, back.Slug);
        (await Reader.GetAsync($"/api/announcements/{first.Slug}")).Is(HttpStatusCode.OK);
        await AssertLeadsTo(first.Slug, second.Slug, third.Slug);
    }

    [Fact]
    public async Task A_slug_of_null_is_made_from_the_title_again()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Stary"), slug = UniqueSlug(), status = "published" });
        string title = Unique("Żółty");
        Announcement changed = await Editor.PatchAsync(made, new { title, slug = (string?)null });
        Assert.Equal("zolty-" + title[^12..], changed.Slug);
        await AssertLeadsTo(changed.Slug, made.Slug);
        Assert.Equal(changed.Revision, (await Editor.PatchAsync(changed, new { slug = (string?)null })).Revision);
    }

    [Fact]
    public async Task A_slug_of_null_for_a_title_that_is_taken_keeps_its_number()
    {
        Announcement first = await Editor.PublishedAsync();
        Announcement second = await Editor.PublishedAsync(first.Title);
        Announcement same = await Editor.PatchAsync(second, new { slug = (string?)null });
        Assert.Equal((second.Slug, second.Revision), (same.Slug, same.Revision));
    }

    [Fact]
    public async Task The_slug_of_another_or_its_former_one_cannot_be_taken_over()
    {
        Announcement other = await Editor.PublishedAsync();
        Announcement renamed = await Editor.PatchAsync(other, new { slug = UniqueSlug() });
        Announcement mine = await Editor.PublishedAsync();
        foreach (string slug in (string[])[other.Slug, renamed.Slug])
        {
            (await Editor.Patch(mine.Address).IfMatch("*").Json(new { slug }).SendAsync()).IsProblem(HttpStatusCode.Conflict, "slug-taken");
            (await Editor.Put(mine.Address).IfMatch("*").Json(new { title = "Nowy", slug }).SendAsync()).IsProblem(HttpStatusCode.Conflict, "slug-taken");
        }

        Assert.Equal(mine.Revision, (await Editor.ReadAsync(mine)).Revision);
    }

    [Fact]
    public async Task A_binned_one_keeps_its_slugs()
    {
        Announcement made = await Editor.PublishedAsync();
        Announcement renamed = await Editor.PatchAsync(made, new { slug = UniqueSlug() });
        await Editor.ActAsync(renamed, "delete");
        foreach (string slug in (string[])[made.Slug, renamed.Slug])
        {
            (await Editor.Post("/api/announcements").Json(new { title = Unique("Następne"), slug }).SendAsync())
                .IsProblem(HttpStatusCode.Conflict, "slug-taken");
            (await Reader.GetAsync($"/api/announcements/{slug}")).IsProblem(HttpStatusCode.Gone, "gone");
        }

        Announcement restored = await Editor.ActAsync(renamed, "restore");
        Assert.Equal(renamed.Slug, restored.Slug);
        await Editor.ActAsync(restored, "publish");
        await AssertLeadsTo(renamed.Slug, made.Slug);
    }

    [Fact]
    public async Task A_slug_cannot_change_without_end_and_the_last_refusal_names_it()
    {
        Announcement made = await Editor.PublishedAsync();
        Answer answer;
        int changes = 0;
        do
        {
            answer = await Editor.Patch(made.Address).IfMatch("*").Json(new { slug = UniqueSlug() }).SendAsync();
            changes++;
        }
        while (answer.Status == HttpStatusCode.OK && changes <= 100);
        answer.IsProblem(HttpStatusCode.BadRequest, "invalid", "slug");
        (await Reader.GetAsync($"/api/announcements/{made.Slug}")).Is(HttpStatusCode.MovedPermanently);
    }

    [Theory]
    [InlineData("nie-ma-takiego")]
    [InlineData("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("Wielkie-Litery")]
    [InlineData("%C5%82%C3%B3d%C5%BA")]
    [InlineData("..%5C..%5Cv")]
    [InlineData("a%0Ab")]
    [InlineData("x'%20or%20true")]
    public async Task Where_nothing_is_readers_get_404(string idOrSlug)
    {
        ContractFixture.SkipWhatTheNativeHostRewrites(idOrSlug);
        (await Reader.GetAsync($"/api/announcements/{idOrSlug}")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    private async Task AssertLeadsTo(string present, params string[] former)
    {
        foreach (string slug in former)
        {
            Answer answer = (await Reader.GetAsync($"/api/announcements/{slug}")).Is(HttpStatusCode.MovedPermanently);
            Assert.Equal($"/api/announcements/{present}", answer.Header("Location"));
        }
    }
}
