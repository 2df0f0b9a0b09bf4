using System.Text.RegularExpressions;
using Bulletin.Access;

namespace Bulletin.Tests.Access;

public sealed class ApiKeyTokenTests
{
    [Fact]
    public void A_token_has_the_documented_form_and_its_checksum()
    {
        string token = ApiKeyToken.New();

        Assert.True(Regex.IsMatch(token, "^bk_[0-9A-Za-z]{38}$"), token);
        Assert.True(ApiKeyToken.IsWellFormed(token));
        Assert.NotEqual(token, ApiKeyToken.New());
    }

    // Anybody's scanner computes it: CRC-32 as in gzip, in base 62.
    [Theory]
    [InlineData("bk_00000000000000000000000000000000")]
    [InlineData("bk_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void The_checksum_is_the_CRC_32_of_gzip_in_base_62(string text)
    {
        uint crc = uint.MaxValue;
        foreach (char character in text)
        {
            crc ^= character;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        string checksum = string.Empty;
        for (uint rest = ~crc; checksum.Length < 6; rest /= 62)
        {
            checksum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(rest % 62)] + checksum;
        }

        Assert.True(ApiKeyToken.IsWellFormed(text + checksum), text + checksum);
    }

    [Fact]
    public void One_wrong_character_two_exchanged_ones_and_one_too_few_or_too_many_are_seen()
    {
        string token = ApiKeyToken.New();
        for (int place = 0; place < token.Length; place++)
        {
            char other = token[place] == 'x' ? 'y' : 'x';
            Assert.False(ApiKeyToken.IsWellFormed(token[..place] + other + token[(place + 1)..]));
            Assert.False(ApiKeyToken.IsWellFormed(token.Remove(place, 1)));
            if (place > 0 && token[place] != token[place - 1])
            {
                Assert.False(ApiKeyToken.IsWellFormed(token[..(place - 1)] + token[place] + token[place - 1] + token[(place + 1)..]));
            }
        }

        Assert.All([token + "x", " " + token, token + "\n", string.Empty, "bk_", token.ToUpperInvariant()], wrong => Assert.False(ApiKeyToken.IsWellFormed(wrong)));
    }
}
