using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Bulletin.Access;
using Bulletin.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Testing;

namespace Bulletin.Tests.Access;

/// <summary>An OpenID Connect issuer without a network: what a test says of it is what the service reads.</summary>
internal sealed class FakeIssuer : HttpMessageHandler
{
    public const string Audience = "api://bulletin";
    public const string KeyId = "rsa";
    public const string CurveKeyId = "ec";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Authority { get; init; } = "https://login.example.org/city";

    /// <summary>The discovery document; null members are left out.</summary>
    public JsonObject Discovery { get; }

    public JsonArray Keys { get; }

    /// <summary>The addresses that were asked for.</summary>
    public List<string> Asked { get; } = [];

    public FakeLogger<OidcIssuer> Log { get; } = new();

    public FakeIssuer(string authority = "https://login.example.org/city")
    {
        Authority = authority;
        Discovery = new JsonObject { ["issuer"] = authority, ["jwks_uri"] = "https://keys.example.net/city?of=main" };
        Keys = new JsonArray(PublicRsa(Rsa, KeyId), PublicCurve(Curve, CurveKeyId));
    }

    /// <summary>The reader of its tokens, as the service makes it.</summary>
    public OidcTokens Tokens(TimeProvider clock)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Bulletin:Oidc:Authority", Authority), new("Bulletin:Oidc:Audience", Audience)]).Build();
        OidcSettings settings = OidcSettings.Read(configuration)!;
        return new OidcTokens(settings, new OidcIssuer(settings, new HttpClient(this, disposeHandler: false), clock, Log), clock);
    }

    /// <summary>A token, from the text of its two parts, signed with the issuer's RSA key.</summary>
    public static string Sign(string header, string claims) => Sign(header, claims, Rsa);

    public static string Sign(string header, string claims, RSA key) =>
        With(header, claims, signed => key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string SignWithCurve(string header, string claims) =>
        With(header, claims, signed => Curve.SignData(signed, HashAlgorithmName.SHA256));

    public static string SignWithSecret(string header, string claims) =>
        With(header, claims, signed => HMACSHA256.HashData(Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem()), signed));

    public static JsonObject PublicRsa(RSA key, string keyId)
    {
        RSAParameters numbers = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = keyId,
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string address = request.RequestUri!.AbsoluteUri;
        Asked.Add(address);
        string? answer = address.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal) ? Discovery.ToJsonString()
            : address == (string?)Discovery["jwks_uri"] ? new JsonObject { ["keys"] = Keys.DeepClone() }.ToJsonString()
            : null;
        return Task.FromResult(answer is null
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) });
    }

    private static JsonObject PublicCurve(ECDsa key, string keyId)
    {
        ECParameters numbers = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "EC",
            ["kid"] = keyId,
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(numbers.Q.X),
            ["y"] = Base64Url.EncodeToString(numbers.Q.Y),
        };
    }

    private static string With(string header, string claims, Func<byte[], byte[]> sign)
    {
        string signed = $"{Encoded(header)}.{Encoded(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encoded(string part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part));
}
