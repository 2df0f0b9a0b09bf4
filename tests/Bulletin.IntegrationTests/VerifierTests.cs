using System.Text;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.IntegrationTests;

/// <summary>Breaks one thing at a time directly in the table, and expects the verifier to name it.</summary>
public sealed class VerifierTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private Service service = null!;
    private SiteRows rows = null!;
    private Guid published;
    private Guid archived;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(azurite);
        rows = new SiteRows(service);
        using var newsroom = Newsroom.At(service);
        await newsroom.CreateCategoryAsync("Sport");
        await newsroom.CreateCategoryAsync("Kultura");
        published = (await newsroom.CreateAsync(new
        {
            title = "Mecz",
            status = "published",
            categories = (string[])["sport"],
            expiresAt = service.Clock.GetUtcNow().AddDays(10),
        })).Id;
        await newsroom.PatchAsync(published, new { title = "Mecz przełożony", slug = "mecz-przelozony" });
        archived = (await newsroom.PublishNewAsync("Wystawa", "kultura")).Id;
        await newsroom.ActAsync(archived, "archive");
        await newsroom.CreateAsync(new { title = "Szkic" });
        await newsroom.CreateAsync(new { title = "Zapowiedź", status = "published", publishedAt = service.Clock.GetUtcNow().AddDays(1) });
        Guid deleted = (await newsroom.PublishNewAsync("Pomyłka")).Id;
        await newsroom.DeleteAsync(deleted);
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task A_site_that_nobody_broke_has_no_violation() => Assert.Empty(await service.VerifyAsync());

    [Fact]
    public async Task A_site_that_was_never_written_to_has_no_violation()
    {
        await using Service empty = await Service.StartAsync(azurite);

        Assert.Empty(await empty.VerifyAsync());
    }

    [Theory]
    [InlineData("s:mecz")]
    [InlineData("s:mecz-przelozony")]
    [InlineData("t:")]
    [InlineData("c:")]
    [InlineData("z:")]
    [InlineData("y:")]
    [InlineData("n:draft:")]
    [InlineData("n:scheduled:")]
    [InlineData("n:published:")]
    [InlineData("n:archived:")]
    [InlineData("n:deleted:")]
    [InlineData("d:publish:")]
    [InlineData("d:expire:")]
    [InlineData("d:archive:")]
    [InlineData("d:purge:")]
    [InlineData("x:")]
    public async Task A_row_that_is_missing_is_named(string prefix)
    {
        TableEntity row = (await rows.ReadAsync(prefix))[0];
        await rows.DeleteAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: is missing (announcement ");
    }

    [Theory]
    [InlineData("s:mecz")]
    [InlineData("t:")]
    [InlineData("c:")]
    [InlineData("z:")]
    [InlineData("y:")]
    [InlineData("n:published:")]
    [InlineData("d:publish:")]
    [InlineData("d:expire:")]
    [InlineData("d:archive:")]
    [InlineData("d:purge:")]
    public async Task A_row_that_says_something_else_is_named(string prefix)
    {
        TableEntity row = (await rows.ReadAsync(prefix))[0];
        row[row.ContainsKey("Summary") ? "Summary" : "Id"] = row.ContainsKey("Summary") ? "{}"u8.ToArray() : archived.ToString("D");
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: differs from announcement ");
    }

    [Theory]
    [InlineData("t:1")]
    [InlineData("z:")]
    [InlineData("n:draft:")]
    [InlineData("n:archived:")]
    [InlineData("d:expire:")]
    [InlineData("d:purge:")]
    [InlineData("s:")]
    public async Task A_row_that_no_announcement_has_is_named(string prefix)
    {
        string rowKey = prefix + (prefix == "s:" ? "nigdzie" : RowKeys.Place(service.Clock.GetUtcNow(), published));
        await rows.PutAsync(rowKey, "Id", published.ToString("D"));

        await ExpectViolationAsync($"{rowKey}: no announcement has this row");
    }

    [Fact]
    public async Task A_category_row_of_an_announcement_that_is_not_in_the_category_is_named()
    {
        TableEntity row = (await rows.ReadAsync("c:"))[0];
        row.RowKey = "c:" + Guid.NewGuid().ToString("D") + row.RowKey[38..];
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: no announcement has this row");
    }

    [Fact]
    public async Task A_slug_that_leads_nowhere_is_named()
    {
        await rows.PutAsync("s:donikad", "Id", Guid.NewGuid().ToString("D"));

        await ExpectViolationAsync("s:donikad: no announcement has this row");
    }

    [Fact]
    public async Task The_rows_of_an_announcement_that_is_gone_are_named()
    {
        await rows.DeleteAsync(await rows.SingleAsync(RowKeys.Announcement(published)));

        IReadOnlyList<string> violations = await service.VerifyAsync();

        foreach (string rowKey in (string[])["s:mecz", "s:mecz-przelozony"])
        {
            Assert.Contains($"{rowKey}: no announcement has this row", violations);
        }

        Assert.Contains(violations, line => line.StartsWith("h:", StringComparison.Ordinal) && line.EndsWith(": its announcement does not exist", StringComparison.Ordinal));
        Assert.Contains(violations, line => line.StartsWith("k:", StringComparison.Ordinal) && line.EndsWith(": counts 1 announcements, there are 0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a:")]
    [InlineData("k:")]
    public async Task A_record_that_cannot_be_read_is_named(string prefix)
    {
        TableEntity row = (await rows.ReadAsync(prefix))[0];
        row[prefix == "a:" ? "Announcement" : "Category"] = "{ not json"u8.ToArray();
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: cannot be read (");
    }

    [Theory]
    [InlineData("a:", "Announcement")]
    [InlineData("a:", "BodyEncoding")]
    [InlineData("k:", "Category")]
    public async Task A_record_without_its_content_is_named(string prefix, string property)
    {
        TableEntity row = (await rows.ReadAsync(prefix))[0];
        row.Remove(property);
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: cannot be read (");
    }

    [Theory]
    [InlineData("a:", "Announcement")]
    [InlineData("k:", "Category")]
    public async Task A_record_of_another_type_is_named(string prefix, string property)
    {
        TableEntity row = (await rows.ReadAsync(prefix))[0];
        row[property] = 7;
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: cannot be read (");
    }

    [Fact]
    public async Task A_body_that_cannot_be_unpacked_is_named()
    {
        TableEntity row = await rows.SingleAsync(RowKeys.Announcement(published));
        row["BodyEncoding"] = "br";
        row["Body0"] = new byte[] { 255, 255, 255 };
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: cannot be read (");
    }

    [Fact]
    public async Task An_announcement_under_the_key_of_another_is_named()
    {
        TableEntity row = await rows.SingleAsync(RowKeys.Announcement(published));
        row.RowKey = RowKeys.Announcement(Guid.NewGuid());
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: holds announcement {published}");
    }

    [Fact]
    public async Task An_announcement_that_cannot_be_in_its_state_is_named()
    {
        TableEntity row = await rows.SingleAsync(RowKeys.Announcement(published));
        string json = Encoding.UTF8.GetString(row.GetBinary("Announcement"));
        row["Announcement"] = Encoding.UTF8.GetBytes(json.Replace("\"publishedAt\"", "\"publishedAtNever\"", StringComparison.Ordinal));
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{row.RowKey}: is in an impossible state (");
    }

    [Fact]
    public async Task A_category_that_is_used_and_does_not_exist_is_named()
    {
        TableEntity category = (await rows.ReadAsync("k:")).Single(row => Encoding.UTF8.GetString(row.GetBinary("Category")).Contains("sport", StringComparison.Ordinal));
        await rows.DeleteAsync(category);

        await ExpectViolationAsync($"a:{published}: uses category {category.RowKey[2..]}, which does not exist");
    }

    [Fact]
    public async Task A_wrong_count_is_named()
    {
        TableEntity category = await ChangeCategoryAsync("sport", json => json.Replace("\"count\":1", "\"count\":4", StringComparison.Ordinal));

        await ExpectViolationAsync($"{category.RowKey}: counts 4 announcements, there are 1");
    }

    [Fact]
    public async Task An_alias_of_nothing_is_named()
    {
        Guid nothing = Guid.NewGuid();
        TableEntity category = await ChangeCategoryAsync("sport", json => json.Insert(1, $"\"aliasOf\":\"{nothing}\","));

        await ExpectViolationAsync($"{category.RowKey}: is an alias of {nothing}, which is no category");
    }

    [Fact]
    public async Task Two_categories_with_one_slug_are_named()
    {
        await ChangeCategoryAsync("sport", json => json.Replace("\"slug\":\"sport\"", "\"slug\":\"kultura\"", StringComparison.Ordinal));

        Assert.Contains(await service.VerifyAsync(), line => line.Contains(": slug 'kultura' also belongs to ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gap_in_the_change_log_is_named()
    {
        await rows.DeleteAsync(await rows.SingleAsync(RowKeys.Change(3)));

        await ExpectViolationAsync($"{RowKeys.Change(4)}: the entry before it is 2");
    }

    [Fact]
    public async Task The_oldest_entries_of_the_change_log_may_go()
    {
        await rows.DeleteAsync(await rows.SingleAsync(RowKeys.Change(1)));
        await rows.DeleteAsync(await rows.SingleAsync(RowKeys.Change(2)));

        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task A_change_log_that_ends_before_the_sites_version_is_named()
    {
        TableEntity last = (await rows.ReadAsync("u:"))[^1];
        await rows.DeleteAsync(last);
        long version = long.Parse(last.RowKey.AsSpan(2));

        await ExpectViolationAsync($"v: the site is at version {version}, the change log ends at {version - 1}");
    }

    [Fact]
    public async Task A_change_log_key_that_is_no_version_is_named()
    {
        await rows.PutAsync("u:yesterday", "Id", "x");

        await ExpectViolationAsync("u:yesterday: is no key of the change log");
    }

    [Fact]
    public async Task A_version_row_that_is_missing_is_named()
    {
        await rows.DeleteAsync(await rows.SingleAsync("v"));

        await ExpectViolationAsync("v: the site is at version 0, the change log ends at ");
    }

    [Fact]
    public async Task A_version_row_without_a_version_is_named()
    {
        TableEntity row = await rows.SingleAsync("v");
        row.Remove("Version");
        await rows.PutAsync(row);

        await ExpectViolationAsync("v: cannot be read (");
    }

    [Fact]
    public async Task A_former_revision_that_is_missing_is_named()
    {
        using var newsroom = Newsroom.At(service);
        await newsroom.PatchAsync(published, new { title = "Mecz odwołany" });
        await rows.DeleteAsync(await rows.SingleAsync(RowKeys.Revision(published, 2)));

        await ExpectViolationAsync($"{RowKeys.Revision(published, 2)}: is missing");
    }

    [Fact]
    public async Task Former_revisions_are_expected_from_the_oldest_that_the_announcement_keeps()
    {
        TableEntity row = await rows.SingleAsync(RowKeys.Announcement(published));
        string json = Encoding.UTF8.GetString(row.GetBinary("Announcement"));
        row["Announcement"] = Encoding.UTF8.GetBytes(json.Insert(1, "\"oldestRevision\":2,"));
        await rows.PutAsync(row);

        await ExpectViolationAsync($"{RowKeys.Revision(published, 1)}: is older than 2, the oldest revision that is kept");

        await rows.DeleteAsync(await rows.SingleAsync(RowKeys.Revision(published, 1)));
        Assert.Empty(await service.VerifyAsync());
    }

    [Fact]
    public async Task A_former_revision_newer_than_its_announcement_is_named()
    {
        await rows.PutAsync(RowKeys.Revision(published, 9), "Id", "x");

        await ExpectViolationAsync($"{RowKeys.Revision(published, 9)}: is not older than its announcement");
    }

    [Theory]
    [InlineData("h:", "h:x: is no key of a revision")]
    [InlineData("e:", "e:x: is of no known kind")]
    [InlineData("q:", "q:x: is no key of a use")]
    [InlineData("r:", "r:x: the use is not recorded")]
    [InlineData("b:", "b:x: no medium has this file")]
    [InlineData("", "x: is of no known kind")]
    public async Task A_row_of_no_known_kind_is_named(string prefix, string violation)
    {
        await rows.PutAsync(prefix + "x", "Id", "x");

        await ExpectViolationAsync(violation);
    }

    private async Task<TableEntity> ChangeCategoryAsync(string slug, Func<string, string> change)
    {
        TableEntity row = (await rows.ReadAsync("k:"))
            .Single(one => Encoding.UTF8.GetString(one.GetBinary("Category")).Contains($"\"slug\":\"{slug}\"", StringComparison.Ordinal));
        string json = Encoding.UTF8.GetString(row.GetBinary("Category"));
        row["Category"] = Encoding.UTF8.GetBytes(change(json));
        Assert.NotEqual(json, Encoding.UTF8.GetString(row.GetBinary("Category")));
        await rows.PutAsync(row);
        return row;
    }

    private async Task ExpectViolationAsync(string beginning) =>
        Assert.Contains(await service.VerifyAsync(), line => line.StartsWith(beginning, StringComparison.Ordinal));
}
