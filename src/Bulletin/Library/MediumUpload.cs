using System.Security.Cryptography;
using System.Text;
using Bulletin.Content;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Library;

/// <summary>A file in a request, with its description: the body as it is, or a part of a form (<c>multipart/form-data</c>).</summary>
internal sealed class MediumUpload : IDisposable
{
    /// <summary>The maximum size of a file in a request: 15 MiB.</summary>
    public const int MaximumBytes = 15 * 1024 * 1024;

    /// <summary>The media type of a form with a file.</summary>
    public const string Form = "multipart/form-data";

    // Most systems have names of files of up to 255 characters.
    private const int MaximumGivenName = 300;

    // The headers, fields and boundaries of a form beside its file.
    private const int FormBytes = 64 * 1024;

    private const int MaximumBoundary = 70;

    private MediumUpload(TemporaryFile file, string name, UploadDescription description)
    {
        File = file;
        Name = name;
        Description = description;
    }

    public TemporaryFile File { get; }

    /// <summary>The name that the client gave the file.</summary>
    public string Name { get; }

    /// <summary>What the request says of the file.</summary>
    public UploadDescription Description { get; }

    /// <summary>The description of the medium.</summary>
    public MediumInput Input => new()
    {
        Alt = Description.Alt is null ? default : new Member<string>(true, Description.Alt),
        Credit = Description.Credit is null ? default : new Member<string>(true, Description.Credit),
    };

    /// <summary>The query parameters of an upload.</summary>
    public static QueryParameter[] Parameters =>
    [
        QueryParameter.Text(
            "name",
            MaximumGivenName,
            "The name of the file, which is shortened; in a form, that of its part if this is absent.",
            "plan.pdf"),
        QueryParameter.Text("alt", Medium.MaximumAlt, "The alternative text of a picture, proposed to those who use it."),
        QueryParameter.Text("credit", Medium.MaximumCredit, "The person or source to be named with it."),
    ];

    /// <summary>Reads what the query of a request says of its file.</summary>
    /// <exception cref="ProblemException">A parameter is invalid, or the name is missing.</exception>
    public static UploadDescription ReadDescription(HttpContext context)
    {
        var parameters = new QueryParameters(context);
        var description = new UploadDescription(
            parameters.Text("name", MaximumGivenName),
            parameters.Text("alt", Medium.MaximumAlt),
            parameters.Text("credit", Medium.MaximumCredit));
        if (FormOf(context.Request) is null)
        {
            parameters.Require("name");
        }

        parameters.ThrowIfWrong();
        return description;
    }

    /// <summary>Reads the file of a request and saves it in a temporary file.</summary>
    /// <param name="context">The request.</param>
    /// <param name="description">What its query says.</param>
    /// <exception cref="ProblemException">The body is too large, cut off, or no such form; or the name is missing.</exception>
    public static async Task<MediumUpload> ReadAsync(HttpContext context, UploadDescription description)
    {
        if (FormOf(context.Request) is not { } form)
        {
            TemporaryFile file = await RequestBody.SaveAsync(context, MaximumBytes).ConfigureAwait(false);
            return new MediumUpload(file, description.Name!, description);
        }

        RequestBody.CheckLength(context, MaximumBytes + FormBytes);
        RequestDeadline.Suspend(context);
        MediumUpload upload = await ReadFormAsync(context, form, description).ConfigureAwait(false);
        RequestDeadline.Restart(context);
        return upload;
    }

    /// <summary>Returns the bytes by which a repeated request is recognised.</summary>
    public byte[] Identity(string sha256) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{sha256}\n{Name}\n{Description.Alt}\n{Description.Credit}"));

    public void Dispose() => File.Dispose();

    private static MediaTypeHeaderValue? FormOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase)
            ? type
            : null;

    private static async Task<MediumUpload> ReadFormAsync(HttpContext context, MediaTypeHeaderValue type, UploadDescription description)
    {
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > MaximumBoundary)
        {
            throw Problem.Malformed("The form has no boundary.");
        }

        TemporaryFile? file = null;
        string? fileName = null;
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body) { HeadersLengthLimit = FormBytes / 4 };
            while (await NextAsync(reader, context.RequestAborted).ConfigureAwait(false) is { } section)
            {
                ContentDispositionHeaderValue? disposition = DispositionOf(section);
                string field = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).ToString();
                if (field == "file" && file is null)
                {
                    string given = (disposition!.FileNameStar.HasValue
                        ? disposition.FileNameStar
                        : HeaderUtilities.RemoveQuotes(disposition.FileName)).ToString();
                    fileName = string.IsNullOrEmpty(given) ? null : given;
                    file = await TemporaryFile
                        .CreateAsync(stream => RequestBody.CopyAsync(section.Body, stream, MaximumBytes, context.RequestAborted))
                        .ConfigureAwait(false);
                    continue;
                }

                string text = await ReadTextAsync(section, field, context.RequestAborted).ConfigureAwait(false);
                switch (field)
                {
                    case "name":
                        description = description with { Name = Checked(field, text, MaximumGivenName) };
                        break;
                    case "alt":
                        description = description with { Alt = Checked(field, text, Medium.MaximumAlt) };
                        break;
                    case "credit":
                        description = description with { Credit = Checked(field, text, Medium.MaximumCredit) };
                        break;
                    default:
                        throw Problem.Invalid(
                            field.Length is > 0 and <= 100 ? field : "(unnamed)",
                            "is no field of this form: there are file, name, alt, credit");
                }
            }

            return new MediumUpload(
                file ?? throw Problem.Invalid("file", "is required: the part of the form with the file"),
                description.Name ?? fileName
                    ?? throw Problem.Invalid("name", "is required, as a field or as the name of the file's part"),
                description);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private static ContentDispositionHeaderValue? DispositionOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? parsed) ? parsed : null;

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw Problem.Malformed("The form cannot be read to its end.");
        }
    }

    private static async Task<string> ReadTextAsync(MultipartSection section, string field, CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        await RequestBody.CopyAsync(section.Body, text, FormBytes, cancellation).ConfigureAwait(false);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (DecoderFallbackException)
        {
            throw Problem.Invalid(field, "is not UTF-8");
        }
    }

    private static string? Checked(string field, string text, int maximum)
    {
        text = text.Trim();
        if (InputText.Problem(text, multiline: false) is { } problem)
        {
            throw Problem.Invalid(field, problem);
        }

        return text.EnumerateRunes().Count() <= maximum
            ? (text.Length == 0 ? null : text)
            : throw Problem.Invalid(field, $"must have at most {maximum} characters");
    }
}

/// <summary>What a request says of its file.</summary>
/// <param name="Name">The name; null: not given.</param>
/// <param name="Alt">The alternative text; null: not given.</param>
/// <param name="Credit">The person or source to be named with it; null: not given.</param>
internal sealed record UploadDescription(string? Name, string? Alt, string? Credit);
