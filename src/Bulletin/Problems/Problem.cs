using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Problems;

/// <summary>An error as returned to clients (RFC 9457), thrown as a <see cref="ProblemException"/>.</summary>
/// <param name="Kind">The kind of error, with the type's URL, title and status.</param>
/// <param name="Detail">The description of this occurrence.</param>
internal sealed record Problem(ProblemKind Kind, string Detail)
{
    /// <summary>The errors by member or parameter, with its JSON name.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Errors { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>Additional members that clients may use.</summary>
    public ImmutableArray<ProblemMember> Members { get; init; } = [];

    /// <summary>Time that a client should wait before it retries; null if waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ProblemException Invalid(string member, string error) => Invalid([(member, error)]);

    public static ProblemException Invalid(IReadOnlyCollection<(string Member, string Error)> errors) => new(
        new Problem(ProblemKind.Invalid, string.Join("; ", errors.Select(error => $"{error.Member}: {error.Error}")))
        {
            Errors = errors
                .GroupBy(error => error.Member, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(
                    group => group.Key, group => group.Select(error => error.Error).ToImmutableArray(), StringComparer.Ordinal),
        });

    public static ProblemException Malformed(string detail) => new(new Problem(ProblemKind.Malformed, detail));

    public static ProblemException NotFound(string detail) => new(new Problem(ProblemKind.NotFound, detail));

    public static ProblemException WrongState(string detail) => new(new Problem(ProblemKind.WrongState, detail));

    public static ProblemException ChangedMeanwhile(string presentETag) => new(new Problem(
        ProblemKind.ChangedMeanwhile, $"It was changed meanwhile: its ETag is now {presentETag}. Read it again and repeat your change."));

    public static ProblemException Forbidden(string detail) => new(new Problem(ProblemKind.Forbidden, detail));

    public static ProblemException TooManyRequests(string what, TimeSpan wait) => new(new Problem(
        ProblemKind.TooManyRequests, $"There were too many {what} within a minute. Wait, and try again.")
    { RetryAfter = wait });
}

/// <summary>An additional member of a problem, beyond those of RFC 9457.</summary>
/// <param name="Name">The name.</param>
/// <param name="Json">The value as JSON.</param>
internal sealed record ProblemMember(string Name, ReadOnlyMemory<byte> Json)
{
    public static ProblemMember Of<T>(string name, T value, JsonTypeInfo<T> json) =>
        new(name, JsonSerializer.SerializeToUtf8Bytes(value, json));
}

/// <summary>A kind of error, as documented at its URL.</summary>
/// <param name="Name">The last segment of its URL, <c>/problems/{name}</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">A short text that is always the same.</param>
/// <param name="Explanation">The explanation for developers of clients.</param>
internal sealed record ProblemKind(string Name, int Status, string Title, string Explanation)
{
    public static readonly ProblemKind Invalid = new(
        "invalid", StatusCodes.Status400BadRequest, "A value is not valid",
        "A member of the body or a parameter of the query has a value that it may not have. "
            + "`errors` names each of them. Nothing was written.");

    public static readonly ProblemKind Malformed = new(
        "malformed", StatusCodes.Status400BadRequest, "The request cannot be read",
        "The body is not JSON, or not a JSON object, or has a member twice, or is nested too deeply. Nothing was written.");

    public static readonly ProblemKind Unauthorized = new(
        "unauthorized", StatusCodes.Status401Unauthorized, "A valid credential is needed",
        "Send `Authorization: Bearer <token>` with an API key, "
            + "or a token of the OpenID Connect issuer of the settings, that is valid now.");

    public static readonly ProblemKind Forbidden = new(
        "forbidden", StatusCodes.Status403Forbidden, "The credential does not allow this",
        "Authors work on drafts of their own, editors on all announcements, admins on categories and API keys too.");

    public static readonly ProblemKind NotFound = new(
        "not-found", StatusCodes.Status404NotFound, "There is no such thing",
        "Nothing public is at this address: no announcement or category, or one that is not public, or no such operation.");

    public static readonly ProblemKind MethodNotAllowed = new(
        "method-not-allowed", StatusCodes.Status405MethodNotAllowed, "The address does not know this method",
        "The `Allow` header names the methods of the address.");

    public static readonly ProblemKind SlugTaken = new(
        "slug-taken", StatusCodes.Status409Conflict, "The slug is taken",
        "Another announcement or category has, or had, the slug that was asked for. "
            + "Leave `slug` out and a free one is made from the title.");

    public static readonly ProblemKind CategoryInUse = new(
        "category-in-use", StatusCodes.Status409Conflict, "The category is in use",
        "An announcement, perhaps an archived or binned one, is in the category. "
            + "Delete it with `?moveTo=<slug>` to move its announcements.");

    public static readonly ProblemKind MediumInUse = new(
        "medium-in-use", StatusCodes.Status409Conflict, "The medium is in use",
        "An announcement uses the picture or file: now, in a former revision, or in the draft of its next version. "
            + "`usedIn` names these announcements. It is deleted with the last of them.");

    public static readonly ProblemKind WrongState = new(
        "wrong-state", StatusCodes.Status409Conflict, "Not in this state",
        "The announcement, or what else it is about, is in a state in which this cannot be done; `detail` says which.");

    public static readonly ProblemKind IdempotencyKeyReused = new(
        "idempotency-key-reused", StatusCodes.Status409Conflict, "The idempotency key was used for another request",
        "Within 24 hours an `Idempotency-Key` belongs to one request: send another key with another body.");

