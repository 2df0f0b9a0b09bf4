using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>
/// Compares every response in a contract test with the OpenAPI document, which must contain its status, kind of
/// problem, content type, headers and body members.
/// </summary>
internal static class DocumentedAnswer
{
    // Headers that say nothing of one operation.
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Type", "Content-Length", "Content-Encoding", "Date", "Server", "Transfer-Encoding", "Connection", "Keep-Alive", "Allow",
        "X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy", "Cross-Origin-Resource-Policy", "Strict-Transport-Security", "Permissions-Policy",
    };

    private static readonly JsonNode Document = Read();

    private static readonly (Regex Path, JsonNode Operations)[] Paths = [.. Document["paths"]!.AsObject()
        .OrderBy(path => path.Key.Count(character => character == '{'))
        .Select(path => (new Regex($"^{Regex.Replace(path.Key, @"\{\w+\}", "[^/]+")}$", RegexOptions.CultureInvariant), path.Value!))];

    /// <summary>
    /// Fails if the response is not documented. Addresses and methods of no operation have no documentation to compare
    /// with.
    /// </summary>
    public static void Check(HttpMethod method, string path, Answer answer)
    {
        JsonNode? operations = Paths.FirstOrDefault(one => one.Path.IsMatch(path)).Operations;
        string name = (method == HttpMethod.Head ? HttpMethod.Get : method).Method.ToLowerInvariant();
        if (operations?[name] is not { } operation)
        {
            return;
        }

        // Responses common to all operations are under "default": the server itself rejects anything that is not an HTTP request.
        bool isOther = answer.Status is HttpStatusCode.MethodNotAllowed or HttpStatusCode.RequestUriTooLong || answer.Body.Length == 0;
        JsonNode? documented = operation["responses"]![$"{(int)answer.Status}"] ?? (isOther ? operation["responses"]!["default"] : null);
        Assert.True(documented is not null, $"{method} {path} answered {(int)answer.Status}, which is not documented: {answer.Text}");
        JsonNode response = Resolved(documented);
        string where = $"{method} {path} answered {(int)answer.Status} {answer.Text}";
        string[] headers = [.. response["headers"]?.AsObject().Select(header => header.Key) ?? []];
        // A path that no operation takes, such as one with a word for a number, depends on Accept, and so do errors of files to which
        // pages link: it may be a page.
        bool isLinked = (int)answer.Status >= 400 && path.StartsWith("/media/", StringComparison.Ordinal);
        if (isLinked && answer.Header("Content-Type") is { } type && type.StartsWith("text/html", StringComparison.Ordinal))
        {
            return;
        }

        bool isUnknown = isLinked || answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
        Assert.All(answer.HeaderNames.Where(header => !Common.Contains(header) && !(isUnknown && header == "Vary") && !header.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)), header =>
            Assert.True(headers.Contains(header, StringComparer.OrdinalIgnoreCase), $"{where}: the header {header} is not documented."));
        if (answer.Body.Length == 0)
        {
            return;
        }

        string mediaType = answer.Header("Content-Type")!.Split(';')[0];
        JsonNode? content = response["content"]?[mediaType];
        Assert.True(content is not null, $"{where}: {mediaType} is not documented.");
        if (mediaType == "application/problem+json" && documented != operation["responses"]!["default"])
        {
            // Each kind that the operation may answer with is an example.
            string kind = ((string)answer.Json["type"]!)["/problems/".Length..];
            Assert.True(content["examples"]!.AsObject().ContainsKey(kind), $"{where}: this kind of problem is not documented.");
        }

        if (mediaType.EndsWith("json", StringComparison.Ordinal) && answer.Header("Content-Encoding") is null && (string?)content["schema"]!["type"] != "string")
        {
            Assert.True(Mismatch(content["schema"]!, answer.Json, string.Empty) is not { } mismatch, $"{where}: {Mismatch(content["schema"]!, answer.Json, string.Empty)}");
        }
    }

    private static string? Mismatch(JsonNode schema, JsonNode? value, string place)
    {
        schema = Resolved(schema);
        if (schema["oneOf"] is JsonArray forms && forms.All(form => Mismatch(form!, value, place) is not null))
        {
            return Mismatch(forms[^1]!, value, place);
        }

        foreach (JsonNode? part in schema["allOf"]?.AsArray() ?? [])
        {
            if (Mismatch(part!, value, place) is { } mismatch)
            {
                return mismatch;
            }
        }

        if (schema["type"] is { } type && !Types(type).Contains(TypeOf(value)))
        {
            return $"{place} is {TypeOf(value)}, not {type.ToJsonString()}";
        }

        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
        {
            return $"{place} is {value?.ToJsonString()}, not one of {words.ToJsonString()}";
        }

        return value switch
        {
            JsonArray items when schema["items"] is { } each => items.Select((item, index) => Mismatch(each, item, $"{place}[{index}]")).FirstOrDefault(mismatch => mismatch is not null),
            JsonObject members when schema["properties"] is JsonObject properties => MismatchOfMembers(schema, properties, members, place),
            _ => null,
        };
    }

    // A member that is missing in the document is an error of the document, where it lists all members.
    private static string? MismatchOfMembers(JsonNode schema, JsonObject properties, JsonObject members, string place) =>
        (schema["required"]?.AsArray() ?? []).Where(name => !members.ContainsKey((string)name!)).Select(name => $"{place}.{name} is missing")
        .Concat(members.Where(member => schema["required"] is not null && !properties.ContainsKey(member.Key)).Select(member => $"{place}.{member.Key} is not documented"))
        .Concat(members.Where(member => properties.ContainsKey(member.Key)).Select(member => Mismatch(properties[member.Key]!, member.Value, $"{place}.{member.Key}")).OfType<string>())
        .FirstOrDefault();

    private static string[] Types(JsonNode type) => type is JsonArray several ? [.. several.Select(one => (string)one!)] : [(string)type!];

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray => "array",
        JsonObject => "object",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
            _ => "boolean",
        },
    };

    private static JsonNode Resolved(JsonNode node) => (string?)node["$ref"] is { } reference
        ? reference[2..].Split('/').Aggregate(Document, (inside, name) => inside[name]!)
        : node;

    private static JsonNode Read()
    {
        using Stream document = typeof(BulletinApp).Assembly.GetManifestResourceStream("openapi.json")!;
        return JsonNode.Parse(document)!;
    }
}
