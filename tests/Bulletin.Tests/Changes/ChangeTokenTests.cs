using System.Buffers.Text;
using System.Text;
using Bulletin.Changes;
using CsCheck;

namespace Bulletin.Tests.Changes;

public sealed class ChangeTokenTests
{
    private static readonly ChangeToken Token = new("0123456789abcdef0123456789abcdef", 42, A.Moment, null);

    [Fact]
    public void A_token_comes_back_as_it_was()
    {
        Assert.Equal(Token, ChangeToken.Parse(Token.Text));
        foreach (ChangePlaceKind kind in Enum.GetValues<ChangePlaceKind>())
        {
            ChangeToken inside = Token with { Place = new ChangePlace(kind, 7, "12345:abc-def") };
            Assert.Equal(inside, ChangeToken.Parse(inside.Text));
        }

        ChangeToken ofEmptySite = Token with { Epoch = string.Empty, Version = 0 };
        Assert.Equal(ofEmptySite, ChangeToken.Parse(ofEmptySite.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("2|epoch|1|1|")]
    [InlineData("1|epoch|-1|1|")]
    [InlineData("1|epoch|1|-1|")]
    [InlineData("1|epoch|1|9999999999999999999|")]
    [InlineData("1|epoch|99999999999999999999|1|")]
    [InlineData("1|epoch|x|1|")]
    [InlineData("1|epo ch|1|1|")]
    [InlineData("1|epoch|1|1|k")]
    [InlineData("1|epoch|1|1|k/")]
    [InlineData("1|epoch|1|1|q0/")]
    [InlineData("1|epoch|1|1|k-1/")]
    [InlineData("1|epoch|1|1|k0/\u0001")]
    [InlineData("1|epoch|1|1|k0/ł")]
    [InlineData("1|epoch|1|1||")]
    public void What_is_no_token_is_told_apart(string inside) =>
        Assert.Null(ChangeToken.Parse(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(inside))));

    [Fact]
    public void A_token_that_was_cut_off_or_changed_is_none_or_another_one_and_never_an_error()
    {
        string text = (Token with { Place = new ChangePlace(ChangePlaceKind.CategoryAnnouncements, 3, "place") }).Text;
        for (int length = 0; length < text.Length; length++)
        {
            ChangeToken.Parse(text[..length]);
        }

        Gen.String.Sample(any => { ChangeToken.Parse(any); });
        Gen.Byte.Array.Sample(bytes => { ChangeToken.Parse(Base64Url.EncodeToString(bytes)); });
        Assert.Null(ChangeToken.Parse(new string('A', 501)));
    }
}
