using Bulletin.Problems;

namespace Bulletin.Announcements;

/// <summary>What a client sends of a picture. In a merge patch it is merged with the present one, member by member (RFC 7396).</summary>
/// <param name="Url">The address.</param>
/// <param name="Alt">What the picture shows.</param>
internal sealed record ImageInput(Member<string> Url, Member<string> Alt)
{
    private const int MaximumAlt = 500;

    /// <summary>Reads it; in a patch both members may be absent, and null takes one away.</summary>
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

    /// <summary>Reads a whole one; null when something is wrong, which is noted then.</summary>
    public static AnnouncementImage? ReadWhole(JsonMembers members) =>
        Read(members, isPatch: false) is { Url.Value: { } url, Alt.Value: { } alt } ? new AnnouncementImage(url, alt) : null;

    /// <summary>Makes of a picture, or of none, what this says.</summary>
    /// <exception cref="ProblemException">The address or the text would be missing.</exception>
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
