using System.Text;
using Azure.Data.Tables;
using Bulletin.Storage;

namespace Bulletin.Tests.Storage;

public sealed class LongTextTests
{
    private const int Chunk = 64 * 1024;

    public static TheoryData<string> Texts => new(
        string.Empty,
        "a",
        "Zażółć gęślą jaźń",
        "łódź\r\n\tkońca\u2028x",
        "👩‍👩‍👧 e\u0301",
        new string('ł', 40_000),
        string.Concat(Enumerable.Repeat("😀", 40_000)),
        A.Noise(Chunk - 1),
        A.Noise(Chunk),
        A.Noise(Chunk + 1),
        A.Noise(2 * Chunk),
        "x" + new string('ł', Chunk),
        A.Noise(256 * 1024));

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Every_text_comes_back_to_the_letter(string text)
    {
        TableEntity row = new("main", "a:1");
        LongText.Of(text).Write(row, "Body");
        Assert.Equal(text, LongText.Read(row, "Body").Value);
    }

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void No_property_is_larger_than_storage_allows_and_nothing_grows(string text)
    {
        TableEntity row = new("main", "a:1");
        LongText.Of(text).Write(row, "Body");
        List<byte[]> chunks = row.Where(property => property.Key != "BodyHash").Select(property => property.Value).OfType<byte[]>().ToList();
        Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 1, Chunk));
        Assert.True(chunks.Sum(chunk => chunk.Length) <= Encoding.UTF8.GetByteCount(text));
    }

    [Fact]
    public void What_repeats_itself_is_stored_compressed()
    {
        TableEntity row = new("main", "a:1");
        LongText.Of(string.Concat(Enumerable.Repeat("Metropolia Krakowska. ", 10_000))).Write(row, "Body");
        Assert.InRange(RowContent.EncodedBytes(row), 1, 4000);
    }

    [Fact]
    public void Two_texts_in_one_row_do_not_mix()
    {
        TableEntity row = new("main", "a:1");
        LongText.Of("ciało").Write(row, "Body");
        LongText.Of(A.Noise(Chunk + 7)).Write(row, "Draft");
        Assert.Equal("ciało", LongText.Read(row, "Body").Value);
    }

    [Fact]
    public void A_row_without_the_text_is_reported_as_broken() =>
        Assert.Contains("a:1", Assert.Throws<InvalidDataException>(() => LongText.Read(new TableEntity("main", "a:1"), "Body")).Message);

    [Fact]
    public void An_encoding_of_a_later_version_is_reported()
    {
        TableEntity row = new("main", "a:1");
        LongText.Of("x").Write(row, "Body");
        row["BodyEncoding"] = "zstd";
        Assert.Contains("zstd", Assert.Throws<InvalidDataException>(() => LongText.Read(row, "Body").Value).Message);
    }

    [Fact]
    public void Compressed_data_that_is_damaged_is_reported_as_broken()
    {
        TableEntity row = new("main", "a:1");
        LongText.Of(new string('a', 5000)).Write(row, "Body");
        row["Body0"] = Encoding.UTF8.GetBytes("This is no Brotli stream, certainly.");
        Assert.Contains("a:1", Assert.Throws<InvalidDataException>(() => LongText.Read(row, "Body").Value).Message);
    }

    [Fact]
    public void A_text_of_which_the_end_is_missing_is_reported_as_broken()
    {
        TableEntity row = new("main", "a:1");
        // Noise in Base64 compresses to about three quarters of itself: three chunks.
        LongText.Of(Convert.ToBase64String(A.Bytes((2 * Chunk) + 5000))).Write(row, "Body");
        Assert.Equal("br", row["BodyEncoding"]);
        Assert.True(row.Remove("Body2"));
        Assert.Throws<InvalidDataException>(() => LongText.Read(row, "Body").Value);
    }
}
