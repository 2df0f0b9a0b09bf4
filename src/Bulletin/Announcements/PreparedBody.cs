using Bulletin.Content;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>A checked body with everything that saving it needs and that depends only on the text.</summary>
/// <param name="Text">The body in its stored form.</param>
/// <param name="Format">The markup language of the body.</param>
/// <param name="Lead">The lead derived from the body, used if the editor wrote none.</param>
/// <param name="Html">The safe HTML for readers.</param>
/// <param name="Media">The ids of the media that the body names.</param>
internal sealed record PreparedBody(LongText Text, BodyFormat Format, string Lead, string Html, IReadOnlyList<Guid> Media)
{
    /// <summary>
    /// Prepares a body. This takes up to some hundred milliseconds of CPU time, so it must not happen in a write.
    /// </summary>
    /// <param name="text">The body.</param>
    /// <param name="format">The markup language of the body.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <exception cref="ContentException">The body exceeds a limit of <see cref="ContentLimits"/>.</exception>
    public static PreparedBody Of(LongText text, BodyFormat format, CancellationToken cancellation = default)
    {
        (string html, string lead, IReadOnlyList<Guid> media) = BodyRenderer.Checked(text.Value, format, cancellation);
        return new PreparedBody(text, format, lead, html, media);
    }
}
