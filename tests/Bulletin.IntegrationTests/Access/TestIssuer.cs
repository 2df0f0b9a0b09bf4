using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bulletin.IntegrationTests.Access;

/// <summary>
/// An OpenID Connect issuer on this machine, which publishes its metadata and keys and signs any token for a test.
/// </summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly List<RSA> all = [];

    private TestIssuer()
    {
        app = Loopback.CreateBuilder().Build();
        app.Run(AnswerAsync);
    }

    public string Address => app.Urls.Single();

    /// <summary>The name of the present key.</summary>
    public string KeyId { get; private set; } = string.Empty;

    /// <summary>The present key.</summary>
    public RSA Key => all[^1];

    /// <summary>True if it returns 503 for everything.</summary>
    public bool IsAway { get; set; }

    /// <summary>The number of times that its keys were read.</summary>
    public int Readings { get; private set; }

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        issuer.Rotate();
        await issuer.app.StartAsync();
        return issuer;
    }

    /// <summary>Has a new key from now on, and the old one no more.</summary>
    public void Rotate()
    {
        all.Add(RSA.Create(2048));
        KeyId = $"key-{all.Count}";
    }

    /// <summary>A token of the present key.</summary>
    public string Sign(JsonObject claims) => Sign(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = KeyId }, claims, Key);

    /// <summary>Returns a token with this header, signed by RS256 with this key regardless of the header.</summary>
    public static string Sign(JsonObject header, JsonObject claims, RSA key)
    {
        string signed = Unsigned(header, claims);
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>The two parts of a token that are signed.</summary>
    public static string Unsigned(JsonObject header, JsonObject claims) => $"{Encoded(header)}.{Encoded(claims)}";

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        all.ForEach(key => key.Dispose());
    }

    private static string Encoded(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private async Task AnswerAsync(HttpContext context)
    {
        if (IsAway)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration":
                await context.Response.WriteAsync(new JsonObject { ["issuer"] = Address, ["jwks_uri"] = $"{Address}/keys" }.ToJsonString());
                break;
            case "/keys":
                Readings++;
                RSAParameters key = Key.ExportParameters(includePrivateParameters: false);
                await context.Response.WriteAsync(new JsonObject
                {
                    ["keys"] = new JsonArray(new JsonObject
                    {
                        ["kty"] = "RSA",
                        ["use"] = "sig",
                        ["kid"] = KeyId,
                        ["n"] = Base64Url.EncodeToString(key.Modulus),
                        ["e"] = Base64Url.EncodeToString(key.Exponent),
                    }),
                }.ToJsonString());
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
