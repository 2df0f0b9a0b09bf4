using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>The rules for changing an announcement: pure functions that neither read nor write storage.</summary>
internal static class AnnouncementChange
{
    /// <summary>Returns a new announcement with the default values.</summary>
    /// <param name="id">The id.</param>
    /// <param name="language">The language of the site.</param>
    /// <param name="now">The time of the change.</param>
    /// <param name="actor">The actor who creates it.</param>
    public static Announcement Blank(Guid id, string language, DateTimeOffset now, Actor actor) => new()
    {
        Id = id,
        Slug = string.Empty,
        Status = AnnouncementStatus.Draft,
        Title = string.Empty,
        Lead = string.Empty,
        IsLeadDerived = true,
        Language = language,
        Format = BodyFormat.Markdown,
        CreatedAt = now,
        CreatedBy = actor.Name,
        OwnerId = actor.Id == actor.Name ? null : actor.Id,
        Revision = 0,
        ChangedAt = now,
        ChangedBy = actor.Name,
        ChangeAction = "create",
    };

    /// <summary>
    /// Replaces the content of an announcement (POST, PUT): an absent member gets its default, except status, slug and
    /// publishedAt, which stay.
    /// </summary>
    /// <param name="present">The announcement as of now.</param>
    /// <param name="input">The request's content, with its body prepared.</param>
    /// <param name="categories">The current categories.</param>
    /// <param name="language">The language of the site.</param>
    /// <exception cref="InvalidOperationException">The body was not prepared.</exception>
    public static Announcement Replace(Announcement present, AnnouncementInput input, CategorySet categories, string language) => Apply(
        present with
        {
            Language = language,
            Image = null,
            Attachments = [],
            BodyMedia = [],
            Categories = [],
            Pinned = false,
            PinnedUntil = null,
            Keep = false,
            Author = null,
            SourceUrl = null,
            ExpiresAt = null,
        },
        input.Prepared is not null ? input : throw new InvalidOperationException("The body was not prepared."),
        categories,
        leadWhenAbsent: null);

    /// <summary>Changes the members that a patch contains.</summary>
    /// <exception cref="PreparationOutdatedException">
    /// The prepared body does not match the result of the patch, because the announcement has changed since.
    /// </exception>
    public static Announcement Patch(Announcement present, AnnouncementInput input, CategorySet categories) =>
        input.IsOutdated(present)
            ? throw new PreparationOutdatedException()
            : Apply(present, input, categories, leadWhenAbsent: present.IsLeadDerived ? null : present.Lead);

    /// <summary>
    /// Restores the content of a former revision. State, slug, dates and pin stay. Merged categories are replaced by
    /// their target, deleted ones are omitted.
    /// </summary>
    public static Announcement Revert(Announcement present, Announcement former, CategorySet categories) => present with
    {
        Title = former.Title,
        Lead = former.Lead,
        IsLeadDerived = former.IsLeadDerived,
        BodyText = former.BodyText,
        Format = former.Format,
        Language = former.Language,
        Image = former.Image,
        Attachments = former.Attachments,
        BodyMedia = former.BodyMedia,
        Categories = categories.Present(former.Categories),
        Author = former.Author,
        SourceUrl = former.SourceUrl,
        Keep = former.Keep,
    };

