using System.Text.Json;
using Bulletin.Problems;

namespace Bulletin.Categories;

/// <summary>The content of a category in a request.</summary>
internal sealed record CategoryInput
{
    // Members that the server sets: accepted and ignored, so that a client can send back a response.
    internal static readonly string[] ReadOnlyMembers = ["id", "count", "formerSlugs", "revision", "createdAt", "changedAt"];

    public required string Name { get; init; }

    public string? Description { get; init; }

    public int Order { get; init; }

    /// <summary>The requested slug; null: keep the current one, or generate one from the name.</summary>
    public string? Slug { get; init; }

    /// <exception cref="ProblemException">Members are invalid; the problem lists each.</exception>
    public static CategoryInput Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore(ReadOnlyMembers);
        Member<string> name = members.Text("name", 1, 80);
        Member<string> description = members.Text("description", 0, 500, nullable: true);
        Member<int?> order = members.Integer("order", -1_000_000, 1_000_000);
        Member<string> slug = members.Parsed(
            "slug",
            text => Content.Slug.IsValid(text)
                ? (text, null)
                : ((string?)null,
                    "must be lower-case letters a-z and digits with single hyphens between them, "
                    + $"at most {Content.Slug.MaximumLength}"),
            nullable: true);
        if (!name.IsPresent)
        {
            members.Error("name", "is required");
        }

        members.ThrowIfWrong();
        return new CategoryInput
        {
            Name = name.Value!,
            Description = string.IsNullOrEmpty(description.Value) ? null : description.Value,
            Order = order.Or(0)!.Value,
            Slug = slug.Value,
        };
    }
}
