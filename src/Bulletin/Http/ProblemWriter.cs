using System.Text.Encodings.Web;
using System.Text.Json;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Http;

/// <summary>Writes a problem as <c>application/problem+json</c>.</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    // The path after these prefixes contains a secret, which must not be repeated where it might be logged.
    private static readonly PathString[] Previews = ["/api/previews", "/preview"];

    // The JSON is never embedded in a page, so HTML characters need no escapes.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        response.StatusCode = problem.Kind.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        using var body = new MemoryStream();
        Write(body, problem, InstanceOf(context.Request.Path));
        response.ContentLength = body.Length;
        body.Position = 0;
        await body.CopyToAsync(response.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static PathString InstanceOf(PathString path) =>
        Array.Find(Previews, prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)) is { HasValue: true } prefix
            ? prefix
            : path;

    /// <summary>Writes the problem as a JSON object.</summary>
    /// <param name="stream">The destination.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="instance">The path of the request; without a value: none.</param>
    public static void Write(Stream stream, Problem problem, PathString instance)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteString("type", $"/problems/{problem.Kind.Name}");
        json.WriteString("title", problem.Kind.Title);
        json.WriteNumber("status", problem.Kind.Status);
        json.WriteString("detail", problem.Detail);
        if (instance.HasValue)
        {
            json.WriteString("instance", instance.ToUriComponent());
        }

        if (!problem.Errors.IsEmpty)
        {
            json.WriteStartObject("errors");
            foreach ((string member, System.Collections.Immutable.ImmutableArray<string> errors) in problem.Errors)
            {
                json.WriteStartArray(member);
                foreach (string error in errors)
                {
                    json.WriteStringValue(error);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        foreach (ProblemMember member in problem.Members)
        {
            json.WritePropertyName(member.Name);
            json.WriteRawValue(member.Json.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
