using System.Text.Json.Nodes;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Content.Files;
using Bulletin.Editing.Batches;
using Bulletin.Editing.Drafts;
using Bulletin.Library;
using Bulletin.Media;
using Bulletin.Site;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>The schemas of the bodies that are read, each with an example. Tests hold them against the reading.</summary>
internal static class InputSchemas
{
    private const JsonSchemaType Text = JsonSchemaType.String;
    private const JsonSchemaType NullableText = JsonSchemaType.String | JsonSchemaType.Null;
    private const string SlugPattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    public static IReadOnlyDictionary<string, (OpenApiSchema Schema, JsonObject Example)> All { get; } = new Dictionary<string, (OpenApiSchema, JsonObject)>
    {
        ["AnnouncementInput"] = (
            Object("An announcement to make, or what an announcement shall say.", AnnouncementMembers(isPatch: false), ["title"]),
            new JsonObject
            {
                ["title"] = "Przerwa w dostawie wody",
                ["body"] = "Od **8:00** do 14:00 w Topolcu.",
                ["categories"] = new JsonArray("zdrowie-i-bezpieczenstwo"),
                ["status"] = "published",
            }),
        ["AnnouncementPatch"] = (
            Object("A change of an announcement (RFC 7396): what is absent stays, null clears.", AnnouncementMembers(isPatch: true), []),
            new JsonObject { ["title"] = "Przerwa w dostawie wody odwołana", ["slug"] = null }),
        ["DraftInput"] = (
            Object("What the next version of an announcement shall say.", DraftMembers(), ["title"]),
            new JsonObject { ["title"] = "Przerwa w dostawie wody", ["body"] = "Od **9:00** do 15:00 w Topolcu.", ["changeNote"] = "Zmiana godzin", ["baseRevision"] = 3 }),
        ["PreviewInput"] = (
            Object("For how long a link shows a draft.", new() { ["expiresAt"] = Formatted(NullableText, "date-time", "From when on it shows nothing, at most 30 days ahead; 7 days ahead when it is absent or null.") }, []),
            new JsonObject { ["expiresAt"] = "2026-12-01T08:00:00Z" }),
        ["Publication"] = (
            Object("When an announcement is public.", Publication(), []),
            new JsonObject { ["publishedAt"] = "2026-12-01T08:00:00Z", ["expiresAt"] = "2026-12-31T22:59:00Z" }),
        ["Reversion"] = (
            Object("What a reversion says of itself.", Reversion(), []),
            new JsonObject { ["changeNote"] = "Przywrócono poprzednią treść: zmiana była pomyłką.", ["minor"] = false }),
        ["AnnouncementBatch"] = (
            Object("What shall be done with which announcements.", BatchMembers(), ["action", "items"]),
            new JsonObject
            {
                ["action"] = "publish",
                ["items"] = new JsonArray(
                    new JsonObject { ["id"] = "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", ["ifMatch"] = "r3" },
                    new JsonObject { ["id"] = "0198f2c5-5d1e-7c3a-9a51-0c6f6a5d2b11", ["ifMatch"] = "r1" }),
            }),
        ["MediumForm"] = (
            Object("A file with its description.", MediumForm(), ["file"]),
            new JsonObject { ["file"] = "...", ["alt"] = "Park nad Starą Przystanią" }),
        ["MediumPatch"] = (
            Object("A change of the description of a picture or file (RFC 7396): what is absent stays, null clears.", ReadableMediumMembers(), []),
            new JsonObject { ["alt"] = "Park nad Starą Przystanią", ["focus"] = new JsonObject { ["x"] = 0.5, ["y"] = 0.4 } }),
        ["UploadConfirmation"] = (
            Object("The name and description of a file that was sent to storage.", ReadableMediumMembers(), ["name"]),
            new JsonObject { ["name"] = "plan-miejscowy.pdf" }),
        ["CategoryInput"] = (
            Object("A category to make, or what a category shall say.", CategoryMembers(), ["name"]),
            new JsonObject { ["name"] = "Środowisko i przestrzeń", ["description"] = "Zieleń, powietrze, planowanie", ["order"] = 10 }),
        ["KeyInput"] = (
            Object("An API key to make.", KeyMembers(), ["name", "role"]),
            new JsonObject { ["name"] = "Redakcja", ["role"] = "editor", ["expiresAt"] = "2099-01-01T00:00:00Z" }),
        ["KeyPatch"] = (
            Object("A change of an API key (RFC 7396): what is absent stays, null clears.", KeyMembers(), []),
            new JsonObject { ["role"] = "author", ["expiresAt"] = null }),
        ["ImportLine"] = (
            Object(
                "One line of many: an announcement. Other lines are those of an export: of a category (`type` is `category`), of a medium (`medium`, before the announcements that name it; its bytes, named by `sha256`, must be in storage, where `import --media` of the command line brings them), of the draft of a next version (`draft`), of a former revision (`revision`, with the id of its announcement in `of`), and those that begin and end an export.",
                LineMembers(),
                ["type", "title"]),
            new JsonObject
            {
                ["type"] = "announcement",
                ["title"] = "Przerwa w dostawie wody",
                ["body"] = "Od **8:00** do 14:00 w Topolcu.",
                ["categories"] = new JsonArray("zdrowie-i-bezpieczenstwo"),
                ["status"] = "published",
                ["publishedAt"] = "2024-04-23T08:33:00Z",
                ["sourceUrl"] = "https://old.example.org/przerwa",
            }),
    };

