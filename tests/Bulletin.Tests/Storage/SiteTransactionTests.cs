using Azure;
using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;
using CsCheck;

namespace Bulletin.Tests.Storage;

public sealed class SiteTransactionTests
{
    // Base64 of these bytes is made of plus signs only, which JSON may escape.
    private static readonly byte[] PlusSigns = Enumerable.Repeat<byte[]>([0xFB, 0xEF, 0xBE], 2000).SelectMany(three => three).ToArray();

    private static readonly Gen<object> AnyValue = Gen.OneOf<object>(
        Gen.String.Select(text => (object)text),
        Gen.Byte.Array[0, 300].Select(bytes => (object)bytes),
        Gen.Long.Select(number => (object)number),
        Gen.Int.Select(number => (object)number),
        Gen.Bool.Select(truth => (object)truth),
        Gen.Double.Select(number => (object)number),
        Gen.Guid.Select(id => (object)id),
        Gen.Long[0, Instants.Never.UtcTicks].Select(ticks => (object)new DateTimeOffset(ticks, TimeSpan.Zero)));

    private readonly FakeTable fake = new();

    [Fact]
    public async Task The_counted_bytes_are_never_fewer_than_the_SDK_sends() => await Gen
        .Select(Gen.String[Gen.Char.AlphaNumeric, 1, 40], AnyValue).Array[0, 12]
        .Array[1, 8]
        .SampleAsync(
            async rows =>
            {
                var transaction = new SiteTransaction();
                foreach ((string, object)[]? properties in rows)
                {
                    TableEntity row = fake.Table.NewRow(RowKeys.CategoryTimeline(Guid.NewGuid(), true, DateTimeOffset.UnixEpoch, Guid.NewGuid()));
                    foreach ((string name, object value) in properties)
                    {
                        row["p" + name] = value;
                    }

                    transaction.Put(row);
                }

                long sent = await RecordingStorage.SizeAsync(transaction.Actions);
                Assert.True(sent <= transaction.Bytes, $"{sent} bytes are sent, {transaction.Bytes} were counted");
            },
            iter: 60);

    [Theory]
    [InlineData("ł")]
    [InlineData("😀")]
    [InlineData("<&+'\"\\")]
    [InlineData("\u0001\u007F\u2028")]
    public async Task Text_that_JSON_escapes_is_counted_in_full(string piece)
    {
        TableEntity row = fake.Table.NewRow("x:a");
        row["Text"] = string.Concat(Enumerable.Repeat(piece, 5000));
        await AssertBoundAsync(row);
    }

    [Fact]
    public async Task Binary_data_is_counted_in_full_whatever_its_Base64_looks_like()
    {
        TableEntity row = fake.Table.NewRow("x:a");
        row["Bytes"] = PlusSigns;
        await AssertBoundAsync(row);
    }

    [Fact]
    public async Task The_largest_announcement_fits_a_transaction_twice()
    {
        Announcement announcement = A.Published() with
        {
            Body = A.Noise(AnnouncementInput.MaximumBodyBytes),
            Title = new string('ł', AnnouncementInput.MaximumTitle),
            Lead = new string('ó', AnnouncementInput.MaximumLead),
            Image = new StoredImage("https://a.example/" + new string('x', 1900), new string('ż', 500)),
            Categories = Enumerable.Range(0, AnnouncementInput.MaximumCategories).Select(_ => Guid.NewGuid()).ToList(),
            FormerSlugs = Enumerable.Range(0, Announcement.MaximumFormerSlugs).Select(number => new string('a', 95) + $"-{number}").ToList(),
            SourceUrl = "https://b.example/" + new string('y', 1900),
            Author = new string('ę', 200),
        };
        Announcement changed = announcement with
        {
            Body = A.Noise(AnnouncementInput.MaximumBodyBytes),
            Title = new string('ź', AnnouncementInput.MaximumTitle),
            Slug = "inny",
            Categories = Enumerable.Range(0, AnnouncementInput.MaximumCategories).Select(_ => Guid.NewGuid()).ToList(),
            PublishedAt = announcement.PublishedAt + TimeSpan.FromDays(1),
            ExpiresAt = announcement.PublishedAt + TimeSpan.FromDays(900),
            Revision = 2,
        };
        SiteWrite write = A.Write(fake, [.. announcement.Categories.Concat(changed.Categories).Select(id => A.Category(id) with { Count = 1 })]);

        write.Save(announcement, changed);

        IReadOnlyList<TableTransactionAction> actions = write.ToActions();
        Assert.InRange(actions.Count, 1, 100);
        Assert.InRange(await RecordingStorage.SizeAsync(actions), 1, 4 * 1024 * 1024);
    }

    [Fact]
    public void A_row_is_written_once_in_a_transaction()
    {
        var transaction = new SiteTransaction();
        transaction.Put(fake.Table.NewRow("x:a"));
        Assert.Throws<InvalidOperationException>(() => transaction.Delete(fake.Table.NewRow("x:a")));
        Assert.Throws<InvalidOperationException>(() => transaction.Insert(fake.Table.NewRow("x:a")));
    }

