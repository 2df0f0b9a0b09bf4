using System.Buffers.Text;
using System.Text;
using Bulletin.Http;
using Bulletin.Storage;
using CsCheck;

namespace Bulletin.Tests.Http;

public sealed class CursorTests
{
    private const string Filter = "main\n/api/announcements\ncategory=a,b";

    private static readonly string Place = RowKeys.TimelinePlace(true, A.Moment, Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"));

    [Fact]
    public void A_cursor_comes_back_with_its_place() => Assert.Equal(new Cursor(Filter, Place), Cursor.Parse(Make(), Filter));

    [Fact]
    public void The_same_place_has_the_same_cursor_at_any_time() => Assert.Equal(Make(), Make());

    [Fact]
    public void It_can_stand_in_an_address_as_it_is() => Assert.Matches("^[A-Za-z0-9_-]{1,200}$", Make());

    [Theory]
    [InlineData("main\n/api/announcements")]
    [InlineData("main\n/api/announcements\ncategory=a")]
    [InlineData("other\n/api/announcements\ncategory=a,b")]
    public void It_belongs_to_its_filter_and_its_site(string other) => Assert.Null(Cursor.Parse(Make(), other));

    [Fact]
    public void No_part_of_a_cursor_is_one()
    {
        string cursor = Make();
        string none = new Cursor(Filter, "x").After(string.Empty);
        Assert.Null(Cursor.Parse(none, Filter));
        // As far as format and filter reach; what follows is the place.
        Assert.All(Enumerable.Range(0, none.Length), length => Assert.Null(Cursor.Parse(cursor[..length], Filter)));
    }

    [Theory]
    [InlineData("ł")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("")]
    public void A_place_is_visible_ASCII(string place) => Assert.Null(Cursor.Parse(Make(place), Filter));

    [Fact]
    public void A_place_has_an_end()
    {
        Assert.NotNull(Cursor.Parse(Make(new string('x', 200)), Filter));
        Assert.Null(Cursor.Parse(Make(new string('x', 201)), Filter));
    }

    [Fact]
    public void Whatever_is_sent_is_read_or_refused() => Gen.OneOf(Gen.String, Gen.Byte.Array[0, 120].Select(bytes => Base64Url.EncodeToString(bytes)))
        .Sample(text => Assert.Null(Cursor.Parse(text, Filter)));

    [Fact]
    public void Whatever_is_changed_in_a_cursor_it_is_refused_or_leads_to_another_place()
    {
        byte[] bytes = Base64Url.DecodeFromChars(Make());
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample((index, value) =>
        {
            byte[] forged = [.. bytes];
            forged[index] = value;
            Cursor? read = Cursor.Parse(Base64Url.EncodeToString(forged), Filter);
            Assert.True(read is null || Ascii.IsValid(read.Place));
        });
    }

    private static string Make(string? place = null) => new Cursor(Filter, string.Empty).After(place ?? Place);
}