    // The members of a new announcement, and those that an export adds.
    private static Dictionary<string, IOpenApiSchema> LineMembers()
    {
        Dictionary<string, IOpenApiSchema> members = AnnouncementMembers(isPatch: false);
        foreach (string name in members.Where(member => member.Value.ReadOnly).Select(member => member.Key).ToList())
        {
            members.Remove(name);
        }

        // Other kinds of lines have other types: the type selects the reader of the line, which does not read it again.
        members["type"] = new OpenApiSchema { Const = "announcement", Description = "Always `announcement`." };
        members["id"] = Formatted(Text, "uuid", "Its id. When it is absent it is a new one, unless an announcement has its `sourceUrl`.");
        members["formerSlugs"] = new OpenApiSchema { Type = JsonSchemaType.Array, Description = "Slugs it had before; they redirect.", MaxItems = Announcement.MaximumFormerSlugs, Items = Member(Text, "A slug.") };
        members["status"] = Words("Its state.", "draft", [.. Enum.GetValues<AnnouncementStatus>().Select(status => status.Word())]);
        members["leadDerived"] = Member(JsonSchemaType.Boolean, "Whether the lead is taken from the body; `lead` counts for nothing then.");
        members["categories"] = LineCategories();
        members["image"] = LineImage();
        members["attachments"] = LineMedia("The files that it carries.", LineAttachment());
        members["bodyMedia"] = LineMedia("The media that the body names.", LineMedium());
        members["createdAt"] = Formatted(Text, "date-time", "When it was made.");
        members["createdBy"] = Member(Text, "Who made it.", 1, 500);
        members["ownerId"] = Member(NullableText, "The id of who made it, when it is another than the name.", 0, 1000);
        foreach ((string name, string description) in (ReadOnlySpan<(string, string)>)
        [
            ("publishedAt", "From when on it is public; now for a published one without it."), ("updatedAt", "The editorial update stamp."),
            ("archivedAt", "When it went to the archive."), ("deletedAt", "When it went to the bin."),
            ("firstPublicAt", "When readers first saw it."), ("archivingFrom", "From when on its age counts for archiving."),
        ])
        {
            members[name] = Formatted(NullableText, "date-time", description);
        }

        members["revision"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Description = "The number of its revision. A line with it is taken to the letter, and needs `id` and `slug`." };
        members["updateNote"] = Member(NullableText, "What the change that moved `updatedAt` says of itself.", 0, AnnouncementInput.MaximumNote);
        members["changedAt"] = Formatted(Text, "date-time", "When the revision was made.");
        members["changedBy"] = Member(Text, "Who made the revision.", 1, 500);
        members["changeAction"] = Member(Text, "What made the revision, such as `publish`.", 1, 100);
        return members;
    }

    private static OpenApiSchema LineImage()
    {
        OpenApiSchema image = Object(
            "The picture, or null for none: with `media`, or an https address in `url`.",
            new()
            {
                ["media"] = LineMedium(),
                ["url"] = Formatted(Text, "uri", "An https address of at most 2,000 characters."),
                ["alt"] = Member(Text, "What the picture shows, for those who do not see it.", 1, 500),
            },
            ["alt"]);
        image.Type |= JsonSchemaType.Null;
        return image;
    }

    private static OpenApiSchema LineMedia(string description, OpenApiSchema item) =>
        new() { Type = JsonSchemaType.Array | JsonSchemaType.Null, Description = description, MaxItems = AnnouncementMedia.Maximum, Items = item };

