using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Editing.Drafts;
using Bulletin.Editing.Revisions;
using Bulletin.Reading;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Transfer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bulletin.Tests.Announcements;

/// <summary>
/// Every member that an editor can change is handled everywhere: replaced, patched, reverted, drafted, exported, imported, compared and
/// shown. A member that <see cref="AnnouncementInput"/> gets fails here for each place that does not know it.
/// </summary>
public sealed class EditableMembersTests
{
    private static readonly Category Culture = A.Category(slug: "kultura");
    private static readonly CategorySet Categories = new(1, [Culture]);

    /// <summary>A value of each member that a new announcement does not have.</summary>
    internal static readonly Dictionary<string, string> Values = new()
    {
        ["title"] = "\"Nowy tytuł\"",
        ["lead"] = "\"Nowy lead\"",
        ["body"] = "\"<p>Nowa treść</p>\"",
        ["format"] = "\"html\"",
        ["language"] = "\"en\"",
        ["categories"] = "[\"kultura\"]",
        ["attachments"] = $$"""[{"media": "{{A.MediumId}}", "title": "Uchwała"}]""",
        ["image"] = """{"url": "https://a.example/x.png", "alt": "Obraz"}""",
        ["pinned"] = "true",
        ["pinnedUntil"] = "\"2098-01-01T00:00:00Z\"",
        ["keep"] = "true",
        ["author"] = "\"Kto inny\"",
        ["sourceUrl"] = "\"https://b.example/\"",
        ["expiresAt"] = "\"2099-01-01T00:00:00Z\"",
    };

    /// <summary>Members that say something of the change, or that belong to the state and address and have rules of their own.</summary>
    private static readonly string[] Others = ["slug", "publishedAt", "status", "minor", "changeNote"];

    /// <summary>Members that stay when a former revision is brought back.</summary>
    private static readonly string[] StayOnRevert = ["pinned", "pinnedUntil", "expiresAt"];

    /// <summary>Members whose change moves the update stamp that readers see.</summary>
    private static readonly string[] Editorial = ["title", "lead", "body", "format", "image", "attachments", "categories"];

    private static readonly string[] Administrative = ["language", "pinned", "pinnedUntil", "keep", "author", "sourceUrl", "expiresAt"];

    /// <summary>Members that only editors see.</summary>
    private static readonly string[] EditorsOnly = ["keep"];

    private static readonly Announcement Before = A.Published();

    private static readonly Announcement After = AnnouncementChange.Replace(Before, A.Whole(Json(Values.Keys)), Categories, A.Language);

    private static readonly AnnouncementPresenter Presenter = new(
        BulletinSettingsTests.Read(),
        new ShownBodies(new RenderedBodies(RenderedBodies.DefaultBytes), BulletinSettingsTests.Read(), NullLogger<ShownBodies>.Instance),
        new MediaAddresses(BulletinSettingsTests.Read()));

    public static TheoryData<string> Members => new(Values.Keys);

