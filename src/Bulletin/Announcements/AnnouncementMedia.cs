using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Announcements;

/// <summary>The picture of an announcement: one of the site's media, or one that is elsewhere.</summary>
/// <param name="Url">An absolute https URL of at most 2,000 characters; null if it is a medium.</param>
/// <param name="Alt">The alternative text, 1 to 500 characters.</param>
/// <param name="Medium">The medium; null if it is elsewhere.</param>
internal sealed record StoredImage(string? Url, string Alt, NamedMedium? Medium = null);

/// <summary>A file that an announcement carries.</summary>
/// <param name="Medium">The file.</param>
/// <param name="Title">The text of its link, 1 to 200 characters; null: the name of the file.</param>
internal sealed record Attachment(NamedMedium Medium, string? Title);

/// <summary>The media that announcements name.</summary>
internal static class AnnouncementMedia
{
    /// <summary>The maximum number of media of an announcement: picture, attachments and body together.</summary>
    public const int Maximum = 20;

    /// <summary>Returns the media that an announcement names, each once.</summary>
    public static IEnumerable<NamedMedium> Media(this Announcement announcement) =>
        All(announcement.Image, announcement.Attachments, announcement.BodyMedia);

    /// <summary>Returns the media that a draft of a next version names, each once.</summary>
    public static IEnumerable<NamedMedium> Media(this AnnouncementDraft draft) => All(draft.Image, draft.Attachments, draft.BodyMedia);

    /// <summary>Returns the announcement with these media in place of those with the same ids.</summary>
    public static Announcement WithMedia(this Announcement announcement, IReadOnlyDictionary<Guid, NamedMedium> media) =>
        media.Count == 0
            ? announcement
            : announcement with
            {
                Image = Present(announcement.Image, media),
                Attachments = Present(announcement.Attachments, media),
                BodyMedia = Present(announcement.BodyMedia, media),
            };

    /// <summary>Returns the draft with these media in place of those with the same ids.</summary>
    public static AnnouncementDraft WithMedia(this AnnouncementDraft draft, IReadOnlyDictionary<Guid, NamedMedium> media) => draft with
    {
        Image = Present(draft.Image, media),
        Attachments = Present(draft.Attachments, media),
        BodyMedia = Present(draft.BodyMedia, media),
    };

    /// <summary>Checks the number of media.</summary>
    /// <exception cref="ProblemException">There are too many.</exception>
    public static void CheckMedia(Announcement changed) => CheckCount(changed.Media().Count());

    /// <summary>
    /// Reads the media that an input names, for an announcement or draft that may have named some of them before. The files
    /// that they have at this write become those of the announcement.
    /// </summary>
    /// <exception cref="ProblemException">
    /// There is no such medium, or it belongs to somebody else and the actor is an author.
    /// </exception>
    public static async Task<AnnouncementInput> WithMediaAsync(
        this SiteWrite write, AnnouncementInput input, IEnumerable<NamedMedium> before, CancellationToken cancellation)
    {
        List<MediumReference> named = [.. input.MediaReferences()];
        if (named.Count == 0)
        {
            return input;
        }

        HashSet<Guid> known = [.. before.Select(medium => medium.Id)];
        Dictionary<Guid, NamedMedium> media = [];
        List<(string, string)> errors = [];
        Medium?[] read = await Task.WhenAll(named.Select(one => write.Table.ReadMediumAsync(one.Id, cancellation))).ConfigureAwait(false);
        foreach ((MediumReference reference, Medium? medium) in named.Zip(read))
        {
            if (medium is null || !(MediaAccess.MayUse(write.Actor, medium) || known.Contains(medium.Id)))
            {
                errors.Add((reference.Member, $"there is no medium {reference.Id:D}"));
            }
            else if (reference.IsPicture && !medium.Named().FileKind.IsPicture)
            {
                errors.Add((reference.Member, $"'{medium.Name}' is no picture: name it as an attachment"));
            }
            else
            {
                media[medium.Id] = medium.Named();
            }
        }

        return errors.Count == 0 ? input with { Media = media } : throw Problem.Invalid(errors);
    }

    /// <summary>Records the use of the media that an input names, before the change of the announcement.</summary>
    /// <exception cref="ProblemException">The input names too many.</exception>
    public static Task RecordAsync(
        this MediaUses uses, Guid announcement, AnnouncementInput input, Actor actor, CancellationToken cancellation)
    {
        List<Guid> named = [.. input.MediaReferences().Select(one => one.Id)];
        CheckCount(named.Count);
        return uses.RecordAsync(announcement, named, actor, cancellation);
    }

    private static void CheckCount(int count)
    {
        if (count > Maximum)
        {
            throw Problem.Invalid("attachments", $"picture, attachments and body may name {Maximum} media together, not {count}");
        }
    }

    private static IEnumerable<NamedMedium> All(
        StoredImage? image, IReadOnlyList<Attachment> attachments, IReadOnlyList<NamedMedium> bodyMedia) =>
        ((IEnumerable<NamedMedium?>)[image?.Medium, .. attachments.Select(one => one.Medium), .. bodyMedia])
            .OfType<NamedMedium>()
            .DistinctBy(medium => medium.Id);

    private static StoredImage? Present(StoredImage? image, IReadOnlyDictionary<Guid, NamedMedium> media) =>
        image is { Medium: { } medium } ? image with { Medium = media.GetValueOrDefault(medium.Id, medium) } : image;

    private static List<Attachment> Present(IReadOnlyList<Attachment> attachments, IReadOnlyDictionary<Guid, NamedMedium> media) =>
        attachments.Select(one => one with { Medium = media.GetValueOrDefault(one.Medium.Id, one.Medium) }).ToList();

    private static List<NamedMedium> Present(IReadOnlyList<NamedMedium> bodyMedia, IReadOnlyDictionary<Guid, NamedMedium> media) =>
        bodyMedia.Select(medium => media.GetValueOrDefault(medium.Id, medium)).ToList();
}

/// <summary>A medium that an input names.</summary>
/// <param name="Id">The id.</param>
/// <param name="Member">The member that names it, for error messages.</param>
/// <param name="IsPicture">True if only a picture can be named there.</param>
internal sealed record MediumReference(Guid Id, string Member, bool IsPicture);
