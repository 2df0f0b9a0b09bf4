using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Library;
using Bulletin.Media;
using Bulletin.Problems;

namespace Bulletin.Transfer;

/// <summary>The line of a medium. The bytes are not in the line: they are named by their hash.</summary>
internal static class MediumLine
{
    private const int MaximumFact = 10_000;

    private static readonly string[] Required =
    [
        "id", "name", "kind", "bytes", "sha256", "revision", "createdAt", "createdBy", "ownerId", "changedAt", "changedBy",
    ];

    /// <summary>Writes a line.</summary>
    public static void Write(Utf8JsonWriter json, Medium medium)
    {
        json.WriteStartObject();
        json.WriteString("type", TransferFormat.Medium);
        json.WriteString("id", medium.Id);
        json.WriteString("name", medium.Name);
        json.WriteString("kind", medium.Kind);
        json.WriteString("mediaType", medium.Type);
        json.WriteNumber("bytes", medium.Bytes);
        json.WriteString("sha256", medium.Hash);
        MediaLines.WriteNumber(json, "width", medium.Width);
        MediaLines.WriteNumber(json, "height", medium.Height);
        json.WriteBoolean("transparent", medium.HasAlpha ?? false);
        json.WriteString("alt", medium.Alt);
        json.WriteString("credit", medium.Credit);
        json.WritePropertyName("focus");
        MediaLines.Write(json, medium.Focus);
        json.WritePropertyName("document");
        Write(json, medium.Document);
        json.WriteStartArray("formerHashes");
        foreach (string hash in medium.FormerHashes)
        {
            json.WriteStringValue(hash);
        }

        json.WriteEndArray();
        json.WriteNumber("revision", medium.Revision);
        json.WriteString("createdAt", Rfc3339.Format(medium.CreatedAt));
        json.WriteString("createdBy", medium.CreatedBy);
        json.WriteString("ownerId", medium.OwnerId);
        json.WriteString("changedAt", Rfc3339.Format(medium.ChangedAt));
        json.WriteString("changedBy", medium.ChangedBy);
        json.WriteString("replacedAt", medium.ReplacedAt is { } replaced ? Rfc3339.Format(replaced) : null);
        json.WriteEndObject();
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="ProblemException">Members are invalid; the problem names each of them.</exception>
    public static Medium Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore("type");
        Medium medium = ReadFile(members) with
        {
            Alt = members.Text("alt", 0, Medium.MaximumAlt, nullable: true).Value,
            Credit = members.Text("credit", 0, Medium.MaximumCredit, nullable: true).Value,
            Focus = members.Object("focus", nullable: true, MediumInput.ReadFocus).Value,
            FormerHashes = ReadFormer(members),
            Revision = members.Integer("revision", 1, int.MaxValue - 1).Value ?? 1,
            CreatedAt = members.Instant("createdAt", nullable: false).Value ?? default,
            CreatedBy = members.Text("createdBy", 1, 500).Value ?? string.Empty,
            OwnerId = members.Text("ownerId", 1, 1000).Value ?? string.Empty,
            ChangedAt = members.Instant("changedAt", nullable: false).Value ?? default,
            ChangedBy = members.Text("changedBy", 1, 500).Value ?? string.Empty,
            ReplacedAt = members.Instant("replacedAt", nullable: true).Value,
        };
        AnnouncementLine.Require(members, Required);
        members.ThrowIfWrong();
        return medium;
    }

    private static Medium ReadFile(JsonMembers members)
    {
        Member<string> id = members.Parsed("id", ImageInput.MediumOf);
        string kind = members.Parsed("kind", MediaLines.KindOf).Value ?? string.Empty;
        var medium = new Medium
        {
            Id = id.Value is { } text ? Guid.Parse(text) : Guid.Empty,
            Name = members.Text("name", 1, MediumInput.MaximumName).Value ?? string.Empty,
            Kind = kind,
            Type = MediaLines.ReadType(members, "mediaType", kind),
            Bytes = members.Integer("bytes", 1, int.MaxValue).Value ?? 0,
            Hash = members.Parsed("sha256", MediaLines.HashOf).Value ?? string.Empty,
            Width = MediaLines.ReadNumber(members, "width"),
            Height = MediaLines.ReadNumber(members, "height"),
            HasAlpha = members.Boolean("transparent").Value == true ? true : null,
            Document = members.Object("document", nullable: true, ReadDocument).Value,
            Revision = 1,
            CreatedAt = default,
            CreatedBy = string.Empty,
            OwnerId = string.Empty,
            ChangedAt = default,
            ChangedBy = string.Empty,
        };
        MediaLines.RequireSize(members, kind, medium.Width, medium.Height);
        return medium;
    }

    private static List<string> ReadFormer(JsonMembers members) => [.. members.Array(
        "formerHashes",
        MediumEditor.MaximumReplacements,
        nullable: false,
        (item, place) =>
        {
            string? text = members.String(place, item, multiline: false);
            if (text is not null && MediaLines.HashOf(text).Error is { } error)
            {
                members.Error(place, error);
            }

            return text;
        }).Value?.Distinct(StringComparer.Ordinal) ?? []];

    private static void Write(Utf8JsonWriter json, DocumentFacts? document)
    {
        if (document is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("title", document.Title);
        json.WriteString("language", document.Language);
        json.WriteBoolean("tagged", document.IsTagged);
        if (document.HasText is { } hasText)
        {
            json.WriteBoolean("hasText", hasText);
        }

        json.WriteNumber("pages", document.Pages);
        json.WriteEndObject();
    }

    private static DocumentFacts ReadDocument(JsonMembers members) => new(
        members.Text("title", 0, MaximumFact, nullable: true).Value,
        members.Text("language", 0, MaximumFact, nullable: true).Value,
        members.Boolean("tagged").Value ?? false,
        members.Boolean("hasText").Value,
        members.Integer("pages", 0, int.MaxValue).Value ?? 0);
}
