using System.Text.Json;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Access;

/// <summary>The input for creating or changing an API key.</summary>
internal sealed record ApiKeyInput
{
    // Members set by the server: accepted and ignored, so that a representation can be sent back as it was read.
    internal static readonly string[] ReadOnlyMembers = ["id", "createdAt", "createdBy", "lastUsedAt", "revision"];

    public Member<string> Name { get; init; }

    public Member<Role?> Role { get; init; }

    public Member<DateTimeOffset?> ExpiresAt { get; init; }

    /// <exception cref="ProblemException">Members are invalid; the problem names each.</exception>
    public static ApiKeyInput Read(JsonElement root, bool isPatch)
    {
        var members = new JsonMembers(root);
        members.Ignore(ReadOnlyMembers);
        var input = new ApiKeyInput
        {
            Name = members.Text("name", 1, ApiKey.MaximumName),
            Role = members.Word("role", RoleWords.Parse, "must be author, editor or admin"),
            ExpiresAt = members.Instant("expiresAt", nullable: true),
        };
        if (!isPatch && !input.Name.IsPresent)
        {
            members.Error("name", "is required");
        }

        if (!isPatch && !input.Role.IsPresent)
        {
            members.Error("role", "is required: author, editor or admin");
        }

        members.ThrowIfWrong();
        return input;
    }
}
