using System.Text.Json.Serialization;
using Bulletin.Announcements;
using Bulletin.Announcements.Revisions;
using Bulletin.Media;
using Bulletin.Reading;
using Bulletin.Site;

namespace Bulletin.Editing.Revisions;

/// <summary>A revision in the list of an announcement's revisions.</summary>
/// <param name="Revision">The revision number, from 1.</param>
/// <param name="At">The time of the change.</param>
/// <param name="By">The name of the actor: that of a key, of a signed-in user, or of the service itself.</param>
/// <param name="Action">The operation, in one word.</param>
/// <param name="ChangeNote">The change note, or null.</param>
/// <param name="Minor">True if the change was too small to set <c>updatedAt</c>.</param>
/// <param name="Title">The title in this revision.</param>
/// <param name="Status">The state in this revision.</param>
internal sealed record RevisionItem(
    int Revision, DateTimeOffset At, string By, string Action, string? ChangeNote, bool Minor, string Title, string Status)
{
    public static RevisionItem Of(Announcement revision) => new(
        revision.Revision,
        revision.ChangedAt,
        revision.ChangedBy,
        revision.ChangeAction,
        revision.ChangeNote,
        revision.IsMinorChange,
        revision.Title,
        revision.Status.Word());
}

/// <summary>A page of an announcement's revisions.</summary>
/// <param name="Items">The revisions, newest first.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
internal sealed record RevisionList(IReadOnlyList<RevisionItem> Items, string? Next);

/// <summary>The differences between two revisions of an announcement.</summary>
/// <param name="From">The number of the starting revision: that of the parameter <c>diff</c>.</param>
/// <param name="To">The number of the target revision: that of the path.</param>
/// <param name="Members">The members that differ; equal ones are absent.</param>
internal sealed record RevisionDifference(int From, int To, DifferentMembers Members);

/// <summary>The members in which two revisions differ.</summary>
internal sealed record DifferentMembers
{
    /// <summary>The difference of the title, in words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TextPart>? Title { get; init; }

    /// <summary>The difference of the lead, in words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TextPart>? Lead { get; init; }

    /// <summary>The difference of the body, in words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TextPart>? Body { get; init; }

    /// <summary>The markup language of the body, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentText? Format { get; init; }

    /// <summary>The language, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentText? Language { get; init; }

    /// <summary>The picture, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentImage? Image { get; init; }

    /// <summary>The attachments, if they differ: other ones, other titles, or another file of the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentAttachments? Attachments { get; init; }

    /// <summary>The names of the files in the body that were replaced; absent if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ReplacedFiles { get; init; }

    /// <summary>The categories with their current names, if they differ.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentCategories? Categories { get; init; }

    /// <summary>The pinned flag, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentFlag? Pinned { get; init; }

    /// <summary>The end of the pin, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentInstant? PinnedUntil { get; init; }

    /// <summary>The flag that prevents archiving because of age, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentFlag? Keep { get; init; }

    /// <summary>The author, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentText? Author { get; init; }

    /// <summary>The URL of the source, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentText? SourceUrl { get; init; }

    /// <summary>The publication date, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentInstant? PublishedAt { get; init; }

    /// <summary>The expiry date, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentInstant? ExpiresAt { get; init; }

    /// <summary>The state, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentText? Status { get; init; }

    /// <summary>The readable part of the address, if it differs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DifferentText? Slug { get; init; }
}

/// <summary>A text that differs.</summary>
/// <param name="From">The value in the starting revision, or null.</param>
/// <param name="To">The value in the target revision, or null.</param>
internal sealed record DifferentText(string? From, string? To)
{
    public static DifferentText? Between(string? from, string? to) => from == to ? null : new DifferentText(from, to);
}

/// <summary>A flag that differs.</summary>
/// <param name="From">The value in the starting revision.</param>
/// <param name="To">The value in the target revision.</param>
internal sealed record DifferentFlag(bool From, bool To)
{
    public static DifferentFlag? Between(bool from, bool to) => from == to ? null : new DifferentFlag(from, to);
}

