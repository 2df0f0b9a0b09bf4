using System.Collections.Immutable;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Transfer;

/// <summary>A part of an import, checked against the site.</summary>
/// <param name="Lines">The results of the lines.</param>
/// <param name="Categories">The categories to create.</param>
/// <param name="Media">The media to create, each with its line number.</param>
/// <param name="Units">The announcements, drafts and former revisions to write.</param>
internal sealed record CheckedLines(
    IReadOnlyList<ImportReportLine> Lines,
    IReadOnlyList<Category> Categories,
    IReadOnlyList<(Medium Medium, int Line)> Media,
    IReadOnlyList<ImportUnit> Units);

/// <summary>
/// Checks the lines of one import, part by part, against the site as it was at the start of the import, and against
/// each other. It writes nothing.
/// </summary>
internal sealed class ImportCheck
{
    private const int AtOnce = 8;

    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(200);

    private readonly SiteTable table;
    private readonly BulletinSettings settings;
    private readonly Actor actor;
    private readonly DateTimeOffset now;
    private readonly BodyPreparation? bodies;
    private readonly ImportedMedia media;
    private readonly SiteKeys ids;
    private readonly SiteKeys slugs;
    private readonly SiteKeys sources;
    private readonly HashSet<Guid> seen = [];
    private readonly Dictionary<string, Guid> categoriesOfFile;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private CategorySet categories;
    private Dictionary<Guid, Announcement> present = [];
    private List<ImportReportLine> report = [];
    private List<Category> newCategories = [];
    private List<ImportUnit> units = [];
    private Dictionary<Guid, ImportUnit> unitsById = [];
    private Group? group;
    private bool isOpen;
    private bool hasEnded;
    private int announcements;

    private ImportCheck(
        SiteTable table,
        BlobStore blobs,
        SiteVersion version,
        CategorySet categories,
        BodyPreparation? bodies,
        BulletinSettings settings,
        Actor actor,
        DateTimeOffset now,
        ImportCheck? earlier)
    {
        this.table = table;
        categoriesOfFile = earlier?.categoriesOfFile ?? new Dictionary<string, Guid>(StringComparer.Ordinal);
        this.categories = categories;
        this.settings = settings;
        this.actor = actor;
        this.now = now;
        this.bodies = bodies;
        Version = version.Version;
        media = new ImportedMedia(table, blobs);
        ids = SiteKeys.Ids(table);
        slugs = SiteKeys.Slugs(table);
        sources = SiteKeys.Sources(table);
    }

    /// <summary>The version of the site at which its keys were read, or an earlier one.</summary>
    public long Version { get; }

    /// <summary>Starts the check of an import.</summary>
    /// <param name="table">The partition.</param>
    /// <param name="blobs">The bytes of media.</param>
    /// <param name="cache">The categories.</param>
    /// <param name="bodies">Prepares bodies; null if the bodies were already checked.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="actor">The actor who imports.</param>
    /// <param name="now">The current instant.</param>
    /// <param name="earlier">
    /// The earlier check of the same file if some of its lines are checked again; otherwise null.
    /// </param>
    /// <param name="cancellation">Cancels the reading.</param>
    public static async Task<ImportCheck> BeginAsync(
        SiteTable table,
        BlobStore blobs,
        CategoryCache cache,
        BodyPreparation? bodies,
        BulletinSettings settings,
        Actor actor,
        DateTimeOffset now,
        ImportCheck? earlier,
        CancellationToken cancellation)
    {
        SiteVersion version = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
        CategorySet categories = await cache.AtAsync(version, cancellation).ConfigureAwait(false);
        return new ImportCheck(table, blobs, version, categories, bodies, settings, actor, now, earlier);
    }

    /// <summary>Checks the next lines.</summary>
    public async Task<CheckedLines> CheckAsync(IReadOnlyList<ImportLine> lines, CancellationToken cancellation)
    {
        (report, newCategories, units, unitsById) = ([], [], [], []);
        await LoadAsync(lines, cancellation).ConfigureAwait(false);
        foreach (ImportLine line in lines)
        {
            ImportReportLine? told = await CheckAsync(line, cancellation).ConfigureAwait(false);
            if (told is not null)
            {
                report.Add(told);
            }
        }

        return new CheckedLines(report, newCategories, media.TakeNew(), units);
    }