    /// <summary>
    /// Updates state and dates after a change: a published announcement with a future date becomes scheduled, the
    /// archiving period is set, and an expired announcement is archived.
    /// </summary>
    /// <param name="before">The announcement before the change, as of now.</param>
    /// <param name="changed">The changed announcement.</param>
    /// <param name="status">
    /// The requested state: draft, published (scheduled if the date is in the future), archived or deleted.
    /// </param>
    /// <param name="archiveAfter">The setting <c>Bulletin:Archiving:After</c>.</param>
    /// <param name="now">The time of the change.</param>
    public static Announcement Settle(
        Announcement before, Announcement changed, AnnouncementStatus status, TimeSpan archiveAfter, DateTimeOffset now)
    {
        if (status is AnnouncementStatus.Scheduled or AnnouncementStatus.Published)
        {
            DateTimeOffset publishedAt = changed.PublishedAt ?? now;
            bool isDue = publishedAt <= now;
            changed = changed with
            {
                Status = isDue ? AnnouncementStatus.Published : AnnouncementStatus.Scheduled,
                PublishedAt = publishedAt,
                FirstPublicAt = changed.FirstPublicAt ?? (isDue ? now : null),
                // Correcting the date does not restart the archiving period; publishing does.
                ArchivingFrom = isDue && before.Status == AnnouncementStatus.Published ? before.ArchivingFrom : isDue ? now : publishedAt,
                ArchivedAt = null,
                DeletedAt = null,
            };
        }
        else
        {
            changed = changed with
            {
                Status = status,
                ArchivingFrom = null,
                ArchivedAt = status == AnnouncementStatus.Archived ? changed.ArchivedAt ?? now : null,
                DeletedAt = status == AnnouncementStatus.Deleted ? changed.DeletedAt ?? now : null,
            };
        }

        return (changed with { ArchiveAt = ArchivingRules.ArchiveAt(changed, archiveAfter) }).At(now);
    }

    /// <summary>Checks the dates of a changed announcement, including those set by <see cref="Settle"/>.</summary>
    /// <exception cref="ProblemException">
    /// The input clears the publication date of an announcement that is not a draft, or the dates are in the wrong
    /// order.
    /// </exception>
    public static void CheckDates(Announcement before, Announcement changed, AnnouncementInput input)
    {
        if (input.PublishedAt is { IsPresent: true, Value: null } && before.Status != AnnouncementStatus.Draft)
        {
            throw Problem.Invalid("publishedAt", "must not be null unless the announcement is a draft");
        }

        CheckOrder(changed);
    }

    /// <summary>Checks that expiry and end of pin come after the publication.</summary>
    /// <exception cref="ProblemException">
    /// The announcement expires, or its pin ends, at or before its publication.
    /// </exception>
    public static void CheckOrder(Announcement changed)
    {
        if (changed.ExpiresAt <= changed.PublishedAt)
        {
            throw Problem.Invalid("expiresAt", "must be after publishedAt");
        }

        if (changed.PinnedUntil <= changed.PublishedAt)
        {
            throw Problem.Invalid("pinnedUntil", "must be after publishedAt");
        }
    }

    /// <summary>Turns a change into the next revision, with its number, time, actor and note.</summary>
    public static Announcement Stamp(
        Announcement before,
        Announcement changed,
        string actor,
        string action,
        DateTimeOffset now,
        string? note = null,
        bool isMinor = false)
    {
        Announcement stamped = changed with
        {
            Revision = before.Revision + 1,
            ChangedAt = now,
            ChangedBy = actor,
            ChangeAction = action,
            ChangeNote = NullIfEmpty(note),
            IsMinorChange = isMinor,
            WithdrawnRevision = changed.Status == AnnouncementStatus.Deleted || (before.IsPublic && !changed.IsPublic)
                ? before.Revision + 1
                : changed.WithdrawnRevision,
        };
        // Readers see this time and note, so only changes to the content after its publication set them.
        return before.FirstPublicAt is not null && !isMinor && IsEditorial(before, changed)
            ? stamped with { UpdatedAt = now, UpdateNote = stamped.ChangeNote }
            : stamped;
    }

    /// <summary>Returns true if two versions of an announcement are equal, so that there is nothing to save.</summary>
    public static bool IsSame(Announcement one, Announcement other) =>
        !IsEditorial(one, other)
        && (one with { BodyText = LongText.Empty, Categories = [], FormerSlugs = [], Attachments = [], BodyMedia = [] })
            == (other with { BodyText = LongText.Empty, Categories = [], FormerSlugs = [], Attachments = [], BodyMedia = [] })
        && one.FormerSlugs.SequenceEqual(other.FormerSlugs);

