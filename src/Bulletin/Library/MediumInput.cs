using System.Text.Json;
using Bulletin.Content.Files;
using Bulletin.Media;
using Bulletin.Problems;

namespace Bulletin.Library;

/// <summary>The description of a medium in a request. An absent member is distinct from null.</summary>
internal sealed record MediumInput
{
    /// <summary>The maximum number of characters of a name.</summary>
    public const int MaximumName = 120;

    // Members set by the server: ignored, so that clients can send back what they have read.
    internal static readonly string[] ReadOnlyMembers =
    [
        "id", "kind", "type", "bytes", "sha256", "width", "height", "document", "url", "content", "revision", "createdAt", "createdBy",
        "changedAt", "changedBy", "replacedAt", "uses", "usedIn", "warnings",
    ];

    public Member<string> Name { get; init; }

    public Member<string> Alt { get; init; }

    public Member<string> Credit { get; init; }

    public Member<FocalPoint> Focus { get; init; }

    /// <summary>Reads a merge patch (RFC 7396).</summary>
    /// <exception cref="ProblemException">Members are invalid; the problem lists them.</exception>
    public static MediumInput Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore(ReadOnlyMembers);
        var input = new MediumInput
        {
            Name = members.Text("name", 1, MaximumName),
            Alt = members.Text("alt", 0, Medium.MaximumAlt, nullable: true),
            Credit = members.Text("credit", 0, Medium.MaximumCredit, nullable: true),
            Focus = members.Object("focus", nullable: true, ReadFocus),
        };
        members.ThrowIfWrong();
        return input;
    }

    /// <summary>Returns the medium with this description.</summary>
    /// <exception cref="ProblemException">It is no picture, and a place in a picture is given.</exception>
    public Medium On(Medium medium)
    {
        FileKind kind = medium.Named().FileKind;
        if (Focus.Value is not null && !kind.IsPicture)
        {
            throw Problem.Invalid("focus", "is a place in a picture, and this is none");
        }

        return medium with
        {
            Name = Name.IsPresent ? FileName.Of(Name.Value!, kind) : medium.Name,
            Alt = NullIfEmpty(Alt.Or(medium.Alt)),
            Credit = NullIfEmpty(Credit.Or(medium.Credit)),
            Focus = Focus.Or(medium.Focus),
        };
    }

    /// <summary>Reads a place in a picture; null if it has errors, which are recorded.</summary>
    public static FocalPoint? ReadFocus(JsonMembers members)
    {
        Member<double?> x = members.Fraction("x");
        Member<double?> y = members.Fraction("y");
        foreach ((string name, Member<double?> member) in (ReadOnlySpan<(string, Member<double?>)>)[("x", x), ("y", y)])
        {
            if (!member.IsPresent)
            {
                members.Error(name, "is required");
            }
        }

        return x.Value is { } across && y.Value is { } down ? new FocalPoint(across, down) : null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
