using Bulletin.Media;
using Bulletin.Problems;

namespace Bulletin.Announcements;

/// <summary>The picture in a request. A merge patch changes the current picture member by member (RFC 7396).</summary>
/// <param name="Media">The id of a medium of the site; it comes before a URL.</param>
/// <param name="Url">The URL of a picture that is elsewhere.</param>
/// <param name="Alt">The alternative text.</param>
internal sealed record ImageInput(Member<string> Media, Member<string> Url, Member<string> Alt)
{
    // Members of the representation, which may be sent back as they were read.
    internal static readonly string[] ReadOnlyMembers = ["width", "height", "credit", "renditions", "crops"];

    /// <summary>The id of the medium that the request names; null if it names none.</summary>
    public Guid? Medium => Media.Value is { } id ? Guid.Parse(id) : null;

    /// <summary>Reads a picture; in a patch, all members are optional and may be null.</summary>
    public static ImageInput Read(JsonMembers members, bool isPatch)
    {
        members.Ignore(ReadOnlyMembers);
        bool hasMedium = members.Has("media");
        var image = new ImageInput(
            members.Parsed("media", MediumOf, nullable: true),
            // The address of a medium is the service's own, which locally is not https.
            members.Parsed("url", text => AnnouncementInput.WebAddress(text, https: !hasMedium), nullable: isPatch || hasMedium),
            members.Text("alt", 1, Bulletin.Media.Medium.MaximumAlt, nullable: isPatch));
        if (!isPatch && !hasMedium && !image.Url.IsPresent)
        {
            members.Error("url", "is required, or media");
        }

        if (!isPatch && !image.Alt.IsPresent)
        {
            members.Error("alt", "is required");
        }

        return image;
    }

    /// <summary>
    /// Reads a complete picture that is elsewhere; null if it has errors, which are recorded in <paramref name="members"/>.
    /// </summary>
    public static StoredImage? ReadWhole(JsonMembers members) =>
        Read(members, isPatch: false) is { Url.Value: { } url, Alt.Value: { } alt } ? new StoredImage(url, alt) : null;

    /// <summary>Parses the id of a medium.</summary>
    public static (string? Value, string? Error) MediumOf(string text) => Guid.TryParseExact(text, "D", out Guid id) && id.Version == 7
        ? (id.ToString("D"), null)
        : (null, "must be the id of a medium, such as 0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11");

    /// <summary>Applies the input to the current picture, if any.</summary>
    /// <param name="present">The current picture.</param>
    /// <param name="media">The media that the request names, by id.</param>
    /// <exception cref="ProblemException">The result would lack its picture or its alternative text.</exception>
    public StoredImage On(StoredImage? present, IReadOnlyDictionary<Guid, NamedMedium> media)
    {
        NamedMedium? medium = Medium is { } id ? media[id] : Media.IsPresent || Url.IsPresent ? null : present?.Medium;
        string? url = medium is null ? Url.Or(present?.Url) : null;
        string? alt = Alt.Or(present?.Alt);
        if ((medium is not null || url is not null) && alt is not null)
        {
            return new StoredImage(url, alt, medium);
        }

        List<(string, string)> errors = [];
        foreach ((string name, bool isMissing) in (ReadOnlySpan<(string, bool)>)
            [("image.url", medium is null && url is null), ("image.alt", alt is null)])
        {
            if (isMissing)
            {
                errors.Add((name, "is required: a picture has an address and a text; null in the place of the whole removes it"));
            }
        }

        throw Problem.Invalid(errors);
    }
}
