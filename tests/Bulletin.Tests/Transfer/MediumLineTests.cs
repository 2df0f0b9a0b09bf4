using System.Text.Json;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Transfer;

namespace Bulletin.Tests.Transfer;

public sealed class MediumLineTests
{
    private static readonly string Hash = new('a', 64);

    private static readonly Medium Picture = new()
    {
        Id = Guid.Parse("0190d5f0-0000-7000-8000-000000000001"),
        Name = "ratusz „nocą”.jpg",
        Kind = "jpeg",
        Bytes = 12_345,
        Hash = Hash,
        Width = 1200,
        Height = 800,
        HasAlpha = true,
        Alt = "\u200b",
        Credit = "fot. Anna",
        Focus = new FocalPoint(0.25, 1),
        Revision = 3,
        CreatedAt = DateTimeOffset.Parse("2024-04-23T08:33:00.123Z", System.Globalization.CultureInfo.InvariantCulture),
        CreatedBy = "Anna",
        OwnerId = "key/1",
        ChangedAt = DateTimeOffset.Parse("2024-04-24T08:33:00Z", System.Globalization.CultureInfo.InvariantCulture),
        ChangedBy = "Piotr",
        ReplacedAt = DateTimeOffset.Parse("2024-04-24T08:33:00Z", System.Globalization.CultureInfo.InvariantCulture),
        FormerHashes = [new string('b', 64), new string('c', 64)],
    };

    public static TheoryData<string, string, string> Invalid => new()
    {
        { "sha256", "\"ABC\"", "sha256" },
        { "kind", "\"svg\"", "kind" },
        { "mediaType", "\"text/html\"", "mediaType" },
        { "width", "null", "width" },
        { "id", "\"0190d5f0-0000-4000-8000-000000000001\"", "id" },
        { "formerHashes", "[\"x\"]", "formerHashes[0]" },
        { "bytes", "0", "bytes" },
        { "unknown", "1", "unknown" },
    };

    [Fact]
    public void A_picture_is_read_as_it_was_written() => Assert.True(Picture.IsSame(Read(Written(Picture))));

    [Fact]
    public void A_document_is_read_as_it_was_written()
    {
        Medium document = Picture with
        {
            Kind = "csv",
            Type = "text/csv; charset=windows-1250",
            Width = null,
            Height = null,
            HasAlpha = null,
            Alt = null,
            Credit = null,
            Focus = null,
            ReplacedAt = null,
            FormerHashes = [],
        };
        Assert.True(document.IsSame(Read(Written(document))));
        foreach (DocumentFacts facts in (DocumentFacts[])[new(null, null, false, null, 1), new("Uchwała", "pl", true, false, 12)])
        {
            Medium pdf = document with { Kind = "pdf", Type = null, Document = facts };
            Assert.True(pdf.IsSame(Read(Written(pdf))));
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_wrong_member_is_named(string member, string value, string named)
    {
        System.Text.Json.Nodes.JsonNode line = System.Text.Json.Nodes.JsonNode.Parse(Written(Picture))!;
        line[member] = System.Text.Json.Nodes.JsonNode.Parse(value);
        ProblemException refused = Assert.Throws<ProblemException>(() => Read(System.Text.Encoding.UTF8.GetBytes(line.ToJsonString())));
        Assert.Contains(named, refused.Problem.Errors.Keys);
    }

    private static byte[] Written(Medium medium) => ExportLine.Of(medium);

    private static Medium Read(byte[] line) => MediumLine.Read(JsonDocument.Parse(line).RootElement);
}
