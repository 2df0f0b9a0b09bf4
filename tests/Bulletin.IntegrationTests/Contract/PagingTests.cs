using System.Net;
using System.Text;

namespace Bulletin.IntegrationTests.Contract;

public sealed class PagingTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task Going_through_the_pages_shows_each_once_whatever_comes_and_goes_meanwhile()
    {
        Category category = await Admin.CreateCategoryAsync();
        List<Announcement> made = [];
        foreach (int[] some in Enumerable.Range(0, 132).Chunk(12))
        {
            made.AddRange(await Task.WhenAll(some.Select(number => PublishAsync(category, number))));
        }

        List<Guid> seen = [];
        HashSet<Guid> deleted = [];
        string address = $"/api/announcements?category={category.Slug}&limit=7";
        for (string? next = null; ;)
        {
            Answer page = (await Reader.GetAsync(address + (next is null ? null : "&cursor=" + next))).Is(HttpStatusCode.OK);
            Assert.InRange(page.Items.Count, 0, 7);
            Assert.DoesNotContain(page.Items, item => deleted.Contains(item.Id));
            seen.AddRange(page.Items.Select(item => item.Id));
            if ((next = page.Next) is null)
            {
                break;
            }

            // One is new and the first of all, one is new and somewhere in the list, one that was seen goes, one that was not goes too.
            await Editor.PublishedAsync();
            await Editor.CreateAsync(new { title = "nowe", categories = new[] { category.Slug }, status = "published" });
            await PublishAsync(category, 200 + seen.Count);
            await DeleteAsync(page.Items[0].Id);
            if (made.Find(one => !one.Pinned && !seen.Contains(one.Id) && !deleted.Contains(one.Id)) is { } unseen)
            {
                await DeleteAsync(unseen.Id);
                deleted.Add(unseen.Id);
            }
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(made.Select(one => one.Id).Except(seen).Except(deleted));
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_filter()
    {
        Category category = await Admin.CreateCategoryAsync();
        Category other = await Admin.CreateCategoryAsync();
        await PublishAsync(category, 1);
        await PublishAsync(category, 2);
        string cursor = (await Reader.GetAsync($"/api/announcements?category={category.Slug}&limit=1")).Next!;
        (await Reader.GetAsync($"/api/announcements?category={category.Slug}&limit=50&cursor={cursor}")).Is(HttpStatusCode.OK);
        foreach (string query in (string[])
        [
            string.Empty, $"category={other.Slug}", $"category={category.Slug},{other.Slug}", $"category={category.Slug}&status=archived",
            $"category={category.Slug}&from=2020-01-01", $"category={category.Slug}&to=2030-01-01", $"category={category.Slug}&language=pl",
            $"category={category.Slug}&pinned=false",
        ])
        {
            (await Reader.GetAsync($"/api/announcements?{query}&cursor={cursor}")).IsProblem(HttpStatusCode.BadRequest, "invalid", "cursor");
        }

        (await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}&cursor={cursor}"))
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "cursor");
    }

    [Fact]
    public async Task A_cursor_that_was_tampered_with_is_refused_or_shows_what_is_public()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement draft = await Editor.CreateAsync(new { title = "szkic", categories = new[] { category.Slug } });
        await PublishAsync(category, 1);
        await PublishAsync(category, 2);
        string address = $"/api/announcements?category={category.Slug}&limit=1&cursor=";
        string cursor = (await Reader.GetAsync(address[..^8])).Next!;
        for (int place = 0; place < cursor.Length; place += 3)
        {
            var tampered = new StringBuilder(cursor);
            tampered[place] = tampered[place] == 'A' ? 'B' : 'A';
            Answer answer = await Reader.GetAsync(address + tampered);
            if (answer.Status == HttpStatusCode.OK)
            {
                Assert.DoesNotContain(answer.Items, item => item.Id == draft.Id);
            }
            else
            {
                answer.IsProblem(HttpStatusCode.BadRequest, "invalid", "cursor");
            }
        }
    }

    [Fact]
    public async Task The_next_page_is_a_Link_at_the_public_address_whatever_Host_was_asked()
    {
        Category category = await Admin.CreateCategoryAsync();
        await PublishAsync(category, 1);
        await PublishAsync(category, 2);
        Answer first = await Reader.Get($"/api/announcements?category={category.Slug}&limit=1&language=pl")
            .With("Host", "evil.example").With("X-Forwarded-Host", "evil.example").With("X-Forwarded-Proto", "gopher").SendAsync();
        string link = first.Is(HttpStatusCode.OK).Header("Link")!;
        Assert.StartsWith($"<{PublicUrl}/api/announcements?", link, StringComparison.Ordinal);
        Assert.Contains(">; rel=\"next\"", link.Split(',')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("evil", first.Text + string.Concat(first.Headers), StringComparison.Ordinal);
        string relative = link[(PublicUrl.Length + 1)..link.IndexOf('>', StringComparison.Ordinal)];
        Assert.Contains(first.Next!, relative, StringComparison.Ordinal);
        Answer second = (await Reader.GetAsync(relative)).Is(HttpStatusCode.OK);
        Assert.NotEqual(Assert.Single(first.Items).Id, Assert.Single(second.Items).Id);
        Assert.DoesNotContain("rel=\"next\"", second.Header("Link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_with_several_values_is_whole_in_the_Link()
    {
        Category one = await Admin.CreateCategoryAsync();
        Category two = await Admin.CreateCategoryAsync();
        await PublishAsync(one, 1);
        await PublishAsync(two, 2);
        string link = (await Reader.GetAsync($"/api/announcements?category={one.Slug}&category={two.Slug}&limit=1&from=2020-01-01T00:00:00%2B01:00")).Header("Link")!;
        string relative = link[(PublicUrl.Length + 1)..link.IndexOf('>', StringComparison.Ordinal)];
        Assert.Single((await Reader.GetAsync(relative)).Is(HttpStatusCode.OK).Items);
    }

    private Task<Announcement> PublishAsync(Category category, int number) => Editor.CreateAsync(new
    {
        title = $"numer {number}",
        categories = new[] { category.Slug },
        publishedAt = new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(-number % 50),
        pinned = number % 40 == 7,
        status = "published",
    });

    private async Task DeleteAsync(Guid id) =>
        (await Editor.Delete($"/api/announcements/{id}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
}
