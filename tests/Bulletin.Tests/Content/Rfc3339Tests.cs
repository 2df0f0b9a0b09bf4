using Bulletin.Content;
using CsCheck;

namespace Bulletin.Tests.Content;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2024-04-23T10:33:00Z", "2024-04-23T10:33:00Z")]
    [InlineData("2024-04-23t10:33:00z", "2024-04-23T10:33:00Z")]
    [InlineData("2024-04-23T10:33:00+02:00", "2024-04-23T08:33:00Z")]
    [InlineData("2024-04-23T00:33:00+02:00", "2024-04-22T22:33:00Z")]
    [InlineData("2024-04-23T10:33:00-00:00", "2024-04-23T10:33:00Z")]
    [InlineData("2024-04-23T10:33:00.5Z", "2024-04-23T10:33:00.5Z")]
    [InlineData("2024-04-23T10:33:00.120Z", "2024-04-23T10:33:00.12Z")]
    [InlineData("2024-04-23T10:33:00.1234567+02:00", "2024-04-23T08:33:00.1234567Z")]
    // As Go and Java write them: beyond the tick there is nothing to keep.
    [InlineData("2024-04-23T10:33:00.123456789Z", "2024-04-23T10:33:00.1234567Z")]
    [InlineData("2024-04-23T10:33:00.999999999+02:00", "2024-04-23T08:33:00.9999999Z")]
    [InlineData("2024-04-23T10:33:00.123456789012Z", "2024-04-23T10:33:00.1234567Z")]
    [InlineData("1960-04-23T10:33:00.999999999Z", "1960-04-23T10:33:00.9999999Z")]
    [InlineData("2024-04-23T10:33Z", "2024-04-23T10:33:00Z")]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z")]
    [InlineData("1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z")]
    [InlineData("2999-12-31T23:59:59Z", "2999-12-31T23:59:59Z")]
    public void An_instant_is_read_whatever_its_offset_and_written_in_UTC(string text, string written) =>
        Assert.Equal(written, Rfc3339.Format(Rfc3339.Parse(text)!.Value));

    [Theory]
    [InlineData("")]
    [InlineData("2024-04-23")]
    [InlineData("2024-04-23T10:33:00")]
    [InlineData("2024-04-23 10:33:00Z")]
    [InlineData(" 2024-04-23T10:33:00Z")]
    [InlineData("2024-04-23T10:33:00Z ")]
    [InlineData("2024-4-23T10:33:00Z")]
    [InlineData("2024-04-23T24:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("2024-04-23T10:33:00+0200")]
    [InlineData("2024-04-23T10:33:00+25:00")]
    [InlineData("2024-04-23T10:33:00.Z")]
    [InlineData("2024-04-23T10:33:00,5Z")]
    [InlineData("2024-04-23T10:33,5Z")]
    [InlineData("2024-04-23t24:00:00z")]
    [InlineData("2024-04-23T24:00Z")]
    [InlineData("2024-04-23T10:60:00Z")]
    [InlineData("2024-04-23T10:33:60Z")]
    [InlineData("2024-04-23T10:33:00+02")]
    [InlineData("2024-04-23T10:33:00+02:60")]
    [InlineData("2024-04-23T10:33:00+14:01")]
    [InlineData("2024-04-23T10:33:00-18:00")]
    [InlineData("2024-04-23T10:33:00.1234567x9Z")]
    [InlineData("2024-04-23T10:33:00Z.123456789")]
    [InlineData("1899-12-31T23:59:59Z")]
    [InlineData("3000-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("1713861180")]
    [InlineData("２０２４-04-23T10:33:00Z")]
    public void Anything_else_is_no_instant(string text) => Assert.Null(Rfc3339.Parse(text));

    [Fact]
    public void What_is_written_is_read_again_to_the_tick() => Gen.Long[
        new DateTime(1900, 1, 1).Ticks, new DateTime(2999, 12, 31).Ticks].Sample(ticks =>
    {
        var instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        Assert.Equal(instant, Rfc3339.Parse(Rfc3339.Format(instant)));
    });
}
