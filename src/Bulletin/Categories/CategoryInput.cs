using System.Text.Json;
using Bulletin.Content;
using Bulletin.Problems;

namespace Bulletin.Categories;

/// <summary>What a client sends of a category.</summary>
internal sealed record CategoryInput
{
    // What the server makes: accepted, so that what was read can be sent back, and ignored.
    internal static readonly string[] ReadOnlyMembers = ["id", "count", "formerSlugs", "revision", "createdAt", "changedAt"];

    public required string Name { get; init; }

    public string? Description { get; init; }

    public int Order { get; init; }

    /// <summary>The slug that was asked for; null to keep it, or to make one from the name.</summary>
    public string? Slug { get; init; }

    /// <exception cref="ProblemException">Members are wrong; the problem names each.</exception>
    public static CategoryInput Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore(ReadOnlyMembers);
        Member<string> name = members.Text("name", 1, 80);
        Member<string> description = members.Text("description", 0, 500, nullable: true);
        Member<int?> order = members.Integer("order", -1_000_000, 1_000_000);
        Member<string> slug = members.Parsed("slug", text => Content.Slug.IsValid(text)
            ? (text, null)
            : ((string?)null, $"must be lower-case letters a-z and digits with single hyphens between them, at most {Content.Slug.MaximumLength}"), nullable: true);
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
