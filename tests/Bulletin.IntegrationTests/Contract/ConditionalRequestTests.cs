using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests ETags, 304, HEAD and the headers for caches.</summary>
public sealed class ConditionalRequestTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task A_public_answer_has_a_strong_ETag_that_stays_while_the_body_does()
    {
        (string[] addresses, Announcement made) = await PublicAddressesAsync();
        foreach (string address in addresses[..^1])
        {
            Answer first = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
            Assert.Matches("^\"[^\"]{8,}\"$", first.ETag);
            Assert.Equal(first.ETag, (await Reader.GetAsync(address)).ETag);
            Assert.Matches("^public, max-age=[0-9]{1,2}$", first.Header("Cache-Control"));
            Assert.Equal("Accept-Encoding", first.Header("Vary"));
            Assert.Equal("application/json; charset=utf-8", first.Header("Content-Type"));
        }

        string before = (await Reader.GetAsync(made.Address)).ETag!;
        string listBefore = (await Reader.GetAsync(addresses[0])).ETag!;
        await Editor.PatchAsync(made, new { author = "Ktoś inny" });
        Assert.NotEqual(before, (await Reader.GetAsync(made.Address)).ETag);
        Assert.NotEqual(listBefore, (await Reader.GetAsync(addresses[0])).ETag);
    }

    [Fact]
    public async Task What_a_client_has_already_is_304_without_a_body()
    {
        (string[] addresses, _) = await PublicAddressesAsync();
        foreach (string address in addresses[..^1])
        {
            Answer full = await Reader.GetAsync(address);
            foreach (string known in (string[])[full.ETag!, "*", $"W/{full.ETag}", $"\"inny\", {full.ETag}", $"\"inny\" , W/{full.ETag},\"x\""])
            {
                Answer answer = (await Reader.Get(address).With("If-None-Match", known).SendAsync()).Is(HttpStatusCode.NotModified);
                Assert.Empty(answer.Body);
                foreach (string header in (string[])["ETag", "Cache-Control", "Vary", "Last-Modified", "Link"])
                {
                    Assert.Equal(full.Header(header), answer.Header(header));
                }

                (await Reader.Head(address).With("If-None-Match", known).SendAsync()).Is(HttpStatusCode.NotModified);
            }

            foreach (string unknown in (string[])["\"inny\"", full.ETag!.Trim('"'), "W/\"inny\", \"x\"", "nonsens"])
            {
                Assert.Equal(full.Text, (await Reader.Get(address).With("If-None-Match", unknown).SendAsync()).Is(HttpStatusCode.OK).Text);
            }
        }
    }

    [Fact]
    public async Task A_star_does_not_hide_what_is_not_there()
    {
        (await Reader.Get("/api/announcements/nie-ma").With("If-None-Match", "*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.Get("/api/announcements?limit=0").With("If-None-Match", "*").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "limit");
    }

    [Fact]
    public async Task HEAD_answers_as_GET_does_without_the_body()
    {
        (string[] addresses, Announcement made) = await PublicAddressesAsync();
        string[] others = ["/api/announcements/nie-ma", "/api/announcements?limit=0", "/nic", "/api/editor/announcements"];
        foreach (string address in addresses.Concat(others))
        {
            (await Reader.Head(address).SendAsync()).IsHeadOf(await Reader.GetAsync(address));
        }

        foreach (string address in (string[])[made.EditorsAddress, $"/api/editor/announcements?category={made.Categories[0].Slug}", $"/api/editor/categories/{made.Categories[0].Slug}"])
        {
            (await Editor.Head(address).SendAsync()).IsHeadOf((await Editor.GetAsync(address)).Is(HttpStatusCode.OK));
        }
    }

    [Fact]
    public async Task A_single_item_says_when_it_was_last_modified()
    {
        (string[] addresses, Announcement made) = await PublicAddressesAsync();
        Answer item = await Reader.GetAsync(made.Address);
        Assert.Equal(DateTimeOffset.UtcNow, DateTimeOffset.Parse(item.Header("Last-Modified")!), TimeSpan.FromMinutes(10));
        Assert.NotNull((await Reader.GetAsync($"/api/categories/{made.Categories[0].Slug}")).Header("Last-Modified"));
        Assert.Null((await Reader.GetAsync(addresses[0])).Header("Last-Modified"));
    }

    [Fact]
    public async Task What_expires_is_not_fresh_for_longer_than_it_is_true()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Wygasa"), status = "published", expiresAt = FarAway });
        Assert.Matches("^public, max-age=[1-9]", (await Reader.GetAsync(made.Address)).Header("Cache-Control"));
    }

    // A list with a next page, the items and a category; the last one redirects.
    private async Task<(string[] Addresses, Announcement Made)> PublicAddressesAsync()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement old = await Editor.CreateAsync(new { title = Unique("Stary"), categories = new[] { category.Slug }, status = "published" });
        await Editor.CreateAsync(new { title = Unique("Drugi"), categories = new[] { category.Slug }, status = "published", publishedAt = LongAgo });
        Announcement made = await Editor.PatchAsync(old, new { slug = UniqueSlug() });
        return (
            [
                $"/api/announcements?category={category.Slug}&limit=1", made.Address, $"/api/announcements/{made.Slug}", category.Address,
                $"/api/announcements/{old.Slug}",
            ],
            made);
    }
}
