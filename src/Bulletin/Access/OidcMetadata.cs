using System.Numerics;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Bulletin.Access;

/// <summary>The metadata of an issuer: its name in tokens, and its keys.</summary>
/// <param name="Issuer">The name.</param>
/// <param name="Keys">The keys, including those not used for signatures.</param>
internal sealed record OidcMetadata(string Issuer, IReadOnlyList<JsonWebKey> Keys)
{
    // RFC 7518, 3.3 and 3.5.
    private const int MinimumModulusBits = 2048;

    // RFC 7518, 3.4: each algorithm has its own curve.
    private static readonly Dictionary<string, string> Curves = new(StringComparer.Ordinal)
    {
        [SecurityAlgorithms.EcdsaSha256] = JsonWebKeyECTypes.P256,
        [SecurityAlgorithms.EcdsaSha384] = JsonWebKeyECTypes.P384,
        [SecurityAlgorithms.EcdsaSha512] = JsonWebKeyECTypes.P521,
    };

    private static readonly string[] RsaAlgorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
    ];

    /// <summary>The accepted signature algorithms, all of them asymmetric.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [.. RsaAlgorithms, .. Curves.Keys];

    /// <summary>Returns true if a key with this id exists, whatever its use.</summary>
    public bool Has(string keyId) => Keys.Any(key => key.Kid == keyId);

    /// <summary>Returns the key with this id, if it can be used for this algorithm; otherwise null.</summary>
    public JsonWebKey? Find(string keyId, string algorithm) => Keys.FirstOrDefault(key => key.Kid == keyId && Signs(key, algorithm));

    /// <summary>Reads the issuer's name and the URL of its keys from a discovery document.</summary>
    /// <param name="authority">The issuer whose document was requested.</param>
    /// <param name="document">The document.</param>
    /// <returns>The name of the issuer, and the URL of its keys.</returns>
    /// <exception cref="InvalidDataException">The document is invalid, or belongs to another issuer.</exception>
    public static (string Issuer, Uri Keys) ReadDiscovery(Uri authority, JsonElement document)
    {
        string issuer = Text(document, "issuer");
        // OpenID Connect Discovery 1.0, 4.3. A trailing slash makes no difference, because both forms lead to the same
        // document.
        if (WithoutSlash(issuer) != WithoutSlash(authority.AbsoluteUri) && WithoutSlash(issuer) != WithoutSlash(authority.OriginalString))
        {
            throw new InvalidDataException(
                $"its discovery document is that of another issuer, '{issuer}': "
                    + "Bulletin:Oidc:Authority must be the issuer's own name, of one tenant");
        }

        string address = Text(document, "jwks_uri");
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? keys) && keys.UserInfo.Length == 0
            // Plain HTTP is accepted only for an issuer on this machine with its keys there as well.
            && (keys.Scheme == Uri.UriSchemeHttps || (keys.Scheme == Uri.UriSchemeHttp && keys.IsLoopback && authority.IsLoopback))
            ? (issuer, keys)
            : throw new InvalidDataException("the address of its keys (jwks_uri) is not an https address");
    }

    private static string WithoutSlash(string address) => address.EndsWith('/') ? address[..^1] : address;

    private static string Text(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InvalidDataException($"its discovery document has no {name}");

    // RFC 7517, 4.2 to 4.4: the intended use of a key, if specified.
    private static bool Signs(JsonWebKey key, string algorithm) =>
        (string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig)
        && (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm)
        && (key.KeyOps.Count == 0 || key.KeyOps.Contains("verify"))
        && (RsaAlgorithms.Contains(algorithm)
            ? key.Kty == JsonWebAlgorithmsKeyTypes.RSA && IsLongEnough(key)
            : Curves.TryGetValue(algorithm, out string? curve) && key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve && key.Crv == curve);

    private static bool IsLongEnough(JsonWebKey key)
    {
        try
        {
            return new BigInteger(Base64UrlEncoder.DecodeBytes(key.N), isUnsigned: true, isBigEndian: true).GetBitLength()
                >= MinimumModulusBits;
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException)
        {
            return false;
        }
    }
}
