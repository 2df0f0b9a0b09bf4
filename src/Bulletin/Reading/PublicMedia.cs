using Bulletin.Announcements;
using Bulletin.Content.Files;
using Bulletin.Content.Pictures;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Storage;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Reading;

/// <summary>
/// Sends the media of public announcements. A medium is public exactly while an announcement is public that names it: the
/// announcement is read and says so, at any instant.
/// </summary>
internal sealed class PublicMedia(
    MediaCache cache, AnnouncementReader reader, PictureFiles pictures, BlobStore blobs, SiteTable table, TimeProvider clock)
{
    /// <summary>The size from which storage sends an attachment itself: 4 MiB.</summary>
    public const long LargestSentHere = 4 * 1024 * 1024;

    /// <summary>The longest time for which an address of storage is valid: 60 s.</summary>
    private static readonly TimeSpan LongestAddress = TimeSpan.FromSeconds(60);

    private static readonly HashSet<string> PictureExtensions =
        FileKind.All.Where(kind => kind.IsPicture).Select(kind => kind.Extension).Append(".jpeg").ToHashSet(StringComparer.Ordinal);

    /// <summary>Returns the response for a medium at a public address.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameters">The parameters of the request, all of them already read.</param>
    /// <param name="asked">The parts of the address.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="ProblemException">No public announcement names the medium, or its announcement was deleted.</exception>
    /// <exception cref="UnavailableException">Storage is unavailable.</exception>
    public async Task<IResult> AnswerAsync(
        HttpContext context, QueryParameters parameters, AskedMedium asked, CancellationToken cancellation)
    {
        // A picture is always sent from here, and so are attachments that are at hand.
        if (!PictureExtensions.Contains(Path.GetExtension(asked.Name)) && !cache.Answers.IsAtHand(parameters)
            && await ReadAddressAsync(asked, cancellation).ConfigureAwait(false) is { } address)
        {
            return new StorageRedirect(address);
        }

        return await cache.Answers.AnswerAsync(context, parameters, stop => MakeAsync(asked, stop)).ConfigureAwait(false);
    }

    private async Task<PublicAnswer> MakeAsync(AskedMedium asked, CancellationToken cancellation)
    {
        Announcement announcement = await AnnouncementsApi.FindAsync(asked.Announcement, reader, cancellation).ConfigureAwait(false);
        NamedMedium medium = Find(announcement, asked);
        string address = AddressOf(announcement, medium);
        PublicAnswer answer = address == asked.Path
            ? await MakeAsync(medium, asked, cancellation).ConfigureAwait(false)
            : PublicAnswer.Moved($"{address}{asked.Form.QueryOf(medium)}");
        return answer with { Announcement = announcement.Id, TrueUntil = announcement.ChangesAt(clock.GetUtcNow()) };
    }

    private async Task<PublicAnswer> MakeAsync(NamedMedium medium, AskedMedium asked, CancellationToken cancellation)
    {
        if (!medium.FileKind.IsPicture)
        {
            if (medium.Bytes > LargestSentHere)
            {
                // Storage was away when the announcement was read to redirect to it.
                throw new StorageUnavailableException(StorageFault.NoAnswer, "A large file is sent by storage.", null);
            }

            using StoredBlob blob = await blobs
                .OpenAsync(MediaBlobs.File(table, medium.Hash), cancellation).ConfigureAwait(false)
                ?? throw new InvalidDataException($"The file of medium {medium.Id} is missing in storage.");
            return new PublicAnswer
            {
                Body = await blob.ReadAllAsync(cancellation).ConfigureAwait(false),
                ContentType = medium.MediaType,
                FileDisposition = FileDisposition.Attachment(medium.Name),
            };
        }

        Rendition rendition = asked.Form.Of(medium);
        return new PublicAnswer
        {
            Body = await pictures.ReadAsync(medium, rendition, cancellation).ConfigureAwait(false),
            ContentType = rendition.Kind.MediaType,
            FileDisposition = FileDisposition.Inline(Path.ChangeExtension(medium.Name, rendition.Kind.Extension)),
        };
    }

    // Returns the address at which storage sends a large attachment; null for all that is sent from here.
    private async Task<Uri?> ReadAddressAsync(AskedMedium asked, CancellationToken cancellation)
    {
        Announcement announcement;
        try
        {
            announcement = await AnnouncementsApi.FindAsync(asked.Announcement, reader, cancellation).ConfigureAwait(false);
        }
        catch (UnavailableException)
        {
            // An older response may still be used.
            return null;
        }

        NamedMedium medium = Find(announcement, asked);
        if (medium.FileKind.IsPicture || medium.Bytes <= LargestSentHere
            || AddressOf(announcement, medium) != asked.Path)
        {
            return null;
        }

        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset until = now + LongestAddress;
        if (announcement.ChangesAt(now) is { } change && change < until)
        {
            until = change;
        }

        return await blobs.ReadAddressAsync(
            MediaBlobs.File(table, medium.Hash),
            until,
            medium.MediaType,
            FileDisposition.Attachment(medium.Name),
            cancellation).ConfigureAwait(false);
    }

    // The only spelling of the address: every other one redirects, and is no key of the cache for the bytes.
    private static string AddressOf(Announcement announcement, NamedMedium medium) =>
        $"/media/{announcement.Id:D}/{medium.Id:D}/{FileName.Address(medium.Name)}";

    private static NamedMedium Find(Announcement announcement, AskedMedium asked)
    {
        NamedMedium medium = announcement.Media().FirstOrDefault(one => one.Id == asked.Medium)
            ?? throw Problem.NotFound("The announcement has no such picture or file.");
        asked.Form.Check(medium);
        return medium;
    }
}

