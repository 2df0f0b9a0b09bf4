using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>
/// The rules by which an announcement changes: pure functions from what it is, by the clock, to what it shall be. They neither
/// read nor write storage.
/// </summary>
internal static class AnnouncementChange
{
    /// <summary>An announcement that does not exist yet, with the defaults of a new one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="language">The language of the site.</param>
    /// <param name="now">The moment.</param>
    /// <param name="actor">Who makes it.</param>
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

    /// <summary>Replaces what an announcement says (POST, PUT): what is absent gets its default, but for status, slug and publishedAt.</summary>
    /// <param name="present">The announcement as it is.</param>
    /// <param name="input">What was sent, its body prepared.</param>
    /// <param name="categories">The categories as they are.</param>
    /// <param name="language">The language of the site.</param>
    /// <exception cref="InvalidOperationException">The body was not prepared.</exception>
    public static Announcement Replace(Announcement present, AnnouncementInput input, CategorySet categories, string language) => Apply(
        present with
        {
            Language = language,
            Image = null,
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

    /// <summary>Changes what a patch names.</summary>
    /// <exception cref="PreparationOutdatedException">What was prepared of the body is not what the patch makes of this announcement.</exception>
    public static Announcement Patch(Announcement present, AnnouncementInput input, CategorySet categories) =>
        PreparationOutdatedException.IsOutdated(input, present)
            ? throw new PreparationOutdatedException()
            : Apply(present, input, categories, leadWhenAbsent: present.IsLeadDerived ? null : present.Lead);

    /// <summary>
    /// Makes an announcement say what a former revision says. State, address, dates and pin stay. A category that was merged is the one
    /// that it was merged into, and one that is gone is left out.
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
        Categories = categories.Present(former.Categories),
        Author = former.Author,
        SourceUrl = former.SourceUrl,
        Keep = former.Keep,
    };

    /// <summary>
    /// Brings state and dates into line after a change: a public one with an instant to come is scheduled, age is counted, and what
    /// has expired is archived.
    /// </summary>
    /// <param name="before">The announcement before the change, by the clock.</param>
    /// <param name="changed">The announcement with the change.</param>
    /// <param name="status">The state that was asked for: draft, or published (which may turn out scheduled), or archived, or deleted.</param>
    /// <param name="archiveAfter">The setting <c>Bulletin:Archiving:After</c>.</param>
    /// <param name="now">The moment of the change.</param>
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
                // A corrected date does not begin the period anew; a publication does.
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

    /// <summary>Checks the dates of an announcement after a change, also those that <see cref="Settle"/> has set.</summary>
    /// <exception cref="ProblemException">
    /// The input takes the date of publication from an announcement that is no draft, or the order of the dates is wrong.
    /// </exception>
    public static void CheckDates(Announcement before, Announcement changed, AnnouncementInput input)
    {
        if (input.PublishedAt is { IsPresent: true, Value: null } && before.Status != AnnouncementStatus.Draft)
        {
            throw Problem.Invalid("publishedAt", "must not be null unless the announcement is a draft");
        }

        CheckOrder(changed);
    }

    /// <summary>Checks that nothing ends before it is public.</summary>
    /// <exception cref="ProblemException">It expires, or its pin ends, at its publication or before.</exception>
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

    /// <summary>Makes the change the next revision.</summary>
    public static Announcement Stamp(
        Announcement before, Announcement changed, string actor, string action, DateTimeOffset now, string? note = null, bool isMinor = false)
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
        // The stamp that readers see, and why: once it was public, a change of what they read moves it.
        return before.FirstPublicAt is not null && !isMinor && IsEditorial(before, changed)
            ? stamped with { UpdatedAt = now, UpdateNote = stamped.ChangeNote }
            : stamped;
    }

    /// <summary>Whether two states of an announcement say the same to everybody, so that there is nothing to save.</summary>
    public static bool IsSame(Announcement one, Announcement other) =>
        !IsEditorial(one, other)
        && (one with { BodyText = LongText.Empty, Categories = [], FormerSlugs = [] }) == (other with { BodyText = LongText.Empty, Categories = [], FormerSlugs = [] })
        && one.FormerSlugs.SequenceEqual(other.FormerSlugs);

    /// <summary>The state that an input asks for, given the present one.</summary>
    /// <exception cref="ProblemException">It asks for one that cannot be had in this way.</exception>
    public static AnnouncementStatus StatusOf(Member<AnnouncementStatus?> asked, AnnouncementStatus present) => asked.Or(present) switch
    {
        null => present,
        var status when status == present => present,
        AnnouncementStatus.Published when present is AnnouncementStatus.Draft or AnnouncementStatus.Scheduled => AnnouncementStatus.Published,
        AnnouncementStatus.Draft when present is AnnouncementStatus.Scheduled or AnnouncementStatus.Published => AnnouncementStatus.Draft,
        // It was read while it was scheduled, and its instant has come since: sent back, it asks for no change.
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
            Image = input.Image.IsPresent ? input.Image.Value?.On(basis.Image) : basis.Image,
            Categories = input.Categories.IsPresent ? CategoriesOf(input.Categories.Value ?? [], categories) : basis.Categories,
            Pinned = input.Pinned.Or(basis.Pinned)!.Value,
            Keep = input.Keep.Or(basis.Keep)!.Value,
            Author = NullIfEmpty(input.Author.Or(basis.Author)),
            SourceUrl = input.SourceUrl.Or(basis.SourceUrl),
            PublishedAt = input.PublishedAt.Or(basis.PublishedAt),
            ExpiresAt = input.ExpiresAt.Or(basis.ExpiresAt),
        };
        changed = AnnouncementPin.Apply(changed, input);
        return WithLead(changed, NullIfEmpty(input.Lead.Or(leadWhenAbsent)), input.Prepared?.Lead);
    }

    // A lead that is the beginning of the body stays so, also when it was read and sent back. The one that a body which does not change
    // gives is known only where the lead is made of it already.
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
                errors.Add(("categories", categories.Find(slug) is { } moved ? $"'{slug}' is '{moved.Slug}' now" : $"there is no category '{slug}'"));
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
        || !before.Categories.SequenceEqual(after.Categories);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
