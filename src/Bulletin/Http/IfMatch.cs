using System.Collections.Immutable;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>
/// The condition of an <c>If-Match</c> header (RFC 9110, 13.1.1). It may name revisions that editors read, and ETags of
/// the responses that readers get.
/// </summary>
internal sealed class IfMatch
{
    private readonly ImmutableArray<string> etags;

    private IfMatch(ImmutableArray<string> etags) => this.etags = etags;

    /// <summary>No condition.</summary>
    public static IfMatch None { get; } = new([]);

    /// <summary>True if there is no condition.</summary>
    public bool IsNone => etags.IsEmpty;

    /// <summary>Returns the ETag of a revision, such as <c>"r3"</c>.</summary>
    public static string ETagOf(int revision) => $"\"r{revision}\"";

    /// <summary>Reads the header; returns <see cref="None"/> if it is missing.</summary>
    /// <exception cref="ProblemException">The header is not a list of ETags.</exception>
    public static IfMatch Read(HttpContext context)
    {
        string header = context.Request.Headers.IfMatch.ToString();
        if (header.Length == 0)
        {
            return None;
        }

        return EntityTagHeaderValue.TryParseStrictList([header], out IList<EntityTagHeaderValue>? parsed)
            // A weak ETag never matches here, because If-Match uses strong comparison.
            ? new IfMatch([.. parsed.Select(one => one.IsWeak ? "weak" : one.Tag.ToString())])
            : throw Problem.Invalid("If-Match", "must be an ETag in double quotes, such as \"r3\", or *");
    }

    /// <summary>
    /// Returns the condition for one ETag, with or without quotes, or <c>*</c>; null if the text is neither.
    /// </summary>
    public static IfMatch? Of(string text) =>
        EntityTagHeaderValue.TryParse(text is "*" or ['"', ..] ? text : $"\"{text}\"", out EntityTagHeaderValue? parsed) && !parsed.IsWeak
            ? new IfMatch([parsed.Tag.ToString()])
            : null;

    /// <summary>Reads the header, which is required.</summary>
    /// <exception cref="ProblemException">The header is missing, or is not a list of ETags.</exception>
    public static IfMatch Require(HttpContext context) => Read(context) is var condition && condition.IsNone
        ? throw new ProblemException(new Problem(ProblemKind.IfMatchRequired, "Send If-Match with the ETag of what you read."))
        : condition;

    /// <summary>
    /// True if an ETag in the condition may be that of a public response, rather than that of a revision.
    /// </summary>
    public bool NamesPublicETag => etags.Any(etag => etag.Length >= FinishedAnswer.ETagLength);

    /// <summary>
    /// Returns the condition extended by a revision, if it names an ETag of the public response that shows this
    /// revision.
    /// </summary>
    /// <param name="shown">The current public response.</param>
    /// <param name="revision">The revision shown in it.</param>
    public IfMatch OrShown(PublicAnswer shown, int revision)
    {
        var answer = new FinishedAnswer(shown);
        return etags.Any(answer.Has) ? new IfMatch([.. etags, ETagOf(revision)]) : this;
    }

    /// <summary>Checks the condition against the current revision.</summary>
    /// <exception cref="ProblemException">The revision has changed.</exception>
    public void Check(int revision) => Check(ETagOf(revision));

    /// <summary>Checks the condition against the current ETag.</summary>
    /// <exception cref="ProblemException">The ETag has changed.</exception>
    public void Check(string etag)
    {
        if (!IsNone && !etags.Contains("*") && !etags.Contains(etag))
        {
            throw Problem.ChangedMeanwhile(etag);
        }
    }
}
