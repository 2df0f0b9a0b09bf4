using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Bulletin.Access;

/// <summary>
/// The header of an access token (a signed JWT), read before its signature is verified. Reading also checks that the
/// token has the form required by the standards, and is an access token rather than another kind of token.
/// </summary>
/// <param name="Algorithm">The signature algorithm named in the token.</param>
/// <param name="KeyId">The id of the signing key.</param>
internal sealed record AccessToken(string Algorithm, string KeyId)
{
    // RFC 7515, 2: base64url without padding, line breaks or white space, which decoders ignore.
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // RFC 7515, 4, and RFC 7519, 4: names are unique. Of duplicates, two parsers may use different ones.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    // RFC 7519, 5.1, and RFC 9068, 2.1. A token of another type is not an access token (RFC 8725, 3.11).
    private static readonly string[] Types = ["JWT", "application/jwt", "at+jwt", "application/at+jwt"];

    // Only an ID token has the hash of another token or of a code (OpenID Connect Core, 3.1.3.6 and 3.3.2.11). Only a
    // security event token (such as a logout token) has events (RFC 8417). A token with "cnf" is valid only with a
    // proof that this service does not support (RFC 7800).
    private static readonly string[] ClaimsOfOtherTokens = ["at_hash", "c_hash", "s_hash", "events", "cnf"];

    // Issuers that do not mark the kind of a token by its type use a claim: Keycloak "typ", Amazon Cognito "token_use".
    private static readonly (string Claim, string[] Values)[] OtherKinds =
    [
        ("typ", ["ID", "Refresh", "Offline", "Logout"]),
        ("token_use", ["id"]),
    ];

    /// <summary>Reads a token; null if it does not have the form of an access token.</summary>
    public static AccessToken? Read(string token)
    {
        if (token.Split('.') is not [{ Length: > 0 } header, { Length: > 0 } payload, { Length: > 0 } signature]
            || signature.AsSpan().ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        using JsonDocument? named = Part(header);
        using JsonDocument? claimed = Part(payload);
        return named is not null && claimed is not null && IsUnderstood(named.RootElement) && AreOfAnAccessToken(claimed.RootElement)
            && Text(named.RootElement, "alg") is { } algorithm && Text(named.RootElement, "kid") is { } keyId
            ? new AccessToken(algorithm, keyId)
            : null;
    }

    private static JsonDocument? Part(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        try
        {
            var part = JsonDocument.Parse(Base64Url.DecodeFromChars(text), Strict);
            if (part.RootElement.ValueKind == JsonValueKind.Object)
            {
                return part;
            }

            part.Dispose();
            return null;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException)
        {
            return null;
        }
    }

    // RFC 7515, 4.1.11: a token with a critical extension must be rejected by a service that does not support it, and
    // this service supports none. "b64" (RFC 7797) is such an extension; without "crit" it must not be false.
    private static bool IsUnderstood(JsonElement header) =>
        !header.TryGetProperty("crit", out _)
        && (!header.TryGetProperty("b64", out JsonElement encoded) || encoded.ValueKind == JsonValueKind.True)
        && (!header.TryGetProperty("typ", out JsonElement type)
            || (type.ValueKind == JsonValueKind.String && Types.Contains(type.GetString(), StringComparer.OrdinalIgnoreCase)));

    private static bool AreOfAnAccessToken(JsonElement claims) =>
        IsNumber(claims, "exp", isRequired: true)
        && IsNumber(claims, "nbf", isRequired: false)
        && IsNumber(claims, "iat", isRequired: false)
        && Text(claims, "iss") is not null && Text(claims, "sub") is not null && IsAudience(claims)
        && !ClaimsOfOtherTokens.Any(name => claims.TryGetProperty(name, out _))
        && !OtherKinds.Any(kind => Text(claims, kind.Claim) is { } value && kind.Values.Contains(value, StringComparer.OrdinalIgnoreCase));

    // RFC 7519, 2: a NumericDate is a number of seconds.
    private static bool IsNumber(JsonElement claims, string name, bool isRequired) =>
        claims.TryGetProperty(name, out JsonElement value) ? value.ValueKind == JsonValueKind.Number : !isRequired;

    // RFC 7519, 4.1.3: a string, or an array of strings.
    private static bool IsAudience(JsonElement claims) =>
        claims.TryGetProperty("aud", out JsonElement audience)
        && (audience.ValueKind == JsonValueKind.String
            || (audience.ValueKind == JsonValueKind.Array && audience.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)));

    private static string? Text(JsonElement part, string name) =>
        part.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
