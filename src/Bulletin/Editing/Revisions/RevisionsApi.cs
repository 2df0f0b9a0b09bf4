using System.Globalization;
using System.Text.Json;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Announcements.Revisions;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Editing.Revisions;

/// <summary>The operations on the revisions of an announcement.</summary>
internal static class RevisionsApi
{
    // Comparing the largest texts occupies a core for a while, which must not delay readers: one comparison at a time.
    private static readonly SemaphoreSlim Comparing = new(1);

    private static readonly QueryParameter DiffParameter = QueryParameter.Number(
        "diff",
        1,
        int.MaxValue,
        "The number of another revision: the answer is what differs from that one, in words, instead of the revision itself.");

    public static void MapRevisions(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/api/announcements/{id:guid}/revisions").ForEditors().WithTags("Editing");
        group.MapMethods("/", PublicAnswer.Methods, ListRevisions).WithAccess(nameof(ListRevisions))
            .WithSummary("Lists the revisions of an announcement, the newest first, the present one included")
            .WithDescription("An author gets those of what they made, whatever its state.")
            .WithParameters(QueryParameter.Page()).WithProblems(ProblemKind.NotFound)
            .Produces<RevisionList>().WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.Link);
        group.MapMethods("/{revision:int}", PublicAnswer.Methods, GetRevision).WithAccess(nameof(GetRevision))
            .WithSummary("An announcement as a revision has it, or what differs from another revision")
            .WithDescription(
                "Its categories are what they are now. It has no ETag: `If-Match` takes that of the present announcement. "
                + "An author gets those of what they made, whatever its state.")
            .WithParameters(DiffParameter).WithProblems(ProblemKind.NotFound, ProblemKind.Gone)
            .Produces<EditorsAnnouncement>()
            .WithMetadata(new OtherAnswer(typeof(RevisionDifference)))
            .WithAnswerHeaders(HeaderNames.CacheControl);
        group.MapPost("/{revision:int}/revert", RevertAnnouncement).WithAccess(nameof(RevertAnnouncement))
            .WithSummary("Makes what an announcement says what a former revision says")
            .WithDescription(
                "Title, lead, body, format, language, picture, categories, author, source and `keep` become those of the revision; "
                + "state, address, dates and pin stay. "
                + "A category that was merged is the one that it was merged into, and one that is gone is left out.")
            .Reads("Reversion", RequestBody.Json, isOptional: true)
            .WithIfMatch(isRequired: true).WithProblems(ProblemKind.NotFound, ProblemKind.Gone, ProblemKind.WrongState)
            .Produces<EditorsAnnouncement>().WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.ETag, HeaderNames.ContentLocation);
    }

    private static async Task<EditorAnswer<RevisionList>> ListRevisions(
        HttpContext context, Guid id, SiteTable table, AnnouncementReader reader, BulletinSettings settings, CancellationToken cancellation)
    {
        var parameters = new QueryParameters(context);
        (int limit, Cursor? cursor) = parameters.Page(settings.Site);
        parameters.ThrowIfWrong();
        Announcement present = await ReadAsync(context, id, reader, cancellation).ConfigureAwait(false);
        int last = cursor!.Place.Length == 0 ? present.Revision : NumberOf(cursor) - 1;
        int first = Math.Max(present.FirstKept, last - limit + 1);
        List<Announcement> revisions = [.. last >= present.Revision ? (Announcement[])[present] : []];
        revisions.AddRange(await table
            .ReadRevisionsAsync(id, first, Math.Min(last, present.Revision - 1), cancellation).ConfigureAwait(false));
        string? next = first > present.FirstKept && last >= first ? cursor.After(first.ToString(CultureInfo.InvariantCulture)) : null;
        if (next is not null)
        {
            context.Response.Headers.Link = PublicAnswer.NextLink(settings.PublicUrl + parameters.AddressOf(next)).Single();
        }

        return new EditorAnswer<RevisionList>(
            new RevisionList(revisions.Select(RevisionItem.Of).ToList(), next), RevisionsJson.Web.RevisionList);
    }

    private static async Task<IResult> GetRevision(
        HttpContext context,
        Guid id,
        int revision,
        SiteTable table,
        AnnouncementReader reader,
        AnnouncementPresenter presenter,
        CategoryCache cache,
        CancellationToken cancellation)
    {
        var parameters = new QueryParameters(context);
        int? other = parameters.Number("diff", 1, int.MaxValue);
        parameters.ThrowIfWrong();
        Announcement present = await ReadAsync(context, id, reader, cancellation).ConfigureAwait(false);
        Announcement asked = await table.ReadRevisionAsync(present, revision, cancellation).ConfigureAwait(false);
        CategorySet categories = await cache.ReadPresentAsync(cancellation).ConfigureAwait(false);
        if (other is not { } number)
        {
            return new EditorAnswer<EditorsAnnouncement>(presenter.EditorsWhole(asked, categories), ReadingJson.Web.EditorsAnnouncement);
        }

        await Comparing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Announcement from = number == revision
                ? asked
                : await table.ReadRevisionAsync(present, number, cancellation).ConfigureAwait(false);
            return new EditorAnswer<RevisionDifference>(
                RevisionComparison.Between(from, asked, categories, presenter.MediaOf(id)), RevisionsJson.Web.RevisionDifference);
        }
        finally
        {
            Comparing.Release();
        }
    }

    private static async Task<EditorAnswer<EditorsAnnouncement>> RevertAnnouncement(
        HttpContext context,
        Guid id,
        int revision,
        AnnouncementEditor editor,
        PublicAnnouncements shown,
        AnnouncementPresenter presenter,
        CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        IfMatch condition = await shown.ConditionAsync(IfMatch.Require(context), id, cancellation).ConfigureAwait(false);
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json, optional: true).ConfigureAwait(false);
        using (body)
        {
            var input = AnnouncementInput.ReadReversion(body.RootElement);
            (Announcement reverted, CategorySet categories) = await editor
                .RevertAsync(id, revision, input, condition, context.Actor(), cancellation).ConfigureAwait(false);
            return new EditorAnswer<EditorsAnnouncement>(presenter.EditorsWhole(reverted, categories), ReadingJson.Web.EditorsAnnouncement)
            {
                Revision = reverted.Revision,
                Address = EditorsAnnouncementsApi.AddressOf(reverted.Id),
            };
        }
    }

    private static async Task<Announcement> ReadAsync(
        HttpContext context, Guid id, AnnouncementReader reader, CancellationToken cancellation)
    {
        Announcement announcement = await reader.ReadAsync(id, cancellation).ConfigureAwait(false)
            ?? throw Problem.NotFound($"There is no announcement {id}.");
        AccessRules.CheckOwn(context.Actor(), announcement);
        return announcement;
    }

    private static int NumberOf(Cursor cursor) =>
        int.TryParse(cursor.Place, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw Problem.Invalid("cursor", "is no cursor of this list");
}
