using System.Collections.ObjectModel;
using System.Text.Json;
using Bulletin.Content;
using Bulletin.Media;
using Bulletin.Problems;

namespace Bulletin.Announcements;

/// <summary>The announcement in a request. An absent member is distinct from null.</summary>
internal sealed record AnnouncementInput
{
    /// <summary>The maximum number of characters of a title.</summary>
    public const int MaximumTitle = 200;

    /// <summary>The maximum number of characters of a lead.</summary>
    public const int MaximumLead = 500;

    /// <summary>The maximum size of a body in UTF-8: 256 KiB.</summary>
    public const int MaximumBodyBytes = 256 * 1024;

    /// <summary>The maximum number of categories of an announcement.</summary>
    public const int MaximumCategories = 10;

    /// <summary>The maximum number of characters of a change note.</summary>
    public const int MaximumNote = 300;

    private const int MaximumUrl = 2000;

    // Members set by the server: ignored, so that clients can send back what they have read.
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

    /// <summary>The files that the announcement carries.</summary>
    public Member<IReadOnlyList<AttachmentInput>> Attachments { get; init; }

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

    /// <summary>The checked body with its format; null if neither changes.</summary>
    internal PreparedBody? Prepared { get; init; }

    /// <summary>The media that the input names, with their present files, by id.</summary>
    internal IReadOnlyDictionary<Guid, NamedMedium> Media { get; init; } = ReadOnlyDictionary<Guid, NamedMedium>.Empty;

    /// <summary>Returns the media that the input names, each once.</summary>
    internal IEnumerable<MediumReference> MediaReferences() =>
        ((IEnumerable<MediumReference>)
        [
            .. Image.Value?.Medium is { } picture
                ? [new MediumReference(picture, "image.media", IsPicture: true)]
                : Array.Empty<MediumReference>(),
            .. (Attachments.Value ?? []).Select(
                (one, index) => new MediumReference(one.Medium, $"attachments[{index}].media", IsPicture: false)),
            .. (Prepared?.Media ?? []).Select(id => new MediumReference(id, "body", IsPicture: false)),
        ]).DistinctBy(one => one.Id);

    /// <summary>True if the lead is to be derived from the body.</summary>
    internal bool AsksForDerivedLead => Lead is { IsPresent: true, Value: null or "" };

    /// <summary>Returns true if the patch changes the body, its format, or a lead that must then be derived from the body.</summary>
    internal bool NeedsBody(Announcement present) =>
        Body.IsPresent || Format.Or(present.Format) != present.Format || (AsksForDerivedLead && !present.IsLeadDerived);

    /// <summary>Returns true if the body prepared for the patch does not match the result of the patch on this announcement.</summary>
    internal bool IsOutdated(Announcement present) => Prepared is { } prepared
        ? prepared.Format != Format.Or(present.Format) || (!Body.IsPresent && !prepared.Text.Equals(present.BodyText))
        : NeedsBody(present);

    /// <summary>Reads a complete announcement (POST, PUT) or a change (PATCH, in which null clears a member).</summary>
    /// <param name="root">A JSON object.</param>
    /// <param name="isPatch">True for a merge patch (RFC 7396).</param>
    /// <exception cref="ProblemException">Members are invalid; the problem lists them.</exception>
    public static AnnouncementInput Read(JsonElement root, bool isPatch) => Read(new JsonMembers(root), isPatch);

    /// <summary>
    /// Reads an announcement from an object of which other members were read before; it must not have any further
    /// members.
    /// </summary>
    /// <exception cref="ProblemException">Members are invalid; the problem lists them.</exception>
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
            Attachments = members.Array(
                "attachments", AnnouncementMedia.Maximum, nullable: true, (item, name) => AttachmentInput.Read(members, item, name)),
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

    /// <summary>Reads the optional members of a publish request.</summary>
    /// <exception cref="ProblemException">Members are invalid; the problem lists them.</exception>
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

    /// <summary>Reads the optional members of a revert request.</summary>
    /// <exception cref="ProblemException">Members are invalid; the problem lists them.</exception>
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

    internal static BodyFormat? FormatOf(string word) => word switch
    {
        "markdown" => BodyFormat.Markdown,
        "html" => BodyFormat.Html,
        _ => null,
    };

    internal static (string? Value, string? Error) LanguageOf(string text) => LanguageTag.IsValid(text)
        ? (LanguageTag.Canonical(text), null)
        : (null, "must be a BCP 47 language tag such as pl or en-GB");

    internal static (string? Value, string? Error) SlugOf(string text) => Content.Slug.IsValid(text)
        ? (text, null)
        : (null, "must be lower-case letters a-z and digits with single hyphens between them, "
            + $"at most {Content.Slug.MaximumLength}, and no UUID");

    /// <summary>Reads the slug of a category from a string or from an object with a slug.</summary>
    internal static string? CategoryOf(JsonMembers members, JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return members.String(name, item, multiline: false);
        }

        // The form in which the service returns categories; only the slug is used.
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
            // The limit applies to the address as it is returned, with non-ASCII characters escaped.
            && url.AbsoluteUri.Length <= MaximumUrl
            && (url.Scheme == Uri.UriSchemeHttps || (!https && url.Scheme == Uri.UriSchemeHttp))
            && url.UserInfo.Length == 0
            && !text.Any(char.IsWhiteSpace)
            ? (url.AbsoluteUri, null)
            : (null, $"must be an absolute {(https ? "https" : "http or https")} address of at most {MaximumUrl} characters");
}