/// <summary>The parts of the public address of a medium.</summary>
/// <param name="Announcement">The id of the announcement, or its slug, which redirects.</param>
/// <param name="Medium">The id of the medium.</param>
/// <param name="Name">The name of the file in ASCII; a former one redirects.</param>
/// <param name="Form">The form of a picture.</param>
/// <param name="Path">The path of the request, as it is written.</param>
internal sealed record AskedMedium(string Announcement, Guid Medium, string Name, AskedForm Form, string Path);

/// <summary>The form in which a picture is asked for.</summary>
/// <param name="Width">The largest width; null: as wide as it gets, in its own kind.</param>
/// <param name="Crop">The proportions of the part that is shown; null: the whole. Only with a width.</param>
internal sealed record AskedForm(int? Width, string? Crop)
{
    /// <summary>Returns the rendition of a picture in this form.</summary>
    public Rendition Of(NamedMedium medium) => Width is { } width ? medium.RenditionOf(width, Crop) : medium.Universal();

    /// <summary>Returns the query of the address of a picture in this form.</summary>
    public string QueryOf(NamedMedium medium) => Width is null ? string.Empty : MediumPicture.QueryOf(Of(medium));

    /// <summary>Checks that a medium can have this form.</summary>
    /// <exception cref="ProblemException">It is no picture, and a width is asked for.</exception>
    public void Check(NamedMedium medium)
    {
        if (Width is not null && !medium.FileKind.IsPicture)
        {
            throw Problem.Invalid("width", "is for pictures, and this is none");
        }
    }
}

/// <summary>The read cache of media, with a memory limit of its own: a few pictures must not displace all lists.</summary>
internal sealed class MediaCache(ReadCache answers)
{
    public ReadCache Answers => answers;
}

/// <summary>Redirects to the address at which storage sends a large attachment for a short time.</summary>
internal sealed class StorageRedirect(Uri address) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        response.Headers.CacheControl = "no-store";
        response.Headers.Location = address.AbsoluteUri;
        return Task.CompletedTask;
    }
}