    public static readonly ProblemKind AlreadyExists = new(
        "already-exists", StatusCodes.Status409Conflict, "It exists, and says something else",
        "Lines of the import are about announcements that exist and say something else, or want a slug that another one has. "
            + "`errors` names them. `detail` says whether anything was written: usually nothing was, "
            + "and with `?partial=true` the other lines are.");

    public static readonly ProblemKind Gone = new(
        "gone", StatusCodes.Status410Gone, "It was deleted",
        "An announcement was at this address and is in the bin.");

    public static readonly ProblemKind TokenTooOld = new(
        "token-too-old", StatusCodes.Status410Gone, "The token is too old",
        "The change log does not go back so far, or the site was made anew: ask for the changes without `since`, and replace your copy.");

    public static readonly ProblemKind PreviewOver = new(
        "preview-over", StatusCodes.Status410Gone, "The preview is over",
        "The link has expired, or what it showed was published, taken back or deleted since. An editor can make another one.");

    public static readonly ProblemKind ChangedMeanwhile = new(
        "changed-meanwhile", StatusCodes.Status412PreconditionFailed, "It was changed meanwhile",
        "The ETag in `If-Match` is not the present one: somebody else made a change. "
            + "Read again and repeat your change; nothing was overwritten.");

    public static readonly ProblemKind TooLarge = new(
        "too-large", StatusCodes.Status413PayloadTooLarge, "The body is too large",
        "A request body may have 2 MiB, that of an import 4 MiB and 20,000 lines; the `body` of an announcement 256 KiB of UTF-8.");

    public static readonly ProblemKind UnsupportedMediaType = new(
        "unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The content type is not supported",
        "Send `application/json`, and `application/merge-patch+json` with PATCH, in UTF-8.");

    public static readonly ProblemKind IfMatchRequired = new(
        "if-match-required", StatusCodes.Status428PreconditionRequired, "If-Match is required",
        "Send `If-Match` with the ETag that you read, so that nobody's change is overwritten unseen.");

    public static readonly ProblemKind TooManyRequests = new(
        "too-many-requests", StatusCodes.Status429TooManyRequests, "Too many requests",
        "There were too many writes with this credential or from this address, or from it too many searches, "
            + "or requests with a credential that is not valid. "
            + "Wait as long as `Retry-After` says and try again; nothing was written.");

    public static readonly ProblemKind Unavailable = new(
        "unavailable", StatusCodes.Status503ServiceUnavailable, "Something that is needed is away",
        "Storage, or the service that issues the tokens, does not answer. Wait as long as `Retry-After` says and try again. "
            + "A POST that is repeated with its `Idempotency-Key` is done once.");

    public static readonly ProblemKind MediaUnavailable = new(
        "media-unavailable", StatusCodes.Status503ServiceUnavailable, "The storage of media is away",
        "The storage of pictures and attachments does not answer. Announcements can be read and written meanwhile. "
            + "Wait as long as `Retry-After` says and try again.");

    public static readonly ProblemKind WritesBusy = new(
        "writes-busy", StatusCodes.Status503ServiceUnavailable, "Too much is being written",
        "More is being written at this moment than gets done in time; storage is there, and readers notice nothing. "
            + "Wait as long as `Retry-After` says, which is how long the writes before yours take, and try again; "
            + "nothing was written.");

    public static readonly ProblemKind Busy = new(
        "busy", StatusCodes.Status503ServiceUnavailable, "The service is busy",
        "The service has more to compute than it gets done in time: long texts that were sent at once, for example. "
            + "Storage is there. Wait as long as `Retry-After` says and try again; nothing was written.");

    public static readonly ProblemKind ImportUnfinished = new(
        "import-unfinished", StatusCodes.Status503ServiceUnavailable, "The import is not finished",
        "The time of the request was up, or storage went away, before all lines were written; "
            + "`detail` says which, and how many lines are in the site. "
            + "Send the same request again: what is there is unchanged, and it goes on with the rest.");

    public static readonly ProblemKind Internal = new(
        "internal-error", StatusCodes.Status500InternalServerError, "Something went wrong in the service",
        "The service has a defect, and its log has the details.");

    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyDictionary<string, ProblemKind> All { get; } = new[]
    {
        // Malformed comes first, because it is the meaning of the framework's own 400.
        Malformed, Invalid, Unauthorized, Forbidden, NotFound, MethodNotAllowed, SlugTaken, CategoryInUse, MediumInUse, WrongState,
        IdempotencyKeyReused, AlreadyExists, Gone, TokenTooOld, PreviewOver, ChangedMeanwhile, TooLarge, UnsupportedMediaType,
        IfMatchRequired, TooManyRequests, Unavailable, MediaUnavailable, WritesBusy, Busy, ImportUnfinished, Internal,
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Returns the kind for a status code set by the framework.</summary>
    public static ProblemKind OfStatus(int status) => All.Values.FirstOrDefault(kind => kind.Status == status)
        ?? (status < 500 ? Malformed with { Status = status, Title = "The request cannot be served" } : Internal);
}

/// <summary>Carries a <see cref="Problem"/> to the error middleware, which sends it as the response.</summary>
#pragma warning disable CA1032, CA1064 // It is created from a problem only, and never leaves the service.
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
#pragma warning restore CA1032, CA1064
{
    public Problem Problem => problem;
}