    private static OpenApiSchema LineAttachment() => Object(
        "A file.", new() { ["media"] = LineMedium(), ["title"] = Member(NullableText, "The text of its link.", 1, 200) }, ["media"]);

    private static OpenApiSchema LineMedium() => Object(
        "A medium with the file that the announcement has. Its bytes are not in the line.",
        new()
        {
            ["id"] = Formatted(Text, "uuid", "Its id."),
            ["sha256"] = new OpenApiSchema { Type = Text, Pattern = "^[0-9a-f]{64}$", Description = "The hash of the bytes." },
            ["kind"] = Words("Its kind.", null, [.. FileKind.All.Select(kind => kind.Name)]),
            ["type"] = Member(NullableText, "Its media type, if it says more than that of its kind.", 1, 200),
            ["name"] = Member(Text, "Its name.", 1, MediumInput.MaximumName),
            ["bytes"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Description = "Its size in bytes." },
            ["width"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Description = "The width of a picture." },
            ["height"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Description = "The height of a picture." },
            ["transparent"] = Member(JsonSchemaType.Boolean, "Whether a picture has transparent parts."),
            ["credit"] = Member(NullableText, "Who is to be named with it.", 1, Medium.MaximumCredit),
            ["focus"] = Focus(),
            ["accessible"] = Member(JsonSchemaType.Boolean, "Whether a PDF is tagged and has text."),
        },
        ["id", "sha256", "kind", "name", "bytes"]);

    private static OpenApiSchema LineCategories() => new()
    {
        Type = JsonSchemaType.Array | JsonSchemaType.Null,
        Description = "The categories: by slug, or by slug or name as an object, and then one that does not exist is made.",
        MaxItems = AnnouncementInput.MaximumCategories,
        Items = new OpenApiSchema
        {
            AnyOf = [Member(Text, "The slug of a category that exists."), Object("A category.", new() { ["slug"] = Member(NullableText, "The slug."), ["name"] = Member(NullableText, "The name.", 1, 80) }, [])],
        },
    };

    private static Dictionary<string, IOpenApiSchema> AnnouncementMembers(bool isPatch)
    {
        var members = new Dictionary<string, IOpenApiSchema>
        {
            ["title"] = Member(Text, "The title, without the spaces around it.", 1, AnnouncementInput.MaximumTitle),
            ["lead"] = Member(NullableText, "What lists and feeds show. When it is absent or null it is taken from the body, cut at a word.", 0, AnnouncementInput.MaximumLead),
            ["body"] = Member(Text, $"The text, at most {AnnouncementInput.MaximumBodyBytes / 1024} KiB of UTF-8."),
            ["format"] = Words("How the body is written.", isPatch ? null : "markdown", "markdown", "html"),
            ["language"] = Member(Text, isPatch ? "The language, a BCP 47 tag." : "The language, a BCP 47 tag. When it is absent, the language of the site."),
            ["categories"] = Categories(),
            ["image"] = Image(isPatch),
            ["attachments"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array | JsonSchemaType.Null,
                Description = "The files that it carries. With the picture and what the body names by `media:` and an id, there may be 20 together.",
                MaxItems = AnnouncementMedia.Maximum,
                Items = AttachmentSchema(),
            },
            ["pinned"] = WithDefault(Member(JsonSchemaType.Boolean, "Whether lists have it first. A pinned announcement is not archived by age."), isPatch ? null : false),
            ["pinnedUntil"] = Formatted(NullableText, "date-time", "When the pin ends by itself: to come, and after `publishedAt`. Null for a pin without an end. Only with `pinned`."),
            ["keep"] = WithDefault(Member(JsonSchemaType.Boolean, "Whether age never archives it."), isPatch ? null : false),
            ["author"] = Member(NullableText, "Who wrote it, as readers see it.", 0, 200),
            ["sourceUrl"] = Formatted(NullableText, "uri", "Where it comes from: an http or https address of at most 2,000 characters."),
            ["slug"] = SlugMember("The readable part of its address. When it is absent or null it is made from the title, with a number when it is taken; one that is given and taken is refused. In a replacement an absent one keeps its value."),
            ["publishedAt"] = Formatted(NullableText, "date-time", "From when on it is public. One to come makes it scheduled. Null only for a draft."),
            ["expiresAt"] = Formatted(NullableText, "date-time", "From when on it is archived; after `publishedAt`."),
            ["status"] = Words(
                isPatch ? "Draft, or published. The other states are for the actions, and accepted while they are the present one." : "Draft when it is absent in a new one, the present state when it is absent in a replacement.",
                null,
                [.. Enum.GetValues<AnnouncementStatus>().Select(status => status.Word())]),
        };
        AddNote(members);
        AddReadOnly(members, AnnouncementInput.ReadOnlyMembers);
        return members;
    }

