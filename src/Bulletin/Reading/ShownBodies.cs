using Bulletin.Content;
using Bulletin.Search;
using Bulletin.Settings;
using Microsoft.Extensions.Logging;

namespace Bulletin.Reading;

/// <summary>
/// Renders stored bodies for display. A body stored under older limits may exceed today's limits; a notice replaces it
/// then, so that the rest of the response is still shown. All members are thread-safe.
/// </summary>
internal sealed partial class ShownBodies(RenderedBodies bodies, BulletinSettings settings, ILogger<ShownBodies> log)
{
    private readonly string notice = SearchDocument.IsPolish(settings.Language)
        ? "<p lang=\"pl\">Treści tego ogłoszenia nie można teraz pokazać.</p>"
        : "<p lang=\"en\">The text of this announcement cannot be shown at present.</p>";

    /// <summary>Returns the safe HTML of a body, or the notice.</summary>
    /// <param name="id">The id of the announcement, for the log.</param>
    /// <param name="body">The source text.</param>
    /// <param name="format">The markup language of the text.</param>
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

    /// <summary>Returns the safe HTML of a body with absolute URLs, for display on other sites.</summary>
    /// <param name="id">The id of the announcement, for the log.</param>
    /// <param name="body">The source text.</param>
    /// <param name="format">The markup language of the text.</param>
    /// <param name="page">The URL of the announcement's page.</param>
    /// <returns>The safe HTML, or the notice; null if only the absolute URLs make the body exceed the limits.</returns>
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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The body of announcement {Id} is out of bounds: readers see a notice in its place. Its editors can mend it.")]
    private static partial void BodyNotShown(ILogger log, Guid id);
}