    /// <summary>Returns the error of a file that was cut off, after its last line; null if the file is complete.</summary>
    public ImportReportLine? Finish(int lastLine) => isOpen
        ? ImportReportLine.Refuse(lastLine + 1, ImportReportLine.Invalid, null, (string.Empty, "the end is missing: the file was cut off"))
        : null;

    // Reads the rows to which the lines refer, in few requests.
    private async Task LoadAsync(IReadOnlyList<ImportLine> lines, CancellationToken cancellation)
    {
        List<AnnouncementLine> all = lines.Select(line => line.Announcement).OfType<AnnouncementLine>().ToList();
        List<AnnouncementLine> made = lines
            .Where(line => line.Kind == ImportLineKind.Announcement)
            .Select(line => line.Announcement!)
            .ToList();
        List<Guid> wanted = all.Select(line => line.Id).OfType<Guid>()
            .Where(id => !seen.Contains(id))
            .Concat(lines.Select(line => line.Draft?.Of).OfType<Guid>())
            .Distinct()
            .ToList();
        await ids.LoadAsync(wanted.Select(Key), cancellation).ConfigureAwait(false);
        await slugs.LoadAsync(made.SelectMany(line => line.Said.FormerSlugs.Append(WantedSlug(line.Said))), cancellation)
            .ConfigureAwait(false);
        await sources.LoadAsync(
            made.Where(line => line.Id is null).Select(line => line.Said.SourceUrl).OfType<string>(),
            cancellation).ConfigureAwait(false);
        var read = new System.Collections.Concurrent.ConcurrentDictionary<Guid, Announcement>();
        await Parallel.ForEachAsync(
            wanted.Where(id => ids.Find(Key(id)) is not null),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (id, stop) =>
            {
                if (await table.ReadAnnouncementAsync(id, stop).ConfigureAwait(false) is { } announcement)
                {
                    read[id] = announcement;
                }
            }).ConfigureAwait(false);
        present = new Dictionary<Guid, Announcement>(read);
        await media.LoadAsync(lines, cancellation).ConfigureAwait(false);
    }

    private async Task<ImportReportLine?> CheckAsync(ImportLine sent, CancellationToken cancellation)
    {
        ImportLine line = sent;
        if (line.Kind is ImportLineKind.Site)
        {
            (isOpen, hasEnded, announcements) = (true, false, 0);
            return null;
        }

        if (hasEnded)
        {
            return Invalid(line, null, (string.Empty, "comes after the end"));
        }

        // The limits are checked before a body is processed further. A body that exceeds them is accepted only from an
        // export: it was stored under older limits, and is kept unchanged.
        (string? lead, string? problem) =
            await PrepareAsync(line.Announcement?.Said ?? line.Draft?.Content, cancellation).ConfigureAwait(false);
        line = lead is null ? line : line.WithPreparedLead(lead);
        if (problem is not null && line.Announcement is { IsExact: false } said)
        {
            announcements++;
            return Refused(line, said, ImportReportLine.Invalid, ("body", problem));
        }

        ImportReportLine? told = await CheckKindAsync(line, cancellation).ConfigureAwait(false);
        return problem is not null && told is { Status: ImportReportLine.Created }
            ? told with
            {
                Remark = $"body: {problem}. It is taken over as it is; "
                    + "readers see a notice in its place until somebody changes it.",
            }
            : told;
    }

    private async Task<ImportReportLine?> CheckKindAsync(ImportLine line, CancellationToken cancellation)
    {
        switch (line.Kind)
        {
            case ImportLineKind.Category:
                group = null;
                return CheckCategory(line, line.Category!);
            case ImportLineKind.Medium:
                group = null;
                return await media.CheckAsync(line.Number, line.Medium!, cancellation).ConfigureAwait(false);
            case ImportLineKind.Announcement:
                group = null;
                announcements++;
                return await CheckAnnouncementAsync(line, line.Announcement!, cancellation).ConfigureAwait(false);
            case ImportLineKind.Draft:
                return await CheckDraftAsync(line, line.Draft!, cancellation).ConfigureAwait(false);
            case ImportLineKind.Revision:
                return CheckFormer(line, line.Announcement!);
            case ImportLineKind.End:
                (isOpen, hasEnded) = (false, true);
                return line.Count is { } count && count != announcements
                    ? Invalid(line, null, ("announcements", $"says {count}, and {announcements} are here"))
                    : null;
            default:
                // The drafts and former revisions that follow may belong to this unreadable line, so they are refused
                // too.
                group = new Group(null, 0) { IsRefused = true };
                return Invalid(line, null, line.Errors);
        }
    }

