using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;
using CsCheck;

namespace Bulletin.Tests.Storage;

public sealed class RowKeysTests
{
    private static readonly Gen<DateTimeOffset> Instant = Gen.Long[
        new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks, Instants.Never.UtcTicks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static readonly Gen<(bool Pinned, DateTimeOffset At, Guid Id)> Entry = Gen.Select(Gen.Bool, Instant, Gen.Guid);

    [Fact]
    public void A_timeline_has_the_pinned_first_and_then_the_newest() => Gen.Select(Entry, Entry).Sample((one, other) =>
    {
        int expected = (!one.Pinned, other.At, one.Id.ToString("D")).CompareTo((!other.Pinned, one.At, other.Id.ToString("D")));
        int keys = string.CompareOrdinal(RowKeys.Timeline(one.Pinned, one.At, one.Id), RowKeys.Timeline(other.Pinned, other.At, other.Id));
        Assert.Equal(Math.Sign(expected), Math.Sign(keys));
        var category = Guid.NewGuid();
        Assert.Equal(Math.Sign(expected), Math.Sign(string.CompareOrdinal(
            RowKeys.CategoryTimeline(category, one.Pinned, one.At, one.Id), RowKeys.CategoryTimeline(category, other.Pinned, other.At, other.Id))));
    });

    [Fact]
    public void The_archive_and_the_editors_lists_have_the_newest_first_to_the_tick() => Gen.Select(Instant, Gen.Guid, Gen.Guid).Sample((at, one, other) =>
    {
        DateTimeOffset later = at.AddTicks(1);
        Assert.True(string.CompareOrdinal(RowKeys.Archive(later, one), RowKeys.Archive(at, other)) < 0);
        Assert.True(string.CompareOrdinal(RowKeys.EditorList("draft", later, one), RowKeys.EditorList("draft", at, other)) < 0);
    });

    [Fact]
    public void What_falls_due_first_comes_first() => Gen.Select(Instant, Gen.Guid, Gen.Guid, Gen.Enum<DueKind>()).Sample((at, one, other, kind) =>
        Assert.True(string.CompareOrdinal(RowKeys.Due(kind, at, one), RowKeys.Due(kind, at.AddTicks(1), other)) < 0));

    [Fact]
    public void Revisions_and_versions_are_in_the_order_of_their_numbers() => Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Guid).Sample((number, id) =>
    {
        Assert.True(string.CompareOrdinal(RowKeys.Revision(id, number), RowKeys.Revision(id, number + 1)) < 0);
        Assert.True(string.CompareOrdinal(RowKeys.Change(number), RowKeys.Change(number + 1)) < 0);
    });

    [Fact]
    public void The_offset_of_an_instant_makes_no_difference()
    {
        var utc = new DateTimeOffset(2024, 4, 23, 8, 33, 0, TimeSpan.Zero);
        Guid id = Guid.NewGuid();
        Assert.Equal(RowKeys.Timeline(false, utc, id), RowKeys.Timeline(false, utc.ToOffset(TimeSpan.FromHours(2)), id));
        Assert.Equal(RowKeys.Due(DueKind.Publish, utc, id), RowKeys.Due(DueKind.Publish, utc.ToOffset(TimeSpan.FromHours(2)), id));
    }

    [Fact]
    public void The_id_can_be_read_from_the_end_of_a_key() => Entry.Sample(entry =>
    {
        Assert.Equal(entry.Id, RowKeys.IdOf(RowKeys.Timeline(entry.Pinned, entry.At, entry.Id)));
        Assert.Equal(entry.Id, RowKeys.IdOf(RowKeys.Due(DueKind.Purge, entry.At, entry.Id)));
        Assert.Equal(entry.Id, RowKeys.IdOf(RowKeys.CategoryUse(Guid.NewGuid(), entry.Id)));
    });

    [Theory]
    [InlineData("")]
    [InlineData("v")]
    [InlineData("d:publish:0638000000000000000:0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2bzz")]
    public void A_key_without_an_id_is_no_such_key(string rowKey) => Assert.Throws<FormatException>(() => RowKeys.IdOf(rowKey));

    [Fact]
    public void Each_kind_of_row_is_a_range_of_its_own()
    {
        Guid id = Guid.NewGuid();
        DateTimeOffset at = DateTimeOffset.UnixEpoch;
        string[] keys =
        [
            RowKeys.Version, RowKeys.Announcement(id), RowKeys.Slug("x"), RowKeys.Revision(id, 1), RowKeys.Change(1), RowKeys.Category(id),
            RowKeys.IdempotencyKey("0"), RowKeys.Timeline(false, at, id), RowKeys.CategoryTimeline(id, false, at, id), RowKeys.Archive(at, id),
            RowKeys.CategoryArchive(id, at, id), RowKeys.EditorList("draft", at, id), RowKeys.Due(DueKind.Archive, at, id), RowKeys.CategoryUse(id, id),
        ];
        Assert.Equal(keys.Length, keys.Select(key => key[0]).Distinct().Count());
        // Azure forbids these in keys.
        Assert.All(keys, key => Assert.DoesNotContain(key, character => character is '/' or '\\' or '#' or '?' || char.IsControl(character)));
    }

    [Fact]
    public void The_states_have_ranges_of_their_own_in_the_editors_lists()
    {
        foreach (AnnouncementStatus one in Enum.GetValues<AnnouncementStatus>())
        {
            var range = RowRange.Of(RowKeys.EditorListPrefix(one.Word()));
            foreach (AnnouncementStatus other in Enum.GetValues<AnnouncementStatus>())
            {
                Assert.Equal(one == other, IsIn(range, RowKeys.EditorList(other.Word(), DateTimeOffset.UnixEpoch, Guid.NewGuid())));
            }
        }
    }

    [Fact]
    public void A_range_of_a_prefix_holds_exactly_the_keys_that_begin_with_it() => Gen.Select(Key(1), Key(0)).Sample((prefix, key) =>
        Assert.Equal(key.StartsWith(prefix, StringComparison.Ordinal), IsIn(RowRange.Of(prefix), key)));

    [Fact]
    public void The_rest_of_a_range_is_what_comes_after_a_key() => Gen.Select(Key(1), Key(0), Key(0)).Sample((prefix, after, key) =>
    {
        var range = RowRange.Of(prefix);
        Assert.Equal(IsIn(range, key) && string.CompareOrdinal(key, after) > 0, IsIn(range.After(after), key));
    });

    [Fact]
    public void Going_on_from_before_a_range_is_the_whole_range()
    {
        var range = RowRange.Of("t:");
        Assert.Equal(range, range.After("s:zzz"));
        Assert.Equal(range, range.After(string.Empty));
    }

    private static Gen<string> Key(int least) => Gen.String[Gen.Char["-:01acdz"], least, 4];

    private static bool IsIn(RowRange range, string key) => string.CompareOrdinal(key, range.From) >= 0 && string.CompareOrdinal(key, range.To) < 0;
}
