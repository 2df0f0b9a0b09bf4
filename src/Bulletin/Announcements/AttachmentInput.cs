using System.Text.Json;
using Bulletin.Problems;

namespace Bulletin.Announcements;

/// <summary>A file that an announcement carries, in a request.</summary>
/// <param name="Medium">The id of the medium.</param>
/// <param name="Title">The text of its link; null: the name of the file.</param>
internal sealed record AttachmentInput(Guid Medium, string? Title)
{
    /// <summary>The maximum number of characters of a title.</summary>
    public const int MaximumTitle = 200;

    // Members of the representation, which may be sent back as they were read.
    internal static readonly string[] ReadOnlyMembers = ["name", "url", "kind", "type", "bytes", "accessible"];

    /// <summary>Reads an item of <c>attachments</c>; null if it has errors, which are recorded.</summary>
    public static AttachmentInput? Read(JsonMembers members, JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            members.Error(name, "must be an object with the member media");
            return null;
        }

        JsonMembers inside = members.Inside(name, item);
        inside.Ignore(ReadOnlyMembers);
        Member<string> medium = inside.Parsed("media", ImageInput.MediumOf);
        if (!medium.IsPresent)
        {
            inside.Error("media", "is required: the id of a medium");
        }

        Member<string> title = inside.Text("title", 0, MaximumTitle, nullable: true);
        inside.RefuseOthers();
        return medium.Value is { } id ? new AttachmentInput(Guid.Parse(id), string.IsNullOrEmpty(title.Value) ? null : title.Value) : null;
    }
}