    private static Dictionary<string, IOpenApiSchema> DraftMembers()
    {
        Dictionary<string, IOpenApiSchema> members = AnnouncementMembers(isPatch: false);
        foreach (string own in (string[])["slug", "publishedAt", "status"])
        {
            ((OpenApiSchema)members[own]).Description = "The announcement's own, and no part of the draft: it may be sent as it is.";
        }

        members["baseRevision"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Description = "The revision of the announcement that the writer has seen, at most the present one. Absent, it stays as it is, and is the present one in a new draft.",
            Minimum = "1",
        };
        AddReadOnly(members, DraftInput.ReadOnlyMembers);
        return members;
    }

    private static Dictionary<string, IOpenApiSchema> MediumForm()
    {
        Dictionary<string, IOpenApiSchema> members = MediumMembers();
        members.Remove("focus");
        members["file"] = new OpenApiSchema { Type = Text, Format = "binary", Description = "The file, with its name." };
        return members;
    }

    private static OpenApiSchema AttachmentSchema()
    {
        var members = new Dictionary<string, IOpenApiSchema>
        {
            ["media"] = Formatted(Text, "uuid", "The id of the medium."),
            ["title"] = Member(NullableText, "The text of its link; its name when it is absent or null.", 0, 200),
        };
        AddReadOnly(members, AttachmentInput.ReadOnlyMembers);
        return Object("A file.", members, ["media"]);
    }

    private static Dictionary<string, IOpenApiSchema> ReadableMediumMembers()
    {
        Dictionary<string, IOpenApiSchema> members = MediumMembers();
        AddReadOnly(members, MediumInput.ReadOnlyMembers);
        return members;
    }

    private static Dictionary<string, IOpenApiSchema> MediumMembers() => new()
    {
        ["name"] = Member(Text, "The name of the file for readers; its extension becomes that of its kind.", 1, MediumInput.MaximumName),
        ["alt"] = Member(NullableText, "The alternative text of a picture, proposed to those who use it.", 0, Medium.MaximumAlt),
        ["credit"] = Member(NullableText, "The person or source to be named with it.", 0, Medium.MaximumCredit),
        ["focus"] = Focus(),
    };

    private static OpenApiSchema Focus()
    {
        OpenApiSchema focus = Object(
            "The most important place of a picture, around which it is cropped; null for the middle.",
            new()
            {
                ["x"] = new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0", Maximum = "1", Description = "The part of the width from the left." },
                ["y"] = new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0", Maximum = "1", Description = "The part of the height from the top." },
            },
            ["x", "y"]);
        focus.Type |= JsonSchemaType.Null;
        return focus;
    }

    private static Dictionary<string, IOpenApiSchema> Publication() => new()
    {
        ["publishedAt"] = Formatted(NullableText, "date-time", "From when on; now when it is absent or null."),
        ["expiresAt"] = Formatted(NullableText, "date-time", "Until when; null for no end. Absent, it stays as it is."),
    };

    private static Dictionary<string, IOpenApiSchema> Reversion()
    {
        var members = new Dictionary<string, IOpenApiSchema>();
        AddNote(members);
        return members;
    }

    private static void AddNote(Dictionary<string, IOpenApiSchema> members)
    {
        members.Add("minor", WithDefault(Member(JsonSchemaType.Boolean, "Whether the change is too small to move `updatedAt` and to stand in the public history."), false));
        members.Add("changeNote", Member(NullableText, "What was changed and why, for readers: it stands in the public history, and with the revision.", 0, AnnouncementInput.MaximumNote));
    }

    private static Dictionary<string, IOpenApiSchema> BatchMembers()
    {
        OpenApiSchema categories = Categories();
        categories.Type = JsonSchemaType.Array;
        categories.Description = "The categories that each announcement shall have instead of its own: for the action `categorise`, and required there.";
        return new()
        {
            ["action"] = Words("What shall be done with each.", null, BatchInput.Words),
            ["categories"] = categories,
            ["items"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "The announcements, each once.",
                MinItems = 1,
                MaxItems = BatchInput.MaximumItems,
                Items = Object(
                    "An announcement.",
                    new()
                    {
                        ["id"] = Formatted(Text, "uuid", "Its id."),
                        ["ifMatch"] = Member(Text, "The ETag that was read, such as `r3`, with its quotes or without; or `*` for whatever it is."),
                    },
                    ["id", "ifMatch"]),
            },
        };
    }

