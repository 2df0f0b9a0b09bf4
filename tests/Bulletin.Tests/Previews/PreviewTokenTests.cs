using System.Buffers.Text;
using Bulletin.Previews;

namespace Bulletin.Tests.Previews;

public sealed class PreviewTokenTests
{
    private const string Site = "main";
    private static readonly byte[] Key = A.Bytes(32);
    private static readonly DateTimeOffset ExpiresAt = A.Moment.AddTicks(1234567);

    public static TheoryData<bool> Kinds => new(true, false);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_token_is_read_as_it_was_signed(bool isOfDraft)
    {
        PreviewToken token = Token(isOfDraft);
        string text = token.Sign(Key, Site);

        Assert.Equal(token, PreviewToken.Read(text, Key, Site));
        Assert.Equal(PreviewToken.Length, text.Length);
        Assert.True(PreviewToken.IsWellFormed(text));
        Assert.Equal(text, Uri.EscapeDataString(text));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_token_with_any_bit_flipped_is_none(bool isOfDraft)
    {
        byte[] signed = Base64Url.DecodeFromChars(Token(isOfDraft).Sign(Key, Site));
        for (int bit = 0; bit < signed.Length * 8; bit++)
        {
            byte[] flipped = [.. signed];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.True(PreviewToken.Read(Base64Url.EncodeToString(flipped), Key, Site) is null, $"bit {bit} means nothing");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_token_with_any_character_changed_is_none(bool isOfDraft)
    {
        string text = Token(isOfDraft).Sign(Key, Site);
        for (int index = 0; index < text.Length; index++)
        {
            foreach (char other in "ABCDabcd0189-_+/=% \n\0ą".Where(other => other != text[index]))
            {
                string changed = text[..index] + other + text[(index + 1)..];
                Assert.True(PreviewToken.Read(changed, Key, Site) is null, $"'{other}' at {index} means nothing");
            }
        }
    }

    [Fact]
    public void A_token_that_is_cut_or_longer_is_none()
    {
        string text = Token(isOfDraft: true).Sign(Key, Site);

        Assert.All(Enumerable.Range(0, text.Length), length => Assert.False(PreviewToken.IsWellFormed(text[..length])));
        Assert.All(["=", "==", " ", "\n", "A", "AAAA", text], more =>
        {
            Assert.False(PreviewToken.IsWellFormed(text + more));
            Assert.False(PreviewToken.IsWellFormed(more + text));
            Assert.Null(PreviewToken.Read(text + more, Key, Site));
            Assert.Null(PreviewToken.Read(more + text, Key, Site));
        });
    }

    [Fact]
    public void A_token_of_another_site_or_key_is_none()
    {
        string text = Token(isOfDraft: false).Sign(Key, Site);

        Assert.Null(PreviewToken.Read(text, Key, "other"));
        Assert.Null(PreviewToken.Read(text, Key, string.Empty));
        Assert.Null(PreviewToken.Read(text, A.Bytes(31), Site));
        Assert.Null(PreviewToken.Read(text, new byte[32], Site));
    }

    [Fact]
    public void Two_tokens_that_grant_another_thing_are_signed_otherwise()
    {
        PreviewToken token = Token(isOfDraft: true);
        PreviewToken[] others =
        [
            token with { Announcement = Guid.NewGuid() },
            token with { Draft = null },
            token with { Draft = Guid.NewGuid() },
            token with { WithdrawnRevision = 8 },
            token with { ExpiresAt = ExpiresAt.AddTicks(1) },
        ];

        Assert.All(others, other => Assert.NotEqual(token.Sign(Key, Site)[^24..], other.Sign(Key, Site)[^24..]));
    }

    private static PreviewToken Token(bool isOfDraft) =>
        new(Guid.Parse("0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"), isOfDraft ? Guid.Parse("2f1c0a4e-90ab-4c6d-8e21-6d7f9b1c3a55") : null, 7, ExpiresAt);
}
