using Bulletin.Content;
using Bulletin.Search;
using Bulletin.Settings;
using Microsoft.Extensions.Logging;

namespace Bulletin.Reading;

/// <summary>
/// Bodies that are stored, as they are shown: always something. What was accepted once may be out of today's bounds; a notice stands in
/// its place then, and what else is in the answer stays. All members are thread-safe.
/// </summary>
internal sealed partial class ShownBodies(RenderedBodies bodies, BulletinSettings settings, ILogger<ShownBodies> log)
{
    private readonly string notice = SearchDocument.IsPolish(settings.Language)
        ? "<p lang=\"pl\">Treści tego ogłoszenia nie można teraz pokazać.</p>"
        : "<p lang=\"en\">The text of this announcement cannot be shown at present.</p>";

    /// <summary>The safe HTML of a body, or the notice.</summary>
    /// <param name="id">The announcement, for the log.</param>
    /// <param name="body">The text as it was written.</param>
    /// <param name="format">What language the text is in.</param>
    public string Html(Guid id, string body, BodyFormat format)
    {
        try
        {
            return bodies.ToSafeHtml(body, format);
        }
        catch (ContentException)
        {
            BodyNotShown(log, id);
            return notice;
        }
    }

    /// <summary>The same for a reader that shows it elsewhere: with absolute addresses.</summary>
    /// <param name="id">The announcement, for the log.</param>
    /// <param name="body">The text as it was written.</param>
    /// <param name="format">What language the text is in.</param>
    /// <param name="page">The page of the announcement.</param>
    /// <returns>The safe HTML, or the notice; null when the body is within the bounds until its addresses are made absolute.</returns>
    public string? Html(Guid id, string body, BodyFormat format, Uri page)
    {
        try
        {
            return bodies.ToSafeHtml(body, format, page);
        }
        catch (ContentException)
        {
            return Html(id, body, format) is var shown && shown == notice ? notice : null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The body of announcement {Id} is out of bounds: readers see a notice in its place. Its editors can mend it.")]
    private static partial void BodyNotShown(ILogger log, Guid id);
}
