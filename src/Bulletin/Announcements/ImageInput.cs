using Bulletin.Problems;

namespace Bulletin.Announcements;

/// <summary>The picture in a request. A merge patch changes the current picture member by member (RFC 7396).</summary>
/// <param name="Url">The URL.</param>
/// <param name="Alt">The alternative text.</param>
internal sealed record ImageInput(Member<string> Url, Member<string> Alt)
{
    private const int MaximumAlt = 500;

    /// <summary>Reads a picture; in a patch, both members are optional and may be null.</summary>
    public static ImageInput Read(JsonMembers members, bool isPatch)
    {
        var image = new ImageInput(
            members.Parsed("url", text => AnnouncementInput.WebAddress(text, https: true), nullable: isPatch),
            members.Text("alt", 1, MaximumAlt, nullable: isPatch));
        foreach ((string name, Member<string> member) in (ReadOnlySpan<(string, Member<string>)>)[("url", image.Url), ("alt", image.Alt)])
        {
            if (!isPatch && !member.IsPresent)
            {
                members.Error(name, "is required");
            }
        }

        return image;
    }

    /// <summary>
    /// Reads a complete picture; null if it has errors, which are recorded in <paramref name="members"/>.
    /// </summary>
    public static AnnouncementImage? ReadWhole(JsonMembers members) =>
        Read(members, isPatch: false) is { Url.Value: { } url, Alt.Value: { } alt } ? new AnnouncementImage(url, alt) : null;

    /// <summary>Applies the input to the current picture, if any.</summary>
    /// <exception cref="ProblemException">The result would lack its URL or its alternative text.</exception>
    public AnnouncementImage On(AnnouncementImage? present)
    {
        string? url = Url.Or(present?.Url);
        string? alt = Alt.Or(present?.Alt);
        if (url is not null && alt is not null)
        {
            return new AnnouncementImage(url, alt);
        }

        List<(string, string)> errors = [];
        foreach ((string name, string? value) in (ReadOnlySpan<(string, string?)>)[("image.url", url), ("image.alt", alt)])
        {
            if (value is null)
            {
                errors.Add((name, "is required: a picture has an address and a text; null in the place of the whole removes it"));
            }
        }

        throw Problem.Invalid(errors);
    }
}