    [Fact]
    public void Ninety_eight_rows_fit_and_no_more()
    {
        var transaction = new SiteTransaction();
        Fill(transaction, 98);
        transaction.Check();
        transaction.Put(fake.Table.NewRow("x:one-more"));
        Assert.Throws<InvalidOperationException>(transaction.Check);
    }

    [Fact]
    public void Three_mebibytes_fit_and_no_more()
    {
        var transaction = new SiteTransaction();
        for (int index = 0; index < 34; index++)
        {
            TableEntity row = fake.Table.NewRow($"x:{index}");
            row["Bytes"] = new byte[64 * 1024];
            transaction.Put(row);
        }

        transaction.Check();
        TableEntity last = fake.Table.NewRow("x:last");
        last["Bytes"] = new byte[128 * 1024];
        transaction.Put(last);
        Assert.Throws<InvalidOperationException>(transaction.Check);
    }

    [Fact]
    public void Replacing_rows_writes_only_what_differs()
    {
        var transaction = new SiteTransaction();
        TableEntity Row(string key, object value)
        {
            TableEntity row = fake.Table.NewRow(key);
            row["Value"] = value;
            return row;
        }

        transaction.Replace(
            [Row("x:same", "1"), Row("x:same-bytes", new byte[] { 1, 2 }), Row("x:changed", "1"), Row("x:changed-bytes", new byte[] { 1, 2 }), Row("x:gone", "1")],
            [Row("x:same", "1"), Row("x:same-bytes", new byte[] { 1, 2 }), Row("x:changed", "2"), Row("x:changed-bytes", new byte[] { 1, 3 }), Row("x:new", "1"), Row("s:new", "1")],
            insertOnly: key => key.StartsWith("s:", StringComparison.Ordinal));

        Assert.Equal(
            [
                ("s:new", TableTransactionActionType.Add),
                ("x:changed", TableTransactionActionType.UpsertReplace),
                ("x:changed-bytes", TableTransactionActionType.UpsertReplace),
                ("x:gone", TableTransactionActionType.Delete),
                ("x:new", TableTransactionActionType.UpsertReplace),
            ],
            transaction.Actions.Select(action => (action.Entity.RowKey, action.ActionType)).Order());
    }

    [Fact]
    public void Rows_differ_when_one_has_a_property_more()
    {
        TableEntity one = fake.Table.NewRow("x:a");
        TableEntity other = fake.Table.NewRow("x:a");
        one["Value"] = "1";
        Assert.False(RowContent.Equal(one, other));
        Assert.False(RowContent.Equal(other, one));
        other["Value"] = "1";
        other["Empty"] = null;
        Assert.True(RowContent.Equal(one, other));
    }

    [Fact]
    public void What_storage_adds_to_a_row_makes_no_difference()
    {
        TableEntity mine = fake.Table.NewRow("x:a");
        mine["Value"] = "1";
        var stored = new TableEntity(mine) { ETag = new ETag("\"7\""), Timestamp = DateTimeOffset.UnixEpoch };
        Assert.True(RowContent.Equal(mine, stored));
        Assert.True(RowContent.Equal(stored, mine));
    }

    [Fact]
    public void A_deletion_sends_the_keys_only()
    {
        TableEntity row = fake.Table.NewRow("x:a");
        row["Bytes"] = new byte[60_000];
        var transaction = new SiteTransaction();
        transaction.Delete(row);
        Assert.Empty(RowContent.Of((TableEntity)transaction.Actions.Single().Entity));
        Assert.InRange(transaction.Bytes, 1, 2000);
    }

    [Fact]
    public void There_is_room_for_another_announcement_while_half_of_the_rows_and_a_mebibyte_are_free()
    {
        var transaction = new SiteTransaction();
        Fill(transaction, 46);
        Assert.True(transaction.HasRoom());
        Assert.False(transaction.HasRoom(rowsToCome: 1));
        transaction.Put(fake.Table.NewRow("x:one-more"));
        Assert.False(transaction.HasRoom());

        transaction = new SiteTransaction();
        TableEntity large = fake.Table.NewRow("x:large");
        large["Text"] = new string('ł', 400_000);
        transaction.Put(large);
        Assert.False(transaction.HasRoom());
    }

    private void Fill(SiteTransaction transaction, int rows)
    {
        for (int index = 0; index < rows; index++)
        {
            transaction.Put(fake.Table.NewRow($"x:{index}"));
        }
    }

    private static async Task AssertBoundAsync(TableEntity row)
    {
        var transaction = new SiteTransaction();
        transaction.Put(row);
        long sent = await RecordingStorage.SizeAsync(transaction.Actions);
        Assert.True(sent <= transaction.Bytes, $"{sent} bytes are sent, {transaction.Bytes} were counted");
        // An estimate that is much too high would make batches needlessly small.
        Assert.True(transaction.Bytes < (6 * sent) + 2000, $"{sent} bytes are sent, {transaction.Bytes} were counted");
    }
}
