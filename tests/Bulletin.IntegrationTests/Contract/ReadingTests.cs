using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Tests public responses for clients and caches: compression, and the same response for the same request.</summary>
public sealed class ReadingTests(ContractFixture service) : ContractTests(service)
{
    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0.1, gzip", "gzip")]
    public async Task A_body_is_compressed_as_the_client_wants_with_an_ETag_of_its_own(string acceptEncoding, string coding)
    {
        string address = await LongListAsync();
        Answer plain = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
        Answer compressed = (await Reader.Get(address).With("Accept-Encoding", acceptEncoding).SendAsync()).Is(HttpStatusCode.OK);

        Assert.Null(plain.Header("Content-Encoding"));
        Assert.Equal(coding, compressed.Header("Content-Encoding"));
        Assert.Equal($"{plain.ETag!.TrimEnd('"')}-{coding}\"", compressed.ETag);
        Assert.Equal(plain.Text, compressed.DecodedText);
        Assert.InRange(compressed.Body.Length, 1, plain.Body.Length / 2);
        foreach (string header in (string[])["Vary", "Content-Type", "Cache-Control"])
        {
            Assert.Equal(plain.Header(header), compressed.Header(header));
        }

        Answer head = (await Reader.Head(address).With("Accept-Encoding", acceptEncoding).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal((compressed.ETag, $"{compressed.Body.Length}"), (head.ETag, head.Header("Content-Length")));
        (await Reader.Get(address).With("Accept-Encoding", acceptEncoding).With("If-None-Match", compressed.ETag!).SendAsync()).Is(HttpStatusCode.NotModified);
        // A cache with one form must not use it for a client that wants another.
        (await Reader.Get(address).With("Accept-Encoding", acceptEncoding).With("If-None-Match", plain.ETag!).SendAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_list_asked_for_in_another_way_is_the_same_answer()
    {
        Category category = await Admin.CreateCategoryAsync();
        Answer one = (await Reader.GetAsync($"/api/announcements?category={category.Slug}&limit=20&status=published")).Is(HttpStatusCode.OK);
        Answer other = (await Reader.GetAsync($"/api/announcements?status=published&category={category.Slug}")).Is(HttpStatusCode.OK);
        Assert.Equal((one.ETag, one.Text), (other.ETag, other.Text));
    }

    [Fact]
    public async Task What_is_written_is_read_at_once_where_it_was_written()
    {
        Category category = await Admin.CreateCategoryAsync();
        string list = $"/api/announcements?category={category.Slug}";
        for (int number = 1; number <= 5; number++)
        {
            Assert.Equal(number - 1, (await Reader.GetAsync(list)).Items.Count);
            Announcement made = await Editor.CreateAsync(new { title = Unique("Nowe"), categories = new[] { category.Slug }, status = "published" });
            Assert.Equal(number, (await Reader.GetAsync(list)).Items.Count);
            (await Reader.GetAsync(made.Address)).Is(HttpStatusCode.OK);
            Announcement changed = await Editor.PatchAsync(made, new { title = Unique("Zmienione") });
            Assert.Equal(changed.Title, (await Reader.GetAsync(made.Address)).Announcement().Title);
            Assert.Contains((await Reader.GetAsync(list)).Items, item => item.Title == changed.Title);
        }
    }

    // More than a packet of text.
    private async Task<string> LongListAsync()
    {
        Category category = await Admin.CreateCategoryAsync();
        await Editor.CreateAsync(new { title = Unique("Długie"), lead = string.Concat(Enumerable.Repeat("Zażółć gęślą. ", 30)), categories = new[] { category.Slug }, status = "published" });
        await Editor.CreateAsync(new { title = Unique("Drugie"), lead = string.Concat(Enumerable.Repeat("Zażółć gęślą. ", 30)), categories = new[] { category.Slug }, status = "published" });
        return $"/api/announcements?category={category.Slug}";
    }
}