    [Fact]
    public void Every_member_of_the_input_is_tried_here() => Assert.Equal(
        typeof(AnnouncementInput).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order(StringComparer.Ordinal),
        Values.Keys.Concat(Others).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Members))]
    public void A_replacement_sets_it_and_without_it_resets_it(string member)
    {
        Assert.NotEqual(Value(Before, member), Value(After, member));
        Announcement blank = AnnouncementChange.Blank(Before.Id, A.Language, A.Moment, new Actor("Ewa", Role.Editor));
        Announcement reset = AnnouncementChange.Replace(After, A.Whole("""{"title": "Tytuł"}"""), Categories, A.Language);
        Assert.Equal(member == "title" ? Value(Before, member) : Value(blank, member), Value(reset, member));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void A_patch_sets_it(string member)
    {
        string json = Json(member == "pinnedUntil" ? ["pinned", member] : [member]);
        Assert.Equal(Value(After, member), Value(AnnouncementChange.Patch(Before, A.Patch(Before, json), Categories), member));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void A_former_revision_brings_it_back_or_it_stays(string member) => Assert.Equal(
        Value(StayOnRevert.Contains(member) ? Before : After, member), Value(AnnouncementChange.Revert(Before, After, Categories), member));

    [Theory]
    [MemberData(nameof(Members))]
    public void A_draft_holds_it_and_shows_it(string member)
    {
        AnnouncementDraft draft = Draft(After);
        Assert.Equal(Value(After, member), Value(draft.On(Before, Categories), member));
        Assert.NotEqual(Shown(Draft(Before))[member]?.ToJsonString(), Shown(draft)[member]?.ToJsonString());
        Assert.False(Draft(Before).IsSame(Draft(Only(member))));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void A_change_of_it_is_a_change_and_moves_the_update_stamp_or_not(string member)
    {
        Assert.True(Editorial.Contains(member) ^ Administrative.Contains(member));
        Announcement changed = Only(member);
        Assert.False(AnnouncementChange.IsSame(Before, changed));
        DateTimeOffset? updated = AnnouncementChange.Stamp(Before, changed, "Ewa", "patch", A.Moment.AddDays(1)).UpdatedAt;
        Assert.Equal(Editorial.Contains(member), updated is not null);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void The_line_of_an_export_holds_it_and_an_import_reads_it(string member)
    {
        JsonElement line = Written(json => AnnouncementLine.Write(json, After, isFormer: false, Categories));
        Assert.True(line.TryGetProperty(member, out _), member);
        Announcement read = AnnouncementLine.Read(line, isFormer: false).ToAnnouncement(After.Id, [Culture.Id], A.Moment, new Actor("Ewa", Role.Admin), "de", A.Year);
        Assert.Equal(Value(After, member), Value(read, member));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void The_line_of_a_draft_holds_it_and_an_import_reads_it(string member)
    {
        JsonElement line = Written(json => DraftLine.Write(json, Draft(After) with { Revision = 1 }, Categories));
        Assert.True(line.TryGetProperty(member, out _), member);
        Assert.Equal(Value(After, member), Value(DraftLine.Read(line).ToDraft([Culture.Id]).On(Before, Categories), member));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void A_comparison_of_revisions_names_it_alone(string member) => Assert.Equal(
        [member],
        JsonSerializer.SerializeToNode(RevisionComparison.Between(Before, Only(member), Categories, A.Media), RevisionsJson.Web.RevisionDifference)!["members"]!
            .AsObject().Select(one => one.Key));

    [Theory]
    [MemberData(nameof(Members))]
    public void Editors_and_readers_see_it(string member)
    {
        Assert.NotEqual(ToEditors(Before)[member]?.ToJsonString(), ToEditors(After)[member]?.ToJsonString());
        if (EditorsOnly.Contains(member))
        {
            Assert.Null(ToReaders(After)[member]);
        }
        else
        {
            Assert.NotEqual(ToReaders(Before)[member]?.ToJsonString(), ToReaders(After)[member]?.ToJsonString());
        }
    }

    private static string Json(IEnumerable<string> members) =>
        $$"""{{{string.Join(',', members.Select(member => $"\"{member}\": {Values[member]}"))}}}""";

    private static AnnouncementDraft Draft(Announcement content) => new AnnouncementDraft
    {
        Id = Before.Id,
        AnnouncementId = Before.Id,
        BaseRevision = 1,
        Revision = 0,
        ChangedAt = A.Moment,
        ChangedBy = "Ewa",
        Title = string.Empty,
        Lead = string.Empty,
        Language = A.Language,
        Format = BodyFormat.Markdown,
    }.Saying(content);

    private static JsonNode Shown(AnnouncementDraft draft) => JsonSerializer.SerializeToNode(
        DraftRepresentation.Of(draft, Categories, Presenter), DraftsJson.Web.DraftRepresentation)!;

    private static JsonNode ToEditors(Announcement announcement) =>
        JsonSerializer.SerializeToNode(Presenter.EditorsWhole(announcement, Categories), ReadingJson.Web.EditorsAnnouncement)!;

    private static JsonNode ToReaders(Announcement announcement) =>
        JsonSerializer.SerializeToNode(Presenter.Whole(announcement, Categories), ReadingJson.Web.AnnouncementRepresentation)!;

    private static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            write(json);
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    private static PropertyInfo Property(string member) =>
        typeof(Announcement).GetProperty($"{char.ToUpperInvariant(member[0])}{member[1..]}{(member == "body" ? "Text" : string.Empty)}")!;

    private static string Value(Announcement announcement, string member) => Property(member).GetValue(announcement) switch
    {
        LongText text => text.Value,
        var value => JsonSerializer.Serialize(value),
    };

    // The announcement before, with this member as it is after.
    private static Announcement Only(string member)
    {
        Announcement changed = Before with { };
        Property(member).SetValue(changed, Property(member).GetValue(After));
        return changed;
    }
}
