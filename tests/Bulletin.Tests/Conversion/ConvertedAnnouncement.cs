using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Conversion.Lines;

namespace Bulletin.Tests.Conversion;

/// <summary>A converted line as a test looks at it. It has been read by the rules that an announcement of the API is read by.</summary>
internal sealed class ConvertedAnnouncement
{
    private readonly JsonObject json;

    public ConvertedAnnouncement(ConvertedLine line)
    {
        Text = Encoding.UTF8.GetString(line.Json.Span);
        Assert.DoesNotContain('\n', Text);
        json = JsonNode.Parse(Text)!.AsObject();
        Assert.Equal("announcement", (string?)json["type"]);

        JsonObject input = JsonNode.Parse(Text)!.AsObject();
        input.Remove("type");
        input["categories"] = new JsonArray([.. Categories.Select(name => (JsonNode)name)]);
        using var document = JsonDocument.Parse(input.ToJsonString());
        AnnouncementInput read = AnnouncementInput.Read(document.RootElement, isPatch: false);
        Assert.Equal(BodyFormat.Html, read.Format.Value);
        Assert.Equal(Body, BodyRenderer.ToSafeHtml(Body!, BodyFormat.Html));
    }

    /// <summary>The line.</summary>
    public string Text { get; }

    public string? Title => this["title"];

    public string? Body => this["body"];

    /// <summary>The categories as <c>slug:name</c>.</summary>
    public IReadOnlyList<string> Categories =>
        [.. json["categories"]!.AsArray().Select(category => $"{(string?)category!["slug"]}:{(string?)category["name"]}")];

    public bool Pinned => json["pinned"] is { } pinned && (bool)pinned;

    public string? Image => json["image"] is { } image ? $"{(string?)image["url"]} {(string?)image["alt"]}" : null;

    public string? this[string member] => (string?)json[member];
}