    private ImportReportLine CheckCategory(ImportLine line, CategoryLine said)
    {
        Category? known = (said.Id is { } id ? categories.Resolve(id) : null)
            ?? (said.Slug is { } slug ? categories.Find(slug) : null)
            ?? categories.FindByName(said.Name);
        if (known is not null)
        {
            Note(said, known.Id);
            return new ImportReportLine(line.Number, ImportReportLine.Unchanged, known.Id, null);
        }

        if (IsFull)
        {
            return Invalid(line, null, ("name", $"is one too many: {Category.TooMany}"));
        }

        if (said.FormerSlugs.FirstOrDefault(categories.IsTaken) is { } taken)
        {
            return ImportReportLine.Refuse(
                line.Number, ImportReportLine.Exists, null, ("formerSlugs", $"another category has, or had, '{taken}'"));
        }

        Category made = said.ToCategory(said.Id ?? Guid.CreateVersion7(now), said.Slug ?? categories.FreeSlug(said.Name), now);
        Note(said, made.Id);
        Make(made);
        return new ImportReportLine(line.Number, ImportReportLine.Created, made.Id, null);
    }

    private void Note(CategoryLine said, Guid id)
    {
        foreach (string slug in said.FormerSlugs.Append(said.Slug ?? string.Empty))
        {
            categoriesOfFile[slug] = id;
        }
    }

    private void Make(Category category)
    {
        categories = categories.With(category);
        newCategories.Add(category);
    }

    private async Task<ImportReportLine> CheckAnnouncementAsync(
        ImportLine line, AnnouncementLine said, CancellationToken cancellation)
    {
        group = new Group(said.Id, said.Said.Revision - 1) { SaidRevision = said.Said.Revision };
        if (said.Id is { } given && !seen.Add(given))
        {
            return Refused(line, said, ImportReportLine.Invalid, ("id", "stands in another line, too"));
        }

        if (said.Id is { } id && ids.Find(Key(id)) is not null)
        {
            return await CheckKnownAsync(line, said, id, cancellation).ConfigureAwait(false);
        }

        if (said.Id is null && said.Said.SourceUrl is { } source && sources.Find(source) is { } earlier)
        {
            return new ImportReportLine(line.Number, ImportReportLine.Unchanged, earlier, null);
        }

        List<(string, string)> errors = [];
        List<Category> begun = [.. newCategories];
        CategorySet before = categories;
        List<Guid> inCategories = CategoriesOf(said.Categories, errors, mayMake: true);
        Announcement made = said.ToAnnouncement(
            said.Id ?? Guid.CreateVersion7(now), inCategories, now, actor, settings.Language, settings.ArchiveAfter);
        CheckState(said, made, errors);
        errors.AddRange(media.ErrorsOf(made.Media()));
        string? taken = said.IsExact ? TakenSlug(made) : null;
        if (errors.Count > 0 || taken is not null)
        {
            // A refused line must not create categories.
            (categories, newCategories) = (before, begun);
            return errors.Count > 0
                ? Refused(line, said, ImportReportLine.Invalid, [.. errors])
                : Refused(line, said, ImportReportLine.Exists, ("slug", $"another announcement has, or had, '{taken}'"));
        }

        made = said.IsExact ? made : made with { Slug = await FreeSlugAsync(WantedSlug(made), cancellation).ConfigureAwait(false) };
        Add(line, made, isBySource: said.Id is null);
        return new ImportReportLine(line.Number, ImportReportLine.Created, made.Id, null);
    }

    private void Add(ImportLine line, Announcement made, bool isBySource)
    {
        ids.Add(Key(made.Id), made.Id);
        foreach (string slug in made.FormerSlugs.Append(made.Slug))
        {
            slugs.Add(slug, made.Id);
        }

        if (made.SourceUrl is { } source)
        {
            sources.Add(source, made.Id);
        }

        var unit = new ImportUnit(made.Id) { New = made, Line = line.Number, IsBySource = isBySource };
        Add(unit);
        group = new Group(made.Id, made.Revision - 1) { Oldest = made.Revision, Unit = unit };
    }

