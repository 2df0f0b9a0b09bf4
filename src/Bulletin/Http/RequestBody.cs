using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Bulletin.Problems;
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

    /// <summary>Lines of JSON, one object each.</summary>
    public const string Lines = "application/x-ndjson";

    /// <summary>The most bytes of a request body of lines: 4 MiB.</summary>
    public const int MaximumLinesBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads an object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mediaType">The content type that it must have.</param>
    /// <param name="optional">Whether no body at all is taken for an empty object.</param>
    /// <exception cref="ProblemException">The body is not what it should be; nothing more of it is read than needed to tell.</exception>
    public static async Task<(JsonDocument Document, byte[] Bytes)> ReadAsync(HttpContext context, string mediaType, bool optional = false)
    {
        byte[] bytes = await ReadBytesAsync(context, MaximumBytes).ConfigureAwait(false);
        if (bytes.Length == 0 && optional)
        {
            return (JsonDocument.Parse("{}"), bytes);
        }

        if (bytes.Length == 0)
        {
            // The Functions host takes the content type of a body that is empty away: it must not count before that.
            throw Problem.Malformed("The body is empty: send a JSON object.");
        }

        CheckContentType(context.Request, mediaType);
        return (Parse(bytes, "The body"), bytes);
    }

    /// <summary>Reads lines of JSON, which are not looked at yet.</summary>
    /// <exception cref="ProblemException">The body is of another type, or too large.</exception>
    public static async Task<byte[]> ReadLinesAsync(HttpContext context)
    {
        byte[] bytes = await ReadBytesAsync(context, MaximumLinesBytes).ConfigureAwait(false);
        if (bytes.Length > 0)
        {
            CheckContentType(context.Request, Lines);
        }

        return bytes;
    }

    /// <summary>Reads a JSON object, strictly.</summary>
    /// <param name="bytes">The text, as UTF-8.</param>
    /// <param name="subject">What it is, for messages.</param>
    /// <exception cref="ProblemException">It is none.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string subject)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            throw Problem.Malformed($"{subject} is not UTF-8.");
        }

        try
        {
            var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw Problem.Malformed($"{subject} must be a JSON object.");
        }
        catch (JsonException broken)
        {
            throw Problem.Malformed($"{subject} is not the JSON that is expected here: {broken.Message}");
        }
        catch (InvalidOperationException)
        {
            // Names are compared to find duplicates, and an escaped surrogate without its partner cannot be.
            throw Problem.Malformed($"{subject} has a member whose name is not text.");
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

    private static async Task<byte[]> ReadBytesAsync(HttpContext context, int maximum)
    {
        if (context.Request.ContentLength > maximum)
        {
            throw TooLarge(maximum);
        }

        RequestDeadline.Suspend(context);

        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await ReadOnAsync(reader, context.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > maximum)
            {
                // The server reads on from here, for a while, so that the client gets the answer.
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(maximum);
            }

            if (read.IsCompleted)
            {
                byte[] bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                RequestDeadline.Restart(context);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadOnAsync(PipeReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // The framing of the body is wrong (a chunk whose size is no number that can be), or the connection broke within it.
            throw Problem.Malformed("The body of the request cannot be read to its end.");
        }
    }

    private static ProblemException TooLarge(int maximum) =>
        new(new Problem(ProblemKind.TooLarge, $"The body of this request may have {maximum / 1024 / 1024} MiB."));
}
