using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>Reads JSON bodies of requests, strictly.</summary>
internal static class RequestBody
{
    /// <summary>The most bytes of a request body: 2 MiB, which holds a body of 256 KiB however its characters are escaped.</summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    public const string Json = "application/json";

    public const string MergePatch = "application/merge-patch+json";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads an object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mediaType">The content type that it must have.</param>
    /// <param name="optional">Whether no body at all is taken for an empty object.</param>
    /// <exception cref="ProblemException">The body is not what it should be; nothing more of it is read than needed to tell.</exception>
    public static async Task<(JsonDocument Document, byte[] Bytes)> ReadAsync(HttpContext context, string mediaType, bool optional = false)
    {
        RequestDeadline.Suspend(context);
        byte[] bytes = await ReadBytesAsync(context).ConfigureAwait(false);
        RequestDeadline.Restart(context);
        if (bytes.Length == 0 && optional)
        {
            return (JsonDocument.Parse("{}"), bytes);
        }

        CheckContentType(context.Request, mediaType);
        if (!Utf8.IsValid(bytes))
        {
            throw Problem.Malformed("The body is not UTF-8.");
        }

        try
        {
            var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return (document, bytes);
            }

            document.Dispose();
            throw Problem.Malformed("The body must be a JSON object.");
        }
        catch (JsonException broken)
        {
            throw Problem.Malformed($"The body is not the JSON that is expected here: {broken.Message}");
        }
    }

    private static void CheckContentType(HttpRequest request, string mediaType)
    {
        bool isRight = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
        if (isRight)
        {
            return;
        }

        if (mediaType == MergePatch)
        {
            request.HttpContext.Response.Headers["Accept-Patch"] = MergePatch;
        }

        throw new ProblemException(new Problem(ProblemKind.UnsupportedMediaType, $"The body must be {mediaType} in UTF-8."));
    }

    private static async Task<byte[]> ReadBytesAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaximumBytes)
        {
            throw TooLarge();
        }

        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > MaximumBytes)
            {
                throw TooLarge();
            }

            if (read.IsCompleted)
            {
                byte[] bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ProblemException TooLarge() =>
        new(new Problem(ProblemKind.TooLarge, $"The body of a request may have {MaximumBytes / 1024 / 1024} MiB."));
}