    private async Task<ImportReportLine> CheckKnownAsync(
        ImportLine line, AnnouncementLine said, Guid id, CancellationToken cancellation)
    {
        IReadOnlyList<Guid>? inCategories = said.Categories is null ? null : CategoriesOf(said.Categories, [], mayMake: false);
        Announcement? known = present.GetValueOrDefault(id);
        bool isSame = known is not null && (said.IsSaidBy(known, inCategories, now)
            || await HasMovedOnAsync(known, said, inCategories, cancellation).ConfigureAwait(false));
        if (!isSame)
        {
            return Refused(line, said, ImportReportLine.Exists, ("id", "an announcement has it and says something else"));
        }

        group!.Oldest = known!.FirstKept;
        return new ImportReportLine(line.Number, ImportReportLine.Unchanged, id, null);
    }

    // True if the announcement was imported before, and has changed on this site since.
    private async Task<bool> HasMovedOnAsync(
        Announcement known, AnnouncementLine said, IReadOnlyList<Guid>? inCategories, CancellationToken cancellation) =>
        said.IsExact && known.Revision > said.Said.Revision
        && await table.ReadAsync(RowKeys.Revision(known.Id, said.Said.Revision), cancellation).ConfigureAwait(false) is { } row
        && said.IsSaidBy(Announcement.FromRow(row), inCategories, now);

    private async Task<ImportReportLine> CheckDraftAsync(ImportLine line, DraftLine said, CancellationToken cancellation)
    {
        if (group is { IsRefused: true } refused && (refused.Id is null || refused.Id == said.Of))
        {
            return ImportReportLine.Refuse(line.Number, refused.Status, said.Of, ("of", "its announcement is refused"));
        }

        Announcement? announcement = group?.Id == said.Of && group.Unit?.New is { } made ? made : present.GetValueOrDefault(said.Of);
        if (announcement is null)
        {
            return Invalid(line, said.Of, ("of", "is no announcement before this line, nor of the site"));
        }

        bool isNew = ReferenceEquals(group?.Unit?.New, announcement);
        if (unitsById.TryGetValue(said.Of, out ImportUnit? unit) && unit.Draft is not null)
        {
            return Invalid(line, said.Of, ("of", "has a draft already, in a line before"));
        }

        if (!isNew && await IsDraftOverAsync(said, announcement, cancellation).ConfigureAwait(false) is { } over)
        {
            return over
                ? new ImportReportLine(line.Number, ImportReportLine.Unchanged, said.Of, null)
                : ImportReportLine.Refuse(line.Number, ImportReportLine.Exists, said.Of, ("of", "the announcement has another draft"));
        }

        List<(string, string)> errors = [];
        AddDraft(said, line.Number, errors, announcement);
        return errors.Count > 0
            ? Invalid(line, said.Of, [.. errors])
            : new ImportReportLine(line.Number, ImportReportLine.Created, said.Of, null);
    }

    // For an announcement of the site: true if it has this draft, or the draft was published since; false if it has
    // another draft; null if it has none.
    private async Task<bool?> IsDraftOverAsync(DraftLine said, Announcement known, CancellationToken cancellation) =>
        await table.ReadDraftAsync(said.Of, cancellation).ConfigureAwait(false) is { } draft
            ? draft.Id == said.Id && draft.Revision >= said.Content.Revision
            : group is { Id: { } id, SaidRevision: { } revision } && id == said.Of && known.Revision > revision ? true : null;

    private void AddDraft(DraftLine said, int line, List<(string, string)> errors, Announcement announcement)
    {
        if (said.SeenRevision > announcement.Revision)
        {
            errors.Add(("baseRevision", $"must be a revision of the announcement, which has {announcement.Revision}"));
        }

        List<Category> begun = [.. newCategories];
        CategorySet before = categories;
        AnnouncementDraft draft = said.ToDraft(CategoriesOf(said.Categories, errors, mayMake: true));
        errors.AddRange(media.ErrorsOf(draft.Media()));
        if (errors.Count > 0)
        {
            (categories, newCategories) = (before, begun);
            return;
        }

        ImportUnit unit = UnitOf(said.Of);
        (unit.Draft, unit.DraftLine) = (draft, line);
    }

