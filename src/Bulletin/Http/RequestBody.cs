using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Bulletin.Media;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>Reads JSON request bodies, strictly.</summary>
internal static class RequestBody
{
    /// <summary>
    /// The maximum size of a request body: 2 MiB, enough for an announcement body of 256 KiB with every character
    /// escaped.
    /// </summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    public const string Json = "application/json";

    public const string MergePatch = "application/merge-patch+json";

    /// <summary>JSON Lines: one object per line.</summary>
    public const string Lines = "application/x-ndjson";

    /// <summary>The maximum size of a request body of JSON Lines: 4 MiB.</summary>
    public const int MaximumLinesBytes = 4 * 1024 * 1024;

    private const int BufferBytes = 81_920;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads a JSON object.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mediaType">The required content type.</param>
    /// <param name="optional">True if an empty body counts as an empty object.</param>
    /// <exception cref="ProblemException">
    /// The body is not valid. It is read only as far as needed to detect that.
    /// </exception>
    public static async Task<(JsonDocument Document, byte[] Bytes)> ReadAsync(HttpContext context, string mediaType, bool optional = false)
    {
        byte[] bytes = await ReadBytesAsync(context, MaximumBytes).ConfigureAwait(false);
        if (bytes.Length == 0 && optional)
        {
            return (JsonDocument.Parse("{}"), bytes);
        }

        if (bytes.Length == 0)
        {
            // The Functions host removes the content type of an empty body, so emptiness must be checked first.
            throw Problem.Malformed("The body is empty: send a JSON object.");
        }

        CheckContentType(context.Request, mediaType);
        return (Parse(bytes, "The body"), bytes);
    }

    /// <summary>Reads a body of JSON Lines without parsing them.</summary>
    /// <exception cref="ProblemException">The body has another content type, or is too large.</exception>
    public static async Task<byte[]> ReadLinesAsync(HttpContext context)
    {
        byte[] bytes = await ReadBytesAsync(context, MaximumLinesBytes).ConfigureAwait(false);
        if (bytes.Length > 0)
        {
            CheckContentType(context.Request, Lines);
        }

        return bytes;
    }

    /// <summary>Saves a body of any type in a temporary file.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maximum">The maximum size in bytes.</param>
    /// <exception cref="ProblemException">The body is too large, or was cut off.</exception>
    public static async Task<TemporaryFile> SaveAsync(HttpContext context, int maximum)
    {
        CheckLength(context, maximum);
        RequestDeadline.Suspend(context);
        TemporaryFile file = await TemporaryFile
            .CreateAsync(stream => CopyAsync(context.Request.Body, stream, maximum, context.RequestAborted)).ConfigureAwait(false);
        RequestDeadline.Restart(context);
        return file;
    }

    /// <summary>Copies a body, or a part of one, up to a limit.</summary>
    /// <exception cref="ProblemException">It is larger, or was cut off.</exception>
    public static async Task CopyAsync(Stream body, Stream destination, int maximum, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (long total = 0; await ReadOnAsync(body, buffer, cancellation).ConfigureAwait(false) is > 0 and var read;)
            {
                total += read;
                if (total > maximum)
                {
                    throw TooLarge(maximum);
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Checks the announced length of a body.</summary>
    /// <exception cref="ProblemException">The body is too large.</exception>
    public static void CheckLength(HttpContext context, int maximum)
    {
        if (context.Request.ContentLength > maximum)
        {
            throw TooLarge(maximum);
        }
    }

    /// <summary>Parses a JSON object, strictly.</summary>
    /// <param name="bytes">The text, as UTF-8.</param>
    /// <param name="subject">The name of the object in error messages.</param>
    /// <exception cref="ProblemException">The text is not a JSON object.</exception>
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
            // Thrown when names are compared for duplicates and one contains an escaped lone surrogate.
            throw Problem.Malformed($"{subject} has a member whose name is not text.");
        }
    }

    private static void CheckContentType(HttpRequest request, string mediaType)
    {
        bool isRight = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue
                || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
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
        CheckLength(context, maximum);
        RequestDeadline.Suspend(context);
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await ReadOnAsync(reader, context.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > maximum)
            {
                // The server goes on reading for a while, so that the client gets the response.
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
            throw CutOff();
        }
    }

    private static async ValueTask<int> ReadOnAsync(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw CutOff();
        }
    }

    // The framing of the body is invalid (such as an impossible chunk size), or the connection broke.
    private static ProblemException CutOff() => Problem.Malformed("The body of the request cannot be read to its end.");

    private static ProblemException TooLarge(int maximum) =>
        new(new Problem(ProblemKind.TooLarge, $"The body of this request may have {maximum / 1024 / 1024} MiB."));
}
