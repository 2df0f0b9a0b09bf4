using Bulletin.Announcements;
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

    /// <summary>Returns the safe HTML of the body of an announcement, or the notice.</summary>
    /// <param name="announcement">The announcement.</param>
    /// <param name="media">The URLs of its media.</param>
    public string Html(Announcement announcement, MediaPlace media) =>
        Html(announcement.Id, announcement.Body, announcement.Format, media.BodyMedia(announcement.BodyMedia));

    /// <summary>Returns the safe HTML of the body of a draft, or the notice.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="media">The URLs of its media.</param>
    public string Html(AnnouncementDraft draft, MediaPlace media) =>
        Html(draft.AnnouncementId, draft.Body, draft.Format, media.BodyMedia(draft.BodyMedia));

    /// <summary>Returns the safe HTML of the body of an announcement with absolute URLs, for display on other sites.</summary>
    /// <param name="announcement">The announcement.</param>
    /// <param name="media">The URLs of its media.</param>
    /// <param name="page">The URL of the announcement's page.</param>
    /// <returns>The safe HTML, or the notice; null if only the absolute URLs make the body exceed the limits.</returns>
    public string? Html(Announcement announcement, MediaPlace media, Uri page)
    {
        try
        {
            return bodies.ToSafeHtml(announcement.Body, announcement.Format, page, media.BodyMedia(announcement.BodyMedia));
        }
        catch (ContentException)
        {
            return Html(announcement, media) is var shown && shown == notice ? notice : null;
        }
    }

    private string Html(Guid id, string body, BodyFormat format, IReadOnlyDictionary<Guid, BodyMedium>? media)
    {
        try
        {
            return bodies.ToSafeHtml(body, format, page: null, media);
        }
        catch (ContentException)
        {
            BodyNotShown(log, id);
            return notice;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The body of announcement {Id} is out of bounds: readers see a notice in its place. Its editors can mend it.")]
    private static partial void BodyNotShown(ILogger log, Guid id);
}