    private static Dictionary<string, IOpenApiSchema> CategoryMembers()
    {
        var members = new Dictionary<string, IOpenApiSchema>
        {
            ["name"] = Member(Text, "The name, unlike those of the other categories.", 1, 80),
            ["description"] = Member(NullableText, "What belongs into it.", 0, 500),
            ["order"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Description = "Its place: by order, then by name.",
                Minimum = "-1000000",
                Maximum = "1000000",
                Default = 0,
            },
            ["slug"] = SlugMember("The readable part of its address. When it is absent or null it is made from the name, or stays as it is."),
        };
        AddReadOnly(members, Bulletin.Categories.CategoryInput.ReadOnlyMembers);
        return members;
    }

    private static Dictionary<string, IOpenApiSchema> KeyMembers()
    {
        var members = new Dictionary<string, IOpenApiSchema>
        {
            ["name"] = Member(Text, "Who holds it, unlike the names of the other keys whatever their case and diacritics.", 1, ApiKey.MaximumName),
            ["role"] = Words("What it allows.", null, RoleWords.All),
            ["expiresAt"] = Formatted(NullableText, "date-time", "From when on it is refused: an instant to come, or null for never."),
        };
        AddReadOnly(members, ApiKeyInput.ReadOnlyMembers);
        return members;
    }

    // A response can be sent back.
    private static void AddReadOnly(Dictionary<string, IOpenApiSchema> members, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            members.Add(name, new OpenApiSchema { ReadOnly = true, Description = "Made by the service: accepted and ignored." });
        }
    }

    private static OpenApiSchema Categories() => new()
    {
        Type = JsonSchemaType.Array | JsonSchemaType.Null,
        Description = "The categories, by their slugs. They exist.",
        MaxItems = AnnouncementInput.MaximumCategories,
        Items = new OpenApiSchema
        {
            AnyOf =
            [
                Member(Text, "The slug."),
                Object(
                    "A category as an announcement names it: its slug counts.",
                    new() { ["slug"] = Member(Text, "The slug."), ["name"] = Ignored(), ["description"] = Ignored(), ["order"] = Ignored(), ["count"] = Ignored() },
                    ["slug"]),
            ],
        },
    };

    private static OpenApiSchema Image(bool isPatch)
    {
        var members = new Dictionary<string, IOpenApiSchema>
        {
            ["media"] = Formatted(NullableText, "uuid", "The id of a picture of the site. It comes before `url`."),
            ["url"] = Formatted(NullableText, "uri", "Of a picture that is elsewhere: an https address of at most 2,000 characters."),
            ["alt"] = Member(Text, "What the picture shows, for those who do not see it.", 1, 500),
        };
        AddReadOnly(members, ImageInput.ReadOnlyMembers);
        OpenApiSchema image = Object(
            isPatch ? "The picture, or null for none. What is absent in it stays as it is." : "The picture, or null for none.",
            members,
            isPatch ? [] : ["alt"]);
        image.Type |= JsonSchemaType.Null;
        return image;
    }

    private static OpenApiSchema Ignored() => new() { ReadOnly = true, Description = "Accepted and ignored." };

    private static OpenApiSchema Object(string description, Dictionary<string, IOpenApiSchema> members, HashSet<string> required) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = members,
        Required = required,
        // Another member is an error: a typo is never silently lost.
        AdditionalPropertiesAllowed = false,
    };

    private static OpenApiSchema Member(JsonSchemaType type, string description, int? minimum = null, int? maximum = null) => new()
    {
        Type = type,
        Description = description,
        MinLength = minimum is 0 ? null : minimum,
        MaxLength = maximum,
    };

    private static OpenApiSchema Formatted(JsonSchemaType type, string format, string description) => new() { Type = type, Format = format, Description = description };

    private static OpenApiSchema SlugMember(string description)
    {
        OpenApiSchema slug = Member(NullableText, description, null, Slug.MaximumLength);
        slug.Pattern = SlugPattern;
        return slug;
    }

    private static OpenApiSchema Words(string description, string? whenAbsent, params string[] words)
    {
        OpenApiSchema schema = WithDefault(Member(Text, description), whenAbsent);
        schema.Enum = [.. words.Select(word => (JsonNode)word)];
        return schema;
    }

    private static OpenApiSchema WithDefault(OpenApiSchema schema, JsonNode? whenAbsent)
    {
        schema.Default = whenAbsent;
        return schema;
    }
}