    private ImportReportLine CheckFormer(ImportLine line, AnnouncementLine said)
    {
        Guid id = said.Id!.Value;
        int revision = said.Said.Revision;
        if (group is { IsRefused: true } refused && (refused.Id is null || refused.Id == id))
        {
            return Refused(line, said, refused.Status, ("of", "its announcement is refused"));
        }

        if (group?.Id != id && present.TryGetValue(id, out Announcement? known))
        {
            // This page of an export continues with the former revisions of the previous page.
            group = new Group(id, revision) { Oldest = known.FirstKept };
        }

        if (group?.Id != id)
        {
            return Invalid(line, id, ("of", "is no announcement before this line, nor of the site"));
        }

        if (revision != group.Expected)
        {
            return Refused(
                line,
                said,
                ImportReportLine.Invalid,
                (
                    "revision",
                    $"must be {group.Expected}: former revisions follow their announcement, the newest first, without a gap"));
        }

        group.Expected--;
        if (revision >= group.Oldest)
        {
            return new ImportReportLine(line.Number, ImportReportLine.Unchanged, id, null);
        }

        if (revision != group.Oldest - 1)
        {
            return Refused(
                line,
                said,
                ImportReportLine.Invalid,
                ("revision", $"must be {group.Oldest - 1}: that is the next older one that the site has not"));
        }

        Announcement former = said.ToFormer(CategoriesOf(said.Categories, errors: null, mayMake: false), settings.Language);
        if (media.ErrorsOf(former.Media()) is { Count: > 0 } errors)
        {
            return Refused(line, said, ImportReportLine.Invalid, errors);
        }

        group.Oldest = revision;
        AddFormer(id, former, line.Number);
        return new ImportReportLine(line.Number, ImportReportLine.Created, id, null);
    }

    private void AddFormer(Guid id, Announcement former, int line) => UnitOf(id).Former.Add((former, line));

    // The part of the import with the line of the announcement may already have been written.
    private ImportUnit UnitOf(Guid id)
    {
        if (!unitsById.TryGetValue(id, out ImportUnit? unit))
        {
            Add(unit = new ImportUnit(id));
        }

        if (group?.Id == id)
        {
            group.Unit = unit;
        }

        return unit;
    }

    private void Add(ImportUnit unit)
    {
        units.Add(unit);
        unitsById[unit.Id] = unit;
    }

    // If errors is null, as for a former revision, unknown categories are omitted.
    private List<Guid> CategoriesOf(IReadOnlyList<CategoryName>? names, List<(string, string)>? errors, bool mayMake)
    {
        List<Guid> found = [];
        foreach (CategoryName name in names ?? [])
        {
            if (Find(name) is { } category)
            {
                found.Add(category.Id);
            }
            else if (!mayMake || name.Name is not { } made)
            {
                errors?.Add(("categories", $"there is no category '{name.Slug ?? name.Name}'"));
            }
            else if (IsFull)
            {
                errors?.Add(("categories", $"'{made}' is one too many: {Category.TooMany}"));
            }
            else
            {
                Category added = NewCategory(name.Slug, made);
                Make(added);
                found.Add(added.Id);
            }
        }

        return found.Distinct().ToList();
    }

    private bool IsFull => categories.IsFull;

    private Category? Find(CategoryName name) =>
        (name.Slug is { } ofFile && categoriesOfFile.TryGetValue(ofFile, out Guid id) ? categories.Resolve(id) : null)
        ?? (name.Slug is { } slug ? categories.Find(slug) : null)
        ?? (name.Name is { } text ? categories.FindByName(text) : null);

    private Category NewCategory(string? slug, string name) => new()
    {
        Id = Guid.CreateVersion7(now),
        Slug = slug is not null && Slug.IsValid(slug) ? slug : categories.FreeSlug(name),
        Name = name,
        Revision = 1,
        CreatedAt = now,
        ChangedAt = now,
    };

