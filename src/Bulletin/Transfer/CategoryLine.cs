using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Transfer;

/// <summary>The line of a category.</summary>
internal sealed record CategoryLine
{
    public Guid? Id { get; private init; }

    public string? Slug { get; private init; }

    public required string Name { get; init; }

    public string? Description { get; private init; }

    public int Order { get; private init; }

    public IReadOnlyList<string> FormerSlugs { get; private init; } = [];

    public IReadOnlyList<Guid> FormerIds { get; private init; } = [];

    public int Revision { get; private init; } = 1;

    public DateTimeOffset? CreatedAt { get; private init; }

    public DateTimeOffset? ChangedAt { get; private init; }

    /// <summary>Writes a category, including the categories that are being merged into it.</summary>
    public static void Write(Utf8JsonWriter json, Category category, CategorySet categories)
    {
        List<Category> merging = categories.WithAliases(category)
            .Where(one => one.Id != category.Id)
            .OrderBy(one => one.Id.ToString("D"), StringComparer.Ordinal)
            .ToList();
        json.WriteStartObject();
        json.WriteString("type", TransferFormat.Category);
        json.WriteString("id", category.Id);
        json.WriteString("slug", category.Slug);
        WriteAll(
            json,
            "formerSlugs",
            category.FormerSlugs
                .Concat(merging.SelectMany(one => one.FormerSlugs.Append(one.Slug)))
                .Distinct(StringComparer.Ordinal));
        json.WriteString("name", category.Name);
        json.WriteString("description", category.Description);
        json.WriteNumber("order", category.Order);
        json.WriteString("createdAt", Rfc3339.Format(category.CreatedAt));
        json.WriteString("changedAt", Rfc3339.Format(category.ChangedAt));
        json.WriteNumber("revision", category.Revision);
        WriteAll(
            json,
            "formerIds",
            category.FormerIds
                .Concat(merging.SelectMany(one => one.FormerIds.Append(one.Id)))
                .Distinct()
                .Select(id => id.ToString("D")));
        json.WriteEndObject();
    }

    /// <exception cref="ProblemException">Members are invalid; the problem names each of them.</exception>
    public static CategoryLine Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore("type");
        Member<string> name = members.Text("name", 1, 80);
        var line = new CategoryLine
        {
            Id = members.Parsed<string>("id", AnnouncementLine.IdOf).Value is { } id ? Guid.Parse(id) : null,
            Slug = members.Parsed("slug", AnnouncementInput.SlugOf, nullable: true).Value,
            Name = name.Value ?? string.Empty,
            Description = members.Text("description", 0, 500, nullable: true).Value is { Length: > 0 } description ? description : null,
            Order = members.Integer("order", -1_000_000, 1_000_000).Value ?? 0,
            FormerSlugs = members.Has("formerSlugs") ? TransferFormat.ReadSlugs(members, "formerSlugs", Category.MaximumFormerSlugs) : [],
            FormerIds = ReadFormerIds(members),
            Revision = members.Integer("revision", 1, int.MaxValue - 1).Value ?? 1,
            CreatedAt = members.Instant("createdAt", nullable: false).Value,
            ChangedAt = members.Instant("changedAt", nullable: false).Value,
        };
        if (!name.IsPresent)
        {
            members.Error("name", "is required");
        }

        members.ThrowIfWrong();
        return line;
    }

    /// <summary>Returns the category of the line.</summary>
    public Category ToCategory(Guid id, string slug, DateTimeOffset now) => new()
    {
        Id = id,
        Slug = slug,
        FormerSlugs = [.. FormerSlugs.Distinct(StringComparer.Ordinal).Where(former => former != slug)],
        Name = Name,
        Description = Description,
        Order = Order,
        FormerIds = FormerIds,
        Revision = Revision,
        CreatedAt = CreatedAt ?? now,
        ChangedAt = ChangedAt ?? CreatedAt ?? now,
    };

    private static List<Guid> ReadFormerIds(JsonMembers members) => (members.Array(
        "formerIds",
        Category.MaximumFormerIds,
        nullable: false,
        (item, place) =>
        {
            string? text = members.String(place, item, multiline: false);
            if (text is null || AnnouncementLine.IdOf(text).Error is not { } error)
            {
                return text;
            }

            members.Error(place, error);
            return null;
        }).Value ?? []).Select(Guid.Parse).ToList();

    private static void WriteAll(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
