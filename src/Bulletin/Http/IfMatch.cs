using System.Collections.Immutable;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Http;

/// <summary>The condition of an <c>If-Match</c> header (RFC 9110, 13.1.1), over the revisions of what editors read, and what readers get of them.</summary>
internal sealed class IfMatch
{
    private readonly ImmutableArray<string> etags;

    private IfMatch(ImmutableArray<string> etags) => this.etags = etags;

    /// <summary>No condition.</summary>
    public static IfMatch None { get; } = new([]);

    /// <summary>Whether there is no condition.</summary>
    public bool IsNone => etags.IsEmpty;

    /// <summary>The ETag of a revision: <c>"r3"</c>.</summary>
    public static string ETagOf(int revision) => $"\"r{revision}\"";

    /// <summary>Reads the header; without one there is no condition.</summary>
    /// <exception cref="ProblemException">The header is not a list of ETags.</exception>
    public static IfMatch Read(HttpContext context)
    {
        string header = context.Request.Headers.IfMatch.ToString();
        if (header.Length == 0)
        {
            return None;
        }

        return EntityTagHeaderValue.TryParseStrictList([header], out IList<EntityTagHeaderValue>? parsed)
            // A weak ETag never matches here: If-Match compares strongly.
            ? new IfMatch([.. parsed.Select(one => one.IsWeak ? "weak" : one.Tag.ToString())])
            : throw Problem.Invalid("If-Match", "must be an ETag in double quotes, such as \"r3\", or *");
    }

    /// <summary>The condition that one ETag makes, with its quotes or without, or <c>*</c>; null when the text is none of these.</summary>
    public static IfMatch? Of(string text) =>
        EntityTagHeaderValue.TryParse(text is "*" or ['"', ..] ? text : $"\"{text}\"", out EntityTagHeaderValue? parsed) && !parsed.IsWeak
            ? new IfMatch([parsed.Tag.ToString()])
            : null;

    /// <summary>Reads the header, which must be there.</summary>
    /// <exception cref="ProblemException">There is none, or it is not a list of ETags.</exception>
    public static IfMatch Require(HttpContext context) => Read(context) is var condition && condition.IsNone
        ? throw new ProblemException(new Problem(ProblemKind.IfMatchRequired, "Send If-Match with the ETag of what you read."))
        : condition;

    /// <summary>Whether it names what may be an ETag that readers got: one that is no revision's.</summary>
    public bool NamesPublicETag => etags.Any(etag => etag.Length >= FinishedAnswer.ETagLength);

    /// <summary>The condition, which also a revision meets of which readers get an answer that it names.</summary>
    /// <param name="shown">What readers get now.</param>
    /// <param name="revision">The revision that it shows.</param>
    public IfMatch OrShown(PublicAnswer shown, int revision)
    {
        var answer = new FinishedAnswer(shown);
        return etags.Any(answer.Has) ? new IfMatch([.. etags, ETagOf(revision)]) : this;
    }

    /// <summary>Checks the condition against the present revision.</summary>
    /// <exception cref="ProblemException">Somebody else made a change.</exception>
    public void Check(int revision) => Check(ETagOf(revision));

    /// <summary>Checks the condition against the present ETag.</summary>
    /// <exception cref="ProblemException">Somebody else made a change.</exception>
    public void Check(string etag)
    {
        if (!IsNone && !etags.Contains("*") && !etags.Contains(etag))
        {
            throw Problem.ChangedMeanwhile(etag);
        }
    }
}
