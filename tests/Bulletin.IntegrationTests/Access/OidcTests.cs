using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Access;

/// <summary>Tokens of an OpenID Connect issuer, which the test starts itself.</summary>
public sealed class OidcTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Audience = "api://bulletin";

    private TestIssuer issuer = null!;
    private Service service = null!;

    public static TheoryData<string> Forgeries => [.. Forged(null!, new JsonObject()).Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        issuer = await TestIssuer.StartAsync();
        service = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_token_opens_what_its_highest_role_opens()
    {
        (string Role, HttpStatusCode Drafts, HttpStatusCode Publishing, HttpStatusCode Keys)[] expected =
        [
            ("author", HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            ("editor", HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden),
            ("Bulletin.Admin", HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK),
        ];
        foreach ((string role, HttpStatusCode drafts, HttpStatusCode publishing, HttpStatusCode keys) in expected)
        {
            string token = issuer.Sign(Claims(role: [role, "author", "unknown"]));
            Assert.Equal(
                (drafts, publishing, keys),
                ((await SendAsync(token, "/api/editor/announcements")).Status,
                (await SendAsync(token, $"/api/announcements/{Guid.NewGuid()}/publish", HttpMethod.Post)).Status,
                (await SendAsync(token, "/api/keys")).Status));
        }

        JsonObject alone = Claims();
        alone["roles"] = "editor";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(issuer.Sign(alone), "/api/editor/announcements")).Status);
        // API keys still work.
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(TestKeys.Admin, "/api/keys")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("bk_wrong", "/api/keys")).Status);
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_is_not_the_issuers_for_this_service_and_now_is_refused(string forgery)
    {
        string token = Forged(issuer, Claims())[forgery]();

        (HttpStatusCode status, JsonNode? body, string? challenge) = await SendAsync(token, "/api/editor/announcements");

        Assert.Equal((HttpStatusCode.Unauthorized, "/problems/unauthorized"), (status, (string?)body!["type"]));
        Assert.Equal("Bearer realm=\"Bulletin\", error=\"invalid_token\"", challenge);
        Assert.Equal("The token is not known, or has expired.", (string?)body["detail"]);
    }

    [Fact]
    public async Task Clocks_may_differ_by_a_minute()
    {
        foreach ((int from, int until, HttpStatusCode expected) in ((int, int, HttpStatusCode)[])
        [
            (0, -59, HttpStatusCode.OK), (0, -60, HttpStatusCode.Unauthorized), (59, 600, HttpStatusCode.OK), (61, 600, HttpStatusCode.Unauthorized),
        ])
        {
            JsonObject claims = Claims();
            claims["nbf"] = Seconds(from);
            claims["exp"] = Seconds(until);
            Assert.Equal(expected, (await SendAsync(issuer.Sign(claims), "/api/editor/announcements")).Status);
        }
    }

    [Fact]
    public async Task A_token_of_a_new_key_is_accepted_and_one_of_a_withdrawn_key_no_more()
    {
        string old = issuer.Sign(Claims());
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(old, "/api/editor/announcements")).Status);
        issuer.Rotate();
        string token = issuer.Sign(Claims());
        service.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(token, "/api/editor/announcements")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(old, "/api/editor/announcements")).Status);
        Assert.Equal(2, issuer.Readings);
    }

    [Fact]
    public async Task While_the_issuer_is_away_nobody_is_told_that_a_token_is_wrong_which_may_be_right()
    {
        issuer.IsAway = true;
        (HttpStatusCode status, JsonNode? body, _) = await SendAsync(issuer.Sign(Claims()), "/api/editor/announcements");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "/problems/unavailable"), (status, (string?)body!["type"]));
        Assert.DoesNotContain("127.0.0.1", body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(TestKeys.Admin, "/api/editor/announcements")).Status);

        issuer.IsAway = false;
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(issuer.Sign(Claims()), "/api/editor/announcements")).Status);

        // The cached metadata stay in use.
        issuer.IsAway = true;
        service.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(issuer.Sign(Claims()), "/api/editor/announcements")).Status);
    }

    [Fact]
    public async Task A_token_without_a_role_is_known_and_opens_nothing()
    {
        foreach (string[] roles in (string[][])[[], ["owner"], ["admin "]])
        {
            (HttpStatusCode status, JsonNode? body, _) = await SendAsync(issuer.Sign(Claims(role: roles)), "/api/editor/announcements");
            Assert.Equal((HttpStatusCode.Forbidden, "The token names no role of this service."), (status, (string?)body!["detail"]));
        }
    }

    [Fact]
    public async Task Roles_may_have_other_names_in_another_claim()
    {
        await using Service mapped = await StartAsync(new("Bulletin:Oidc:RoleClaim", "groups"), new("Bulletin:Oidc:Roles:0f5c-redakcja", "editor"));
        JsonObject claims = Claims(role: ["admin"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(issuer.Sign(claims), "/api/editor/announcements", service: mapped)).Status);
        claims["groups"] = new JsonArray("0f5c-redakcja", "admin");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(issuer.Sign(claims), "/api/editor/announcements", service: mapped)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(issuer.Sign(claims), "/api/keys", service: mapped)).Status);
    }

    [Fact]
    public async Task Without_an_issuer_a_JWT_is_an_unknown_token()
    {
        await using Service alone = await Service.StartAsync(azurite, clock: service.Clock);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(issuer.Sign(Claims()), "/api/editor/announcements", service: alone)).Status);
        Assert.Equal(0, issuer.Readings);
    }

    [Fact]
    public async Task Somebody_is_told_by_issuer_and_subject_and_shown_by_a_name_that_is_no_address()
    {
        JsonObject claims = Claims(role: ["author"]);
        claims["name"] = "ewa@example.org";
        claims["preferred_username"] = "Ewa\u202e";
        claims["azp"] = "Konsola";
        (HttpStatusCode status, JsonNode? draft, _) = await CreateAsync(claims);
        Assert.Equal((HttpStatusCode.Created, "Konsola"), (status, (string?)draft!["createdBy"]));
        string address = $"/api/editor/announcements/{draft["id"]}";

        claims["name"] = "Ewa Nowa";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(issuer.Sign(claims), address)).Status);
        claims["sub"] = "another";
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(issuer.Sign(claims), address)).Status);

        claims = Claims(role: ["author"]);
        claims["name"] = new string('x', 200);
        Assert.Equal(new string('x', 100), (string?)(await CreateAsync(claims)).Body!["createdBy"]);
        claims["name"] = string.Empty;
        claims["sub"] = "ewa@example.org";
        Assert.StartsWith("user ", (string?)(await CreateAsync(claims)).Body!["createdBy"], StringComparison.Ordinal);
    }

    // By what is wrong with it. Made when it is asked for: the names are needed before there is an issuer.
    private static Dictionary<string, Func<string>> Forged(TestIssuer issuer, JsonObject claims)
    {
        JsonObject Header(string alg, string? kid = null) => new() { ["alg"] = alg, ["typ"] = "JWT", ["kid"] = kid ?? issuer.KeyId };
        string With(string claim, JsonNode? value)
        {
            claims[claim] = value;
            return issuer.Sign(claims);
        }

        string Hmac(byte[] secret)
        {
            string signed = TestIssuer.Unsigned(Header("HS256"), claims);
            return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
        }

        string ByAnother(string? kid)
        {
            using var another = RSA.Create(2048);
            return TestIssuer.Sign(Header("RS256", kid), claims, another);
        }

        string Changed()
        {
            string[] parts = issuer.Sign(claims).Split('.');
            claims["roles"] = new JsonArray("admin");
            return $"{parts[0]}.{TestIssuer.Unsigned(Header("RS256"), claims).Split('.')[1]}.{parts[2]}";
        }

        return new()
        {
            ["another audience"] = () => With("aud", "api://another"),
            ["no audience"] = () => With("aud", null),
            ["another issuer"] = () => With("iss", "https://login.example.org"),
            ["a longer issuer"] = () => With("iss", issuer.Address + "/"),
            ["expired"] = () => With("exp", 1_000_000_000),
            ["no expiry"] = () => { claims.Remove("exp"); return issuer.Sign(claims); },
            ["not yet valid"] = () => With("nbf", 4_000_000_000),
            ["no subject"] = () => { claims.Remove("sub"); return issuer.Sign(claims); },
            ["alg none"] = () => TestIssuer.Unsigned(Header("none"), claims) + ".",
            ["alg none with a signature"] = () => TestIssuer.Sign(Header("none"), claims, issuer.Key),
            ["HS256 with the public key"] = () => Hmac(Encoding.ASCII.GetBytes(issuer.Key.ExportSubjectPublicKeyInfoPem())),
            ["HS256 with the public key's bytes"] = () => Hmac(issuer.Key.ExportSubjectPublicKeyInfo()),
            ["HS256 with the modulus"] = () => Hmac(issuer.Key.ExportParameters(false).Modulus!),
            ["an unknown key"] = () => ByAnother("nobody's"),
            ["another key under the name of the present one"] = () => ByAnother(null),
            ["truncated"] = () => issuer.Sign(claims)[..^4],
            ["without its signature"] = () => issuer.Sign(claims)[..(issuer.Sign(claims).LastIndexOf('.') + 1)],
            ["another payload under the signature"] = Changed,
            ["no JSON"] = () => "eyJ.eyJ.eyJ",
            ["too long"] = () => With("name", new string('x', 20_000)),
        };
    }

    private Task<Service> StartAsync(params KeyValuePair<string, string?>[] settings) => Service.StartAsync(
        azurite,
        [new("Bulletin:Oidc:Authority", issuer.Address), new("Bulletin:Oidc:Audience", Audience), .. settings],
        service?.Clock);

    private JsonObject Claims(string[]? role = null) => new()
    {
        ["iss"] = issuer.Address,
        ["aud"] = Audience,
        ["sub"] = "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
        ["nbf"] = Seconds(0),
        ["exp"] = Seconds(4 * 3600),
        ["name"] = "Ewa",
        ["roles"] = new JsonArray([.. (role is null ? ["editor"] : role).Select(one => (JsonNode)one)]),
    };

    private long Seconds(int fromNow) => service.Clock.GetUtcNow().AddSeconds(fromNow).ToUnixTimeSeconds();

    private async Task<(HttpStatusCode Status, JsonNode? Body, string? Challenge)> CreateAsync(JsonObject claims)
    {
        using var content = new StringContent("""{"title": "Szkic"}""", Encoding.UTF8, "application/json");
        return await SendAsync(issuer.Sign(claims), "/api/announcements", HttpMethod.Post, content);
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body, string? Challenge)> SendAsync(
        string token, string address, HttpMethod? method = null, HttpContent? content = null, Service? service = null)
    {
        using HttpClient client = (service ?? this.service).Client(token);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, address) { Content = content };
        using HttpResponseMessage answer = await client.SendAsync(request, Cancellation);
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), answer.Headers.WwwAuthenticate.Count == 0 ? null : string.Join(", ", answer.Headers.WwwAuthenticate));
    }
}
