using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bulletin.Access;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Access;

/// <summary>The form of tokens and of an issuer's metadata, as RFC 7515, 7517, 7518, 7519, 8725, 9068 and OpenID Connect Discovery ask for it.</summary>
public sealed class OidcTokensTests : IDisposable
{
    private const string Header = """{"alg":"RS256","typ":"JWT","kid":"rsa"}""";

    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly FakeIssuer issuer = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => issuer.Dispose();

    [Theory]
    [InlineData(Header)]
    [InlineData("""{"alg":"RS256","kid":"rsa"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"AT+JWT"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"application/at+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","b64":true}""")]
    // RFC 7515, 4: what is not understood, and not critical, is ignored.
    [InlineData("""{"alg":"RS256","kid":"rsa","http://example.org/is-root":true,"x5t":"AAAA","nonce":"n","jku":"https://evil.example"}""")]
    public async Task A_header_may_say_more_than_is_understood(string header) => Assert.NotNull(await FindAsync(FakeIssuer.Sign(header, Claims())));

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["http://example.org/x"],"http://example.org/x":1}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":["b64"],"b64":true}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":[]}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":null}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","crit":"kid"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","\u0063rit":["x"]}""")]
    public async Task A_critical_extension_is_not_understood(string header) => Assert.Null(await FindAsync(FakeIssuer.Sign(header, Claims())));

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"rsa","b64":false}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"logout+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"secevent+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":"dpop+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","typ":7}""")]
    [InlineData("""{"alg":"none","kid":"rsa"}""")]
    [InlineData("""{"alg":"None","kid":"rsa"}""")]
    [InlineData("""{"alg":"rs256","kid":"rsa"}""")]
    [InlineData("""{"alg":["RS256"],"kid":"rsa"}""")]
    [InlineData("""{"kid":"rsa"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","kid":null}""")]
    [InlineData("""{"alg":"RS256","kid":"RSA"}""")]
    [InlineData("""{"alg":"PS256","kid":"rsa"}""")]
    [InlineData("""{"alg":"RS512","kid":"rsa"}""")]
    [InlineData("""{"alg":"ES256","kid":"rsa"}""")]
    [InlineData("""{"alg":"RS256","kid":"ec"}""")]
    // RFC 7515, 4: two readers may see two different headers.
    [InlineData("""{"alg":"RS256","kid":"rsa","kid":"rsa"}""")]
    [InlineData("""{"alg":"none","alg":"RS256","kid":"rsa"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa","\u0061lg":"RS256"}""")]
    [InlineData("""[{"alg":"RS256","kid":"rsa"}]""")]
    [InlineData("""{"alg":"RS256","kid":"rsa"} {}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa",}""")]
    public async Task A_header_that_says_something_else_is_refused(string header) => Assert.Null(await FindAsync(FakeIssuer.Sign(header, Claims())));

    [Fact]
    public async Task A_key_that_the_token_brings_along_is_not_used()
    {
        using var own = RSA.Create(2048);
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = "own", ["jwk"] = FakeIssuer.PublicRsa(own, "own"), ["jku"] = "https://evil.example/keys" };
        Assert.Null(await FindAsync(FakeIssuer.Sign(header.ToJsonString(), Claims(), own)));
        header["kid"] = FakeIssuer.KeyId;
        Assert.Null(await FindAsync(FakeIssuer.Sign(header.ToJsonString(), Claims(), own)));
        Assert.DoesNotContain(issuer.Asked, address => address.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_public_key_is_no_secret_to_sign_with()
    {
        Assert.Null(await FindAsync(FakeIssuer.SignWithSecret("""{"alg":"HS256","kid":"rsa"}""", Claims())));
        issuer.Keys.Add(new JsonObject { ["kty"] = "oct", ["kid"] = "oct", ["k"] = "AAAA" });
        Assert.Null(await FindAsync(FakeIssuer.SignWithSecret("""{"alg":"HS256","kid":"oct"}""", Claims())));
    }

    [Fact]
    public async Task A_key_signs_only_what_it_is_for()
    {
        const string CurveHeader = """{"alg":"ES256","kid":"ec"}""";
        Assert.NotNull(await FindAsync(FakeIssuer.SignWithCurve(CurveHeader, Claims())));
        // The coordinates are those of another curve's point, or nobody's.
        issuer.Keys[1]!["crv"] = "P-384";
        Assert.Null(await FindAsync(FakeIssuer.SignWithCurve(CurveHeader, Claims())));

        foreach ((string member, JsonNode value, bool isRight) in ((string, JsonNode, bool)[])
        [
            ("use", "sig", true), ("use", "enc", false), ("alg", "RS256", true), ("alg", "RS384", false),
            ("key_ops", new JsonArray("verify"), true), ("key_ops", new JsonArray("encrypt"), false),
        ])
        {
            var other = new FakeIssuer();
            other.Keys[0]![member] = value;
            Assert.True(isRight == await FindAsync(FakeIssuer.Sign(Header, Claims()), other) is not null, $"{member} {value}");
        }
    }

    [Fact]
    public async Task A_short_RSA_key_is_not_trusted()
    {
        using var weak = RSA.Create(1024);
        issuer.Keys.Add(FakeIssuer.PublicRsa(weak, "weak"));
        Assert.Null(await FindAsync(FakeIssuer.Sign("""{"alg":"RS256","kid":"weak"}""", Claims(), weak)));
    }

    [Theory]
    [InlineData("aud", """["api://another","api://bulletin"]""")]
    [InlineData("aud", """["api://bulletin"]""")]
    [InlineData("exp", "1.9e10")]
    [InlineData("nbf", null)]
    [InlineData("iat", null)]
    [InlineData("typ", "\"Bearer\"")]
    [InlineData("token_use", "\"access\"")]
    [InlineData("nonce", "\"of an older Keycloak\"")]
    public async Task A_claim_may_have_any_form_that_the_standards_allow(string claim, string? value) =>
        Assert.NotNull(await FindAsync(FakeIssuer.Sign(Header, Claims(claim, value))));

    [Theory]
    [InlineData("aud", "[]")]
    [InlineData("aud", """["api://another"]""")]
    [InlineData("aud", "\"api://bulletin/\"")]
    [InlineData("aud", "\"API://bulletin\"")]
    [InlineData("aud", """["api://bulletin",7]""")]
    [InlineData("aud", """{"api://bulletin":1}""")]
    [InlineData("aud", "null")]
    [InlineData("aud", null)]
    [InlineData("iss", "\"https://login.example.org/city/\"")]
    [InlineData("iss", "\"https://LOGIN.example.org/city\"")]
    [InlineData("iss", """["https://login.example.org/city"]""")]
    [InlineData("iss", null)]
    [InlineData("sub", "\"\"")]
    [InlineData("sub", "7")]
    [InlineData("sub", null)]
    [InlineData("exp", "\"19000000000\"")]
    [InlineData("exp", "null")]
    [InlineData("exp", null)]
    [InlineData("exp", "0")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "true")]
    [InlineData("nbf", "\"1\"")]
    [InlineData("nbf", "19000000000")]
    [InlineData("nbf", "1e300")]
    [InlineData("iat", "{}")]
    // Claims that occur only in an ID token, a logout token, a refresh token or a bound token.
    [InlineData("at_hash", "\"x\"")]
    [InlineData("c_hash", "\"x\"")]
    [InlineData("events", """{"http://schemas.openid.net/event/backchannel-logout":{}}""")]
    [InlineData("typ", "\"ID\"")]
    [InlineData("typ", "\"Refresh\"")]
    [InlineData("token_use", "\"id\"")]
    [InlineData("cnf", """{"jkt":"x"}""")]
    public async Task A_claim_of_another_form_or_of_another_kind_of_token_is_refused(string claim, string? value) =>
        Assert.Null(await FindAsync(FakeIssuer.Sign(Header, Claims(claim, value))));

    [Fact]
    public async Task A_claim_that_is_there_twice_is_refused()
    {
        string claims = Claims();
        Assert.Null(await FindAsync(FakeIssuer.Sign(Header, claims.Insert(1, "\"sub\":\"somebody else\","))));
        Assert.Null(await FindAsync(FakeIssuer.Sign(Header, claims.Insert(1, "\"r\\u006fles\":[\"admin\"],"))));
    }

    [Fact]
    public async Task A_token_is_three_parts_of_base64url_and_nothing_else()
    {
        string token = FakeIssuer.Sign(Header, Claims());
        Assert.NotNull(await FindAsync(token));
        string[] parts = token.Split('.');
        foreach (string other in (string[])
        [
            $"{token}=", $"{token} ", $"{token}\n", $" {token}", $"{parts[0]}==.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}\n.{parts[2]}",
            $"{parts[0]}.{parts[1]}.", $"{parts[0]}..{parts[2]}", $"{token}.", $"{token}.x.y", $"{parts[0]}.{parts[1]}.{parts[2].Replace('-', '+').Replace('_', '/')}+",
            $"{parts[0]}.{parts[1]}", string.Empty, "..",
        ])
        {
            Assert.Null(await FindAsync(other));
        }

        // A token inside a token (RFC 7519, 5.2) and an encrypted one (five parts).
        Assert.Null(await FindAsync(FakeIssuer.Sign("""{"alg":"RS256","kid":"rsa","cty":"JWT"}""", $"\"{token}\"")));
        Assert.False(OidcTokens.IsJwt($"{token}.x.y"));
    }

    [Theory]
    [InlineData("https://login.example.org/city", "https://login.example.org/city", true)]
    [InlineData("https://login.example.org/city/", "https://login.example.org/city", true)]
    [InlineData("https://login.example.org/city", "https://login.example.org/city/", true)]
    [InlineData("https://login.example.org", "https://login.example.org/", true)]
    [InlineData("https://login.example.org/city", "https://login.example.org/town", false)]
    [InlineData("https://login.example.org/city", "https://login.example.org/city//", false)]
    [InlineData("https://login.example.org/city", "https://login.example.org/City", false)]
    [InlineData("https://login.example.org/city", "http://login.example.org/city", false)]
    [InlineData("https://login.example.org/city", "https://evil.example/city", false)]
    [InlineData("https://login.microsoftonline.com/common/v2.0", "https://login.microsoftonline.com/{tenantid}/v2.0", false)]
    [InlineData("https://login.microsoftonline.com/3f0a/", "https://sts.windows.net/3f0a/", false)]
    public async Task The_discovery_document_is_that_of_the_authority(string authority, string name, bool isAccepted)
    {
        var other = new FakeIssuer(authority);
        other.Discovery["issuer"] = name;
        string token = FakeIssuer.Sign(Header, Claims("iss", $"\"{name}\""));
        if (isAccepted)
        {
            Assert.NotNull(await FindAsync(token, other));
            return;
        }

        await Assert.ThrowsAsync<IssuerUnavailableException>(() => FindAsync(token, other));
        Assert.Contains($"another issuer, '{name}'", other.Log.LatestRecord.Message, StringComparison.Ordinal);
        Assert.Single(other.Asked);
    }

    [Theory]
    [InlineData("https://keys.example.net/city", true)]
    [InlineData("https://keys.example.net/city?p=policy", true)]
    [InlineData("http://login.example.org/keys", false)]
    [InlineData("http://127.0.0.1/keys", false)]
    [InlineData("http://localhost:8080/keys", false)]
    [InlineData("https://me:secret@keys.example.net/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/keys", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task The_keys_are_asked_for_by_https_only(string? address, bool isAccepted)
    {
        issuer.Discovery["jwks_uri"] = address;
        string token = FakeIssuer.Sign(Header, Claims());
        if (isAccepted)
        {
            Assert.NotNull(await FindAsync(token));
            return;
        }

        await Assert.ThrowsAsync<IssuerUnavailableException>(() => FindAsync(token));
        Assert.Contains("jwks_uri", issuer.Log.LatestRecord.Message, StringComparison.Ordinal);
        Assert.Single(issuer.Asked);
    }

    [Theory]
    [InlineData("http://login.example.org/city", false)]
    [InlineData("http://127.0.0.1:8080/city", true)]
    public void Metadata_are_read_by_https_except_from_this_machine(string authority, bool isAccepted)
    {
        var other = new FakeIssuer(authority);
        Exception? refused = Record.Exception(() => other.Tokens(clock));
        Assert.Equal(isAccepted, refused is null);
        Assert.Equal(isAccepted ? null : typeof(SettingsException), refused?.GetType());
    }

    private async Task<Actor?> FindAsync(string token, FakeIssuer? other = null) => await (other ?? issuer).Tokens(clock).FindAsync(token, Stop);

    // The claims of a valid token, with one of them changed or, without a value, left out.
    private string Claims(string? claim = null, string? value = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer.Authority,
            ["aud"] = FakeIssuer.Audience,
            ["sub"] = "ewa",
            ["nbf"] = clock.GetUtcNow().ToUnixTimeSeconds(),
            ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
            ["exp"] = clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
            ["roles"] = new JsonArray("editor"),
        };
        if (claim is not null)
        {
            claims.Remove(claim);
        }

        string text = claims.ToJsonString();
        return claim is null || value is null ? text : text.Insert(1, $"\"{claim}\":{value},");
    }
}