    /// <summary>Returns the state that an input requests.</summary>
    /// <exception cref="ProblemException">The input cannot change the announcement to the requested state.</exception>
    public static AnnouncementStatus StatusOf(Member<AnnouncementStatus?> asked, AnnouncementStatus present) => asked.Or(present) switch
    {
        null => present,
        var status when status == present => present,
        AnnouncementStatus.Published when present is AnnouncementStatus.Draft or AnnouncementStatus.Scheduled =>
            AnnouncementStatus.Published,
        AnnouncementStatus.Draft when present is AnnouncementStatus.Scheduled or AnnouncementStatus.Published => AnnouncementStatus.Draft,
        // A client read it while it was scheduled, and sends that state back after its publication.
        AnnouncementStatus.Scheduled when present is AnnouncementStatus.Published => AnnouncementStatus.Published,
        AnnouncementStatus.Draft or AnnouncementStatus.Published =>
            throw Problem.WrongState($"The announcement is {present.Word()}: restore it first."),
        _ => throw Problem.Invalid("status", "must be draft or published"),
    };

    private static Announcement Apply(Announcement basis, AnnouncementInput input, CategorySet categories, string? leadWhenAbsent)
    {
        Announcement changed = basis with
        {
            Title = input.Title.Or(basis.Title)!,
            BodyText = input.Prepared?.Text ?? basis.BodyText,
            Format = input.Prepared?.Format ?? basis.Format,
            Language = input.Language.Or(basis.Language)!,
            Image = input.Image.IsPresent ? input.Image.Value?.On(basis.Image, input.Media) : basis.Image,
            Attachments = input.Attachments.IsPresent
                ? (input.Attachments.Value ?? []).Select(one => new Attachment(input.Media[one.Medium], one.Title)).ToList()
                : basis.Attachments,
            BodyMedia = input.Prepared is { } body ? body.Media.Select(id => input.Media[id]).ToList() : basis.BodyMedia,
            Categories = input.Categories.IsPresent ? CategoriesOf(input.Categories.Value ?? [], categories) : basis.Categories,
            Pinned = input.Pinned.Or(basis.Pinned)!.Value,
            Keep = input.Keep.Or(basis.Keep)!.Value,
            Author = NullIfEmpty(input.Author.Or(basis.Author)),
            SourceUrl = input.SourceUrl.Or(basis.SourceUrl),
            PublishedAt = input.PublishedAt.Or(basis.PublishedAt),
            ExpiresAt = input.ExpiresAt.Or(basis.ExpiresAt),
        };
        // A medium has one file in an announcement, wherever it is named.
        changed = AnnouncementPin.Apply(changed.WithMedia(input.Media), input);
        AnnouncementMedia.CheckMedia(changed);
        return WithLead(changed, NullIfEmpty(input.Lead.Or(leadWhenAbsent)), input.Prepared?.Lead);
    }

    // A derived lead stays derived, also if a client reads it and sends it back. If the body does not change, the
    // derived lead is known only if the current lead is derived.
    private static Announcement WithLead(Announcement announcement, string? given, string? prepared)
    {
        string? derived = prepared ?? (announcement.IsLeadDerived ? announcement.Lead : null);
        bool wasDerived = announcement.IsLeadDerived && given == announcement.Lead;
        if (given is not null && given != derived && !wasDerived)
        {
            return announcement with { Lead = given, IsLeadDerived = false };
        }

        return announcement with
        {
            Lead = derived ?? throw new InvalidOperationException("The body was not prepared, and the lead is to be made of it."),
            IsLeadDerived = true,
        };
    }

    internal static List<Guid> CategoriesOf(IReadOnlyList<string> slugs, CategorySet categories)
    {
        List<(string, string)> errors = [];
        List<Guid> ids = [];
        foreach (string slug in slugs)
        {
            if (categories.FindCurrent(slug) is { } category)
            {
                ids.Add(category.Id);
            }
            else
            {
                errors.Add((
                    "categories",
                    categories.Find(slug) is { } moved ? $"'{slug}' is '{moved.Slug}' now" : $"there is no category '{slug}'"));
            }
        }

        return errors.Count == 0 ? ids.Distinct().ToList() : throw Problem.Invalid(errors);
    }

    private static bool IsEditorial(Announcement before, Announcement after) =>
        before.Title != after.Title
        || before.Lead != after.Lead
        || !before.BodyText.Equals(after.BodyText)
        || before.Format != after.Format
        || before.Image != after.Image
        || !before.Attachments.SequenceEqual(after.Attachments)
        || !before.BodyMedia.SequenceEqual(after.BodyMedia)
        || !before.Categories.SequenceEqual(after.Categories);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
