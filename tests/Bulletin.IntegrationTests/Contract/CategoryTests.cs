using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

public sealed class CategoryTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task A_category_is_made_with_its_defaults_and_found()
    {
        string name = Unique("Środowisko i przestrzeń");
        Answer answer = await Admin.Post("/api/categories").Json(new { name }).SendAsync();
        Category made = answer.Category(HttpStatusCode.Created);
        Assert.Equal("srodowisko-i-przestrzen-" + name[^12..], made.Slug);
        Assert.Equal((name, null, 0, 0), (made.Name, made.Description, made.Order, made.Count));
        Assert.Equal(made.Address, answer.Header("Location"));
        Assert.Equal("\"r1\"", answer.ETag);
        Answer read = await Reader.GetAsync(made.Address);
        Assert.Equal(made with { Revision = null }, read.Category());
        Assert.Equal(["slug", "name", "description", "order", "count"], read.Json.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Categories_are_listed_by_order_and_then_by_name()
    {
        string suffix = Unique(string.Empty);
        foreach ((string name, int order) in new[] { ("Zdrowie", 7), ("Łuki", 7), ("Lasy", 7), ("Ćwiczenia", 7), ("Ostatnia", 8), ("Pierwsza", -8) })
        {
            await Admin.CreateCategoryAsync(new { name = name + suffix, order, description = "Opis" });
        }

        Answer list = await Reader.GetAsync("/api/categories");
        Assert.Equal(
            ["Pierwsza", "Ćwiczenia", "Lasy", "Łuki", "Zdrowie", "Ostatnia"],
            Items(list).Where(one => one.Name.EndsWith(suffix, StringComparison.Ordinal)).Select(one => one.Name[..^suffix.Length]));
        Assert.All(Items(list).Where(one => one.Name.EndsWith(suffix, StringComparison.Ordinal)), one => Assert.Equal("Opis", one.Description));
    }

    [Fact]
    public async Task The_count_is_what_a_reader_can_list()
    {
        Category category = await Admin.CreateCategoryAsync();
        string[] categories = [category.Slug];
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Liczone"), categories });
        await Editor.CreateAsync(new { title = Unique("Zaplanowane"), categories, status = "published", publishedAt = FarAway });
        await AssertCount(category, 0);
        Announcement published = await Editor.ActAsync(draft, "publish");
        await AssertCount(category, 1);
        Announcement other = await Editor.CreateAsync(new { title = Unique("Drugie"), categories, status = "published" });
        await AssertCount(category, 2);
        await Editor.ActAsync(published, "archive");
        await AssertCount(category, 1);
        Announcement binned = await Editor.ActAsync(other, "delete");
        await AssertCount(category, 0);
        await Editor.ActAsync(binned, "restore");
        await AssertCount(category, 0);
        await Editor.ActAsync(published, "restore");
        await AssertCount(category, 1);
        await Editor.PatchAsync(await Editor.ReadAsync(published), """{"categories": []}""");
        await AssertCount(category, 0);
    }

    [Fact]
    public async Task A_new_name_is_shown_with_the_announcements_and_keeps_the_address()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new { title = Unique("Wpis"), categories = new[] { category.Slug }, status = "published" });
        string name = Unique("Nowa nazwa");
        Category renamed = await PutAsync(category, new { name, order = 3, description = "Nowy opis" });
        Assert.Equal((category.Slug, name, 3, "Nowy opis", 2), (renamed.Slug, renamed.Name, renamed.Order, renamed.Description, renamed.Revision));
        Assert.Equal([new(category.Slug, name)], (await Reader.GetAsync(made.Address)).Announcement().Categories);
        Assert.Equal(made.Revision, (await Editor.ReadAsync(made)).Revision);
    }

    [Fact]
    public async Task A_former_slug_redirects_for_a_short_time_and_stays_taken()
    {
        Category category = await Admin.CreateCategoryAsync();
        Category renamed = await PutAsync(category, new { name = category.Name, slug = UniqueSlug() });
        Answer answer = (await Reader.GetAsync(category.Address)).Is(HttpStatusCode.MovedPermanently);
        Assert.Equal(renamed.Address, answer.Header("Location"));
        Assert.Matches("^public, max-age=([1-9]|[1-5][0-9]|60)$", answer.Header("Cache-Control"));
        (await Admin.Post("/api/categories").Json(new { name = Unique("Inna"), slug = category.Slug }).SendAsync())
            .IsProblem(HttpStatusCode.Conflict, "slug-taken");
        Category back = await PutAsync(renamed, new { name = category.Name, slug = category.Slug });
        Assert.Equal(category.Slug, back.Slug);
        Assert.Equal(back.Address, (await Reader.GetAsync(renamed.Address)).Header("Location"));
    }

    [Fact]
    public async Task A_name_is_unique_but_for_case_and_diacritics()
    {
        string suffix = Unique(string.Empty);
        await Admin.CreateCategoryAsync(new { name = "Łódzkie święta" + suffix });
        (await Admin.Post("/api/categories").Json(new { name = "LODZKIE SWIETA" + suffix }).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "name");
        Category other = await Admin.CreateCategoryAsync();
        (await Admin.Put(other.Address).IfMatch(other.ETag).Json(new { name = "łódzkie świeta" + suffix }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "name");
        await PutAsync(other, new { name = other.Name.ToUpperInvariant() });
    }

    [Fact]
    public async Task A_slug_that_is_taken_is_409_when_asked_for_and_numbered_when_made()
    {
        Category first = await Admin.CreateCategoryAsync();
        (await Admin.Post("/api/categories").Json(new { name = Unique("Inna"), slug = first.Slug }).SendAsync())
            .IsProblem(HttpStatusCode.Conflict, "slug-taken");
        Category other = await Admin.CreateCategoryAsync();
        (await Admin.Put(other.Address).IfMatch(other.ETag).Json(new { name = other.Name, slug = first.Slug }).SendAsync())
            .IsProblem(HttpStatusCode.Conflict, "slug-taken");
        Category numbered = await Admin.CreateCategoryAsync(new { name = first.Name + "!" });
        Assert.Equal($"{first.Slug}-2", numbered.Slug);
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back()
    {
        Category made = await Admin.CreateCategoryAsync(new { name = Unique("Kategoria"), description = "Opis", order = 4 });
        Answer read = await Admin.GetAsync(made.EditorsAddress);
        Assert.Equal(made.ETag, read.ETag);
        Assert.Equal(made.Revision, (await Admin.Put(made.Address).IfMatch(made.ETag).Json(read.Text).SendAsync()).Category().Revision);
        Assert.Equal(read.Text, (await Admin.GetAsync(made.EditorsAddress)).Text);
        string forReaders = (await Reader.GetAsync(made.Address)).Text;
        Assert.Equal(made.Revision, (await Admin.Put(made.Address).IfMatch(made.ETag).Json(forReaders).SendAsync()).Category().Revision);
    }

    [Fact]
    public async Task A_change_needs_the_present_ETag()
    {
        Category made = await Admin.CreateCategoryAsync();
        var input = new { name = Unique("Nowa") };
        (await Admin.Put(made.Address).Json(input).SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        (await Admin.Delete(made.Address).SendAsync()).IsProblem(HttpStatusCode.PreconditionRequired, "if-match-required");
        Category changed = (await Admin.Put(made.Address).IfMatch("\"r9\", \"r1\"").Json(input).SendAsync()).Category();
        (await Admin.Put(made.Address).IfMatch(made.ETag).Json(input).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Admin.Delete(made.Address).IfMatch(made.ETag).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Admin.Delete(made.Address).IfMatch(changed.ETag).SendAsync()).Is(HttpStatusCode.NoContent);
        (await Reader.GetAsync(made.Address)).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Admin.Put(made.Address).IfMatch("*").Json(input).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Admin.Delete(made.Address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("scheduled")]
    [InlineData("published")]
    [InlineData("archived")]
    [InlineData("deleted")]
    public async Task A_category_in_use_cannot_be_deleted_whatever_the_state_of_what_is_in_it(string state)
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new
        {
            title = Unique("Używa"),
            categories = new[] { category.Slug },
            status = state == "draft" ? "draft" : "published",
            publishedAt = state == "scheduled" ? FarAway : LongAgo,
        });
        made = state switch { "archived" => await Editor.ActAsync(made, "archive"), "deleted" => await Editor.ActAsync(made, "delete"), _ => made };
        Assert.Equal(state, made.Status);
        (await Admin.Delete(category.Address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Conflict, "category-in-use");
        (await Reader.GetAsync(category.Address)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_category_that_is_in_use_no_more_can_be_deleted()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new { title = Unique("Używała"), categories = new[] { category.Slug } });
        await Editor.PatchAsync(made, """{"categories": []}""");
        (await Admin.Delete(category.Address).IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_merge_moves_the_announcements_of_every_state_and_redirects_the_old_address()
    {
        Category old = await Admin.CreateCategoryAsync();
        Category target = await Admin.CreateCategoryAsync();
        string[] both = [old.Slug, target.Slug];
        string[] categories = [old.Slug];
        Announcement published = await Editor.CreateAsync(new { title = "opublikowane", categories, publishedAt = LongAgo, status = "published" });
        Announcement inBoth = await Editor.CreateAsync(new { title = "w obu", categories = both, publishedAt = "2019-01-01T00:00:00Z", status = "published" });
        Announcement archived = await Editor.ActAsync(await Editor.CreateAsync(new { title = "archiwalne", categories, status = "published" }), "archive");
        Announcement draft = await Editor.CreateAsync(new { title = "szkic", categories });
        Announcement binned = await Editor.ActAsync(await Editor.CreateAsync(new { title = "usunięte", categories, status = "published" }), "delete");

        (await Admin.Delete($"{old.Address}?moveTo={target.Slug}").IfMatch(old.ETag).SendAsync()).Is(HttpStatusCode.NoContent);

        foreach (string slug in both)
        {
            Assert.Equal(["opublikowane", "w obu"], (await Reader.GetAsync($"/api/announcements?category={slug}")).Items.Select(item => item.Title));
            Assert.Equal(["archiwalne"], (await Reader.GetAsync($"/api/announcements?category={slug}&status=archived")).Items.Select(item => item.Title));
        }

        foreach (Announcement one in (Announcement[])[published, inBoth, archived, draft, binned])
        {
            Announcement present = await Editor.ReadAsync(one);
            Assert.Equal([new(target.Slug, target.Name)], present.Categories);
            Assert.Equal((one.Revision, one.UpdatedAt), (present.Revision, present.UpdatedAt));
        }

        Assert.Equal(target.Address, (await Reader.GetAsync(old.Address)).Is(HttpStatusCode.MovedPermanently).Header("Location"));
        await AssertCount(target, 2);
        Assert.DoesNotContain(Items(await Reader.GetAsync("/api/categories")), one => one.Slug == old.Slug);
    }

    [Fact]
    public async Task After_a_merge_the_old_slug_and_name_are_not_for_new_use_but_the_name_is_free()
    {
        Category old = await Admin.CreateCategoryAsync();
        Category target = await Admin.CreateCategoryAsync();
        (await Admin.Delete($"{old.Address}?moveTo={target.Slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        JsonNode problem = (await Editor.Post("/api/announcements").Json(new { title = Unique("Nowe"), categories = new[] { old.Slug } }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "categories");
        Assert.Contains(target.Slug, problem["errors"]!["categories"]!.ToJsonString(), StringComparison.Ordinal);
        (await Admin.Post("/api/categories").Json(new { name = Unique("Inna"), slug = old.Slug }).SendAsync()).IsProblem(HttpStatusCode.Conflict, "slug-taken");
        (await Admin.Delete(old.Address).IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        Assert.NotEqual(old.Slug, (await Admin.CreateCategoryAsync(new { name = old.Name })).Slug);
    }

    [Fact]
    public async Task Merges_after_each_other_lead_every_old_address_to_the_last_target()
    {
        Category first = await Admin.CreateCategoryAsync();
        Category second = await Admin.CreateCategoryAsync();
        Category third = await Admin.CreateCategoryAsync();
        await Editor.CreateAsync(new { title = "wędrowiec", categories = new[] { first.Slug }, publishedAt = LongAgo, status = "published" });
        (await Admin.Delete($"{first.Address}?moveTo={second.Slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        (await Admin.Delete($"{second.Address}?moveTo={third.Slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        foreach (Category one in (Category[])[first, second])
        {
            Assert.Equal(third.Address, (await Reader.GetAsync(one.Address)).Header("Location"));
            Assert.Equal(["wędrowiec"], (await Reader.GetAsync($"/api/announcements?category={one.Slug}")).Items.Select(item => item.Title));
        }
    }

    [Fact]
    public async Task A_merge_needs_another_category_that_exists()
    {
        Category category = await Admin.CreateCategoryAsync();
        foreach (string target in (string[])[category.Slug, "nie-ma-takiej", string.Empty, "%00", "a&moveTo=b"])
        {
            (await Admin.Delete($"{category.Address}?moveTo={target}").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "moveTo");
        }

        (await Reader.GetAsync(category.Address)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_category_takes_in_a_thousand_others_and_no_more()
    {
        string slug = UniqueSlug();
        string ids = string.Join("\",\"", Enumerable.Range(0, 999).Select(_ => Guid.NewGuid().ToString("D")));
        string line = $"{{\"type\": \"category\", \"name\": \"{slug}\", \"slug\": \"{slug}\", \"formerIds\": [\"{ids}\"]}}";
        (await Admin.Post("/api/import").Content(Encoding.UTF8.GetBytes(line), "application/x-ndjson").SendAsync()).Is(HttpStatusCode.OK);
        Category last = await Admin.CreateCategoryAsync();
        Category tooMany = await Admin.CreateCategoryAsync();
        (await Admin.Delete($"{last.Address}?moveTo={slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);

        Answer refused = await Admin.Delete($"{tooMany.Address}?moveTo={slug}").IfMatch("*").SendAsync();

        refused.IsProblem(HttpStatusCode.BadRequest, "invalid", "moveTo");
        Assert.Contains("1001 categories; the most is 1000", refused.Text, StringComparison.Ordinal);
        (await Reader.GetAsync(tooMany.Address)).Is(HttpStatusCode.OK);
        (await Reader.GetAsync(last.Address)).Is(HttpStatusCode.MovedPermanently);
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name": null}""", "name")]
    [InlineData("""{"name": ""}""", "name")]
    [InlineData("""{"name": "   "}""", "name")]
    [InlineData("""{"name": 7}""", "name")]
    [InlineData("""{"name": "a\tb"}""", "name")]
    [InlineData("""{"name": "\ud800"}""", "name")]
    [InlineData("""{"name": "123456789012345678901234567890123456789012345678901234567890123456789012345678901"}""", "name")]
    [InlineData("""{"name": "x", "slug": "Wielkie"}""", "slug")]
    [InlineData("""{"name": "x", "slug": "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"}""", "slug")]
    [InlineData("""{"name": "x", "order": "1"}""", "order")]
    [InlineData("""{"name": "x", "order": 1.5}""", "order")]
    [InlineData("""{"name": "x", "order": 1e99}""", "order")]
    [InlineData("""{"name": "x", "order": null}""", "order")]
    [InlineData("""{"name": "x", "description": []}""", "description")]
    [InlineData("""{"name": "x", "nazwa": "y"}""", "nazwa")]
    public async Task A_wrong_member_of_a_category_is_named_and_nothing_is_written(string body, string member)
    {
        Category category = await Admin.CreateCategoryAsync();
        (await Admin.Post("/api/categories").Json(body).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", member);
        (await Admin.Put(category.Address).IfMatch("*").Json(body).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", member);
        Assert.Equal(category, (await Admin.GetAsync(category.EditorsAddress)).Category());
        Assert.DoesNotContain(Items(await Reader.GetAsync("/api/categories")), one => one.Name == "x");
    }

    [Fact]
    public async Task A_name_of_80_characters_is_kept()
    {
        string name = Unique("😀")[..3] + string.Concat(Enumerable.Repeat("ł", 65)) + Unique(string.Empty);
        Assert.Equal(80, name.EnumerateRunes().Count());
        Assert.Equal(name, (await Admin.CreateCategoryAsync(new { name })).Name);
    }

    [Fact]
    public async Task The_editors_list_shows_the_revisions()
    {
        Category made = await Admin.CreateCategoryAsync();
        Answer list = (await Author.GetAsync("/api/editor/categories")).Is(HttpStatusCode.OK);
        Assert.Equal("no-store, private", list.Header("Cache-Control"));
        Assert.Contains(made, Items(list));
        (await Author.GetAsync("/api/editor/categories/nie-ma-takiej")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    private static List<Category> Items(Answer list) =>
        list.Is(HttpStatusCode.OK).Json["items"]!.AsArray().Select(item => Category.Of(item!)).ToList();

    private async Task<Category> PutAsync(Category category, object input) =>
        (await Admin.Put(category.Address).IfMatch(category.ETag).Json(input).SendAsync()).Category();

    private async Task AssertCount(Category category, int count) =>
        Assert.Equal(count, (await Reader.GetAsync(category.Address)).Category().Count);
}