    private void CheckState(AnnouncementLine said, Announcement made, List<(string, string)> errors)
    {
        void Expect(bool holds, string member, string error) => errors.AddRange(holds ? [] : [(member, error)]);
        AnnouncementStatus asked = said.Said.Status;
        bool isDated = said.Said.PublishedAt is not null || asked is AnnouncementStatus.Draft or AnnouncementStatus.Deleted;
        Expect(
            isDated || (!said.IsExact && asked == AnnouncementStatus.Published),
            "publishedAt",
            $"is required: the announcement is {asked.Word()}");
        Expect(!(made.ExpiresAt <= made.PublishedAt), "expiresAt", "must be after publishedAt");
        Expect(!(made.PinnedUntil <= made.PublishedAt), "pinnedUntil", "must be after publishedAt");
        Expect(made.Pinned || made.PinnedUntil is null, "pinnedUntil", "is for what is pinned: pinned must be true");
        Expect(made.CreatedAt <= now, "createdAt", "is to come");
        Expect(made.ChangedAt <= now, "changedAt", "is to come");
        if (said.IsExact)
        {
            Expect(made.Slug.Length > 0, "slug", "is required beside a revision");
            Expect(
                made.Status == AnnouncementStatus.Archived == made.ArchivedAt is not null,
                "archivedAt",
                $"contradicts the status, which is {made.Status.Word()}");
            Expect(
                made.Status == AnnouncementStatus.Deleted == made.DeletedAt is not null,
                "deletedAt",
                $"contradicts the status, which is {made.Status.Word()}");
            Expect(
                made.Status != AnnouncementStatus.Published || made.PublishedAt <= now,
                "publishedAt",
                "is to come: the announcement would be scheduled");
        }
    }

    // Returns the lead derived from the body, or the limit that the body exceeds; neither if bodies were already
    // checked.
    private async Task<(string? Lead, string? Problem)> PrepareAsync(
        Announcement? announcement, CancellationToken cancellation)
    {
        if (bodies is null || announcement is null)
        {
            return (null, null);
        }

        while (true)
        {
            try
            {
                LongText text = announcement.BodyText;
                return (
                    (await bodies.PrepareAsync(() => text, text.Length, announcement.Format, cancellation).ConfigureAwait(false)).Lead,
                    null);
            }
            catch (ProblemException refused)
            {
                return (null, refused.Problem.Errors["body"][0]);
            }
            catch (MachineBusyException)
            {
                // Other requests are processing long texts; an import waits for its turn.
                await Task.Delay(BusyPause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private string? TakenSlug(Announcement made) =>
        made.FormerSlugs.Prepend(made.Slug).GroupBy(slug => slug, StringComparer.Ordinal)
            .FirstOrDefault(slug => slug.Count() > 1 || slugs.Find(slug.Key) is not null)?.Key;

    private async Task<string> FreeSlugAsync(string wanted, CancellationToken cancellation)
    {
        for (int number = numbers.GetValueOrDefault(wanted, 1); ; number++)
        {
            string slug = Slug.Numbered(wanted, number);
            await slugs.LoadAsync([slug], cancellation).ConfigureAwait(false);
            if (slugs.Find(slug) is null)
            {
                numbers[wanted] = number + 1;
                return slug;
            }
        }
    }

    private static string WantedSlug(Announcement announcement) =>
        announcement.Slug.Length > 0 ? announcement.Slug : Slug.FromText(announcement.Title);

    private ImportReportLine Refused(
        ImportLine line, AnnouncementLine said, string status, params IReadOnlyList<(string Member, string Error)> errors)
    {
        group = new Group(said.Id, 0) { IsRefused = true, Status = status };
        return ImportReportLine.Refuse(line.Number, status, said.Id, errors);
    }

    private static ImportReportLine Invalid(
        ImportLine line, Guid? id, params IReadOnlyList<(string Member, string Error)> errors) =>
        ImportReportLine.Refuse(line.Number, ImportReportLine.Invalid, id, errors);

    private static string Key(Guid id) => id.ToString("D");

    // The announcement to which the following drafts and former revisions belong.
    private sealed class Group(Guid? id, int expected)
    {
        public Guid? Id => id;

        /// <summary>The number that the next former revision must have.</summary>
        public int Expected { get; set; } = expected;

        /// <summary>The oldest revision that the site has, or will have.</summary>
        public int Oldest { get; set; } = int.MaxValue;

        public ImportUnit? Unit { get; set; }

        /// <summary>
        /// The revision named in the line of the announcement; null if that line was in another import.
        /// </summary>
        public int? SaidRevision { get; init; }

        public bool IsRefused { get; init; }

        public string Status { get; init; } = ImportReportLine.Invalid;
    }
}