/// <summary>An instant that differs.</summary>
/// <param name="From">The value in the starting revision, or null.</param>
/// <param name="To">The value in the target revision, or null.</param>
internal sealed record DifferentInstant(DateTimeOffset? From, DateTimeOffset? To)
{
    public static DifferentInstant? Between(DateTimeOffset? from, DateTimeOffset? to) => from == to ? null : new DifferentInstant(from, to);
}

/// <summary>A picture that differs.</summary>
/// <param name="From">The value in the starting revision, or null.</param>
/// <param name="To">The value in the target revision, or null.</param>
internal sealed record DifferentImage(AnnouncementImage? From, AnnouncementImage? To)
{
    public static DifferentImage? Between(StoredImage? from, StoredImage? to, MediaPlace media) =>
        from == to ? null : new DifferentImage(media.Image(from), media.Image(to));
}

/// <summary>Attachments that differ.</summary>
/// <param name="From">The attachments in the starting revision.</param>
/// <param name="To">The attachments in the target revision.</param>
internal sealed record DifferentAttachments(IReadOnlyList<AnnouncementAttachment> From, IReadOnlyList<AnnouncementAttachment> To)
{
    public static DifferentAttachments? Between(IReadOnlyList<Attachment> from, IReadOnlyList<Attachment> to, MediaPlace media) =>
        from.SequenceEqual(to) ? null : new DifferentAttachments(media.Attachments(from), media.Attachments(to));
}

/// <summary>Categories that differ.</summary>
/// <param name="From">The categories in the starting revision.</param>
/// <param name="To">The categories in the target revision.</param>
internal sealed record DifferentCategories(IReadOnlyList<CategoryReference> From, IReadOnlyList<CategoryReference> To)
{
    public static DifferentCategories? Between(IReadOnlyList<CategoryReference> from, IReadOnlyList<CategoryReference> to) =>
        from.SequenceEqual(to) ? null : new DifferentCategories(from, to);
}

/// <summary>Compares revisions.</summary>
internal static class RevisionComparison
{
    /// <summary>Returns the differences between two revisions, with the current names of the categories.</summary>
    public static RevisionDifference Between(Announcement from, Announcement to, CategorySet categories, MediaPlace media) => new(
        from.Revision,
        to.Revision,
        new DifferentMembers
        {
            Title = TextBetween(from.Title, to.Title),
            Lead = TextBetween(from.Lead, to.Lead),
            Body = TextBetween(from.Body, to.Body),
            Format = DifferentText.Between(AnnouncementPresenter.WordOf(from.Format), AnnouncementPresenter.WordOf(to.Format)),
            Language = DifferentText.Between(from.Language, to.Language),
            Image = DifferentImage.Between(from.Image, to.Image, media),
            Attachments = DifferentAttachments.Between(from.Attachments, to.Attachments, media),
            ReplacedFiles = ReplacedBetween(from.BodyMedia, to.BodyMedia),
            Categories = DifferentCategories.Between(
                AnnouncementPresenter.CategoriesOf(from, categories), AnnouncementPresenter.CategoriesOf(to, categories)),
            Pinned = DifferentFlag.Between(from.Pinned, to.Pinned),
            PinnedUntil = DifferentInstant.Between(from.PinnedUntil, to.PinnedUntil),
            Keep = DifferentFlag.Between(from.Keep, to.Keep),
            Author = DifferentText.Between(from.Author, to.Author),
            SourceUrl = DifferentText.Between(from.SourceUrl, to.SourceUrl),
            PublishedAt = DifferentInstant.Between(from.PublishedAt, to.PublishedAt),
            ExpiresAt = DifferentInstant.Between(from.ExpiresAt, to.ExpiresAt),
            Status = DifferentText.Between(from.Status.Word(), to.Status.Word()),
            Slug = DifferentText.Between(from.Slug, to.Slug),
        });

    private static List<string>? ReplacedBetween(IReadOnlyList<NamedMedium> from, IReadOnlyList<NamedMedium> to)
    {
        List<string> replaced = to
            .Where(medium => from.Any(former => former.Id == medium.Id && former.Hash != medium.Hash))
            .Select(medium => medium.Name)
            .ToList();
        return replaced.Count == 0 ? null : replaced;
    }

    private static IReadOnlyList<TextPart>? TextBetween(string from, string to) => from == to ? null : TextDifference.Between(from, to);
}
