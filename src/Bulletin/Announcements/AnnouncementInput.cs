using System.Text.Json;
using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Announcements;

/// <summary>What a client sends of an announcement. A member that is absent is something else than null.</summary>
internal sealed record AnnouncementInput
{
    /// <summary>The most characters of a title.</summary>
    public const int MaximumTitle = 200;

    /// <summary>The most characters of a lead.</summary>
    public const int MaximumLead = 500;

    /// <summary>The most bytes of a body, as UTF-8: 256 KiB.</summary>
    public const int MaximumBodyBytes = 256 * 1024;

    /// <summary>The most categories of an announcement.</summary>
    public const int MaximumCategories = 10;

    /// <summary>The most characters of the note of a change.</summary>
    public const int MaximumNote = 300;

    private const int MaximumUrl = 2000;

    // What the server makes: accepted, so that what was read can be sent back, and ignored.
    internal static readonly string[] ReadOnlyMembers =
    [
        "id", "url", "bodyHtml", "createdAt", "updatedAt", "archivedAt", "deletedAt", "revision", "createdBy", "changedAt", "archiveAt",
        "lastChange", "formerSlugs", "draft", "highlight", "updateNote",
    ];

    public Member<string> Title { get; init; }

    public Member<string> Lead { get; init; }

    public Member<string> Body { get; init; }

    public Member<BodyFormat?> Format { get; init; }

    public Member<string> Language { get; init; }

    /// <summary>The slugs of the categories.</summary>
    public Member<IReadOnlyList<string>> Categories { get; init; }

    public Member<ImageInput> Image { get; init; }

    public Member<bool?> Pinned { get; init; }

    public Member<DateTimeOffset?> PinnedUntil { get; init; }

    public Member<bool?> Keep { get; init; }

    public Member<string> Author { get; init; }

    public Member<string> SourceUrl { get; init; }

    public Member<string> Slug { get; init; }

    public Member<DateTimeOffset?> PublishedAt { get; init; }

    public Member<DateTimeOffset?> ExpiresAt { get; init; }

    public Member<AnnouncementStatus?> Status { get; init; }

    public Member<bool?> Minor { get; init; }

    public Member<string> ChangeNote { get; init; }

    /// <summary>The body with its format as they shall be, checked; null when neither changes.</summary>
    internal PreparedBody? Prepared { get; init; }

    /// <summary>Whether the lead shall be the one that is taken from the body.</summary>
    internal bool AsksForDerivedLead => Lead is { IsPresent: true, Value: null or "" };

    /// <summary>Reads the members of a whole announcement (POST, PUT) or of a change (PATCH, where null clears).</summary>
    /// <param name="root">A JSON object.</param>
    /// <param name="isPatch">Whether it is a merge patch (RFC 7396).</param>
    /// <exception cref="ProblemException">Members are wrong; the problem names each.</exception>
    public static AnnouncementInput Read(JsonElement root, bool isPatch) => Read(new JsonMembers(root), isPatch);

    /// <summary>Reads them from an object of which others were read already; it may have no more.</summary>
    /// <exception cref="ProblemException">Members are wrong; the problem names each.</exception>
    public static AnnouncementInput Read(JsonMembers members, bool isPatch)
    {
        members.Ignore(ReadOnlyMembers);
        var input = new AnnouncementInput
        {
            Title = members.Text("title", 1, MaximumTitle),
            Lead = members.Text("lead", 0, MaximumLead, nullable: true),
            Body = members.LongText("body", MaximumBodyBytes),
            Format = members.Word("format", FormatOf, "must be markdown or html"),
            Language = members.Parsed("language", LanguageOf),
            Categories = members.Array("categories", MaximumCategories, nullable: true, (item, name) => CategoryOf(members, item, name)),
            Image = members.Object("image", nullable: true, image => ImageInput.Read(image, isPatch)),
            Pinned = members.Boolean("pinned"),
            PinnedUntil = members.Instant("pinnedUntil", nullable: true),
            Keep = members.Boolean("keep"),
            Author = members.Text("author", 0, 200, nullable: true),
            SourceUrl = members.Parsed("sourceUrl", text => WebAddress(text, https: false), nullable: true),
            Slug = members.Parsed("slug", SlugOf, nullable: true),
            PublishedAt = members.Instant("publishedAt", nullable: true),
            ExpiresAt = members.Instant("expiresAt", nullable: true),
            Status = members.Word("status", AnnouncementStatusWords.Parse, "must be draft or published"),
            Minor = members.Boolean("minor"),
            ChangeNote = members.Text("changeNote", 0, MaximumNote, nullable: true),
        };
        if (!isPatch && !input.Title.IsPresent)
        {
            members.Error("title", "is required");
        }

        members.ThrowIfWrong();
        return input;
    }

    /// <summary>Reads what a publish request may carry.</summary>
    /// <exception cref="ProblemException">Members are wrong; the problem names each.</exception>
    public static AnnouncementInput ReadPublication(JsonElement root)
    {
        var members = new JsonMembers(root);
        var input = new AnnouncementInput
        {
            PublishedAt = members.Instant("publishedAt", nullable: true),
            ExpiresAt = members.Instant("expiresAt", nullable: true),
        };
        members.ThrowIfWrong();
        return input;
    }

    /// <summary>Reads what a request to revert may carry.</summary>
    /// <exception cref="ProblemException">Members are wrong; the problem names each.</exception>
    public static AnnouncementInput ReadReversion(JsonElement root)
    {
        var members = new JsonMembers(root);
        var input = new AnnouncementInput
        {
            Minor = members.Boolean("minor"),
            ChangeNote = members.Text("changeNote", 0, MaximumNote, nullable: true),
        };
        members.ThrowIfWrong();
        return input;
    }

    internal static BodyFormat? FormatOf(string word) => word switch { "markdown" => BodyFormat.Markdown, "html" => BodyFormat.Html, _ => null };

    internal static (string? Value, string? Error) LanguageOf(string text) => LanguageTag.IsValid(text)
        ? (LanguageTag.Canonical(text), null)
        : (null, "must be a BCP 47 language tag such as pl or en-GB");

    internal static (string? Value, string? Error) SlugOf(string text) => Content.Slug.IsValid(text)
        ? (text, null)
        : (null, $"must be lower-case letters a-z and digits with single hyphens between them, at most {Content.Slug.MaximumLength}, and no UUID");

    /// <summary>Reads the slug of a category: a string, or an object that has it.</summary>
    internal static string? CategoryOf(JsonMembers members, JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return members.String(name, item, multiline: false);
        }

        // As an announcement names it: slug and name, of which the slug counts.
        JsonMembers category = members.Inside(name, item);
        category.Ignore("name", "description", "order", "count");
        Member<string> slug = category.Parsed<string>("slug", text => (text, null));
        if (!slug.IsPresent)
        {
            category.Error("slug", "is required");
        }

        category.RefuseOthers();
        return slug.Value;
    }

    internal static (string? Value, string? Error) WebAddress(string text, bool https) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            // As it is sent back: letters that are not ASCII are escaped.
            && url.AbsoluteUri.Length <= MaximumUrl
            && (url.Scheme == Uri.UriSchemeHttps || (!https && url.Scheme == Uri.UriSchemeHttp))
            && url.UserInfo.Length == 0
            && !text.Any(char.IsWhiteSpace)
            ? (url.AbsoluteUri, null)
            : (null, $"must be an absolute {(https ? "https" : "http or https")} address of at most {MaximumUrl} characters");
}
