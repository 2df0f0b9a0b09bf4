using Bulletin.Content.Files;
using Bulletin.Http;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Tests.Http;

public sealed class FileDispositionTests
{
    [Fact]
    public void It_has_an_ASCII_name_and_the_name_as_it_is() => Assert.Equal(
        "attachment; filename=\"uchwala-nr-12.pdf\"; filename*=UTF-8''uchwa%C5%82a%20nr%2012.pdf",
        FileDisposition.Attachment("uchwała nr 12.pdf"));

    [Theory]
    [InlineData("plan.pdf")]
    [InlineData("100 % \"pewne\"; filename=x.exe.pdf")]
    [InlineData("d'Artagnan's (plan) [2].pdf")]
    [InlineData("план; x=1.pdf")]
    [InlineData("👍.pdf")]
    public void Every_name_is_read_back_as_it_was(string given)
    {
        string name = FileName.Of(given, FileKind.Pdf);

        string header = FileDisposition.Inline(name);

        Assert.All(header, character => Assert.InRange(character, ' ', '~'));
        var read = ContentDispositionHeaderValue.Parse(header);
        Assert.Equal(("inline", name, 2), (read.DispositionType.Value, read.FileNameStar.Value, read.Parameters.Count));
        Assert.Matches(@"\A[a-z0-9-]+\.pdf\z", HeaderUtilities.RemoveQuotes(read.FileName).Value);
    }
}
