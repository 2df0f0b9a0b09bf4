using Bulletin.Content;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>A body that may be saved, with everything that saving it needs and that depends on the text alone.</summary>
/// <param name="Text">The body in its stored form.</param>
/// <param name="Format">The language that it is written in.</param>
/// <param name="Lead">The lead that is taken from it where the editor wrote none.</param>
/// <param name="Html">The body as readers see it.</param>
internal sealed record PreparedBody(LongText Text, BodyFormat Format, string Lead, string Html)
{
    /// <summary>Prepares a body. It costs up to some hundred milliseconds of computing, so it never belongs into a write.</summary>
    /// <param name="text">The body.</param>
    /// <param name="format">The language that it is written in.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ContentException">The body exceeds a bound of <see cref="ContentLimits"/>.</exception>
    public static PreparedBody Of(LongText text, BodyFormat format, CancellationToken cancellation = default)
    {
        (string html, string lead) = BodyRenderer.Checked(text.Value, format, cancellation);
        return new PreparedBody(text, format, lead, html);
    }
}
