namespace Bulletin.IntegrationTests.Model;

/// <summary>
/// The rules of the contract once more, in memory and as simply as possible: lists are filtered and sorted from scratch, nothing is
/// indexed, nothing is settled later. Each operation returns the statuses that refuse it; none when it is done.
/// </summary>
internal sealed class ModelSite(DateTimeOffset start)
{
    public static readonly (string Name, string Folded, string Slug)[] Names =
    [
        ("Środowisko", "srodowisko", "srodowisko"), ("srodowisko", "srodowisko", "srodowisko"), ("Sport", "sport", "sport"),
        ("Kultura", "kultura", "kultura"), ("Woda i ścieki", "woda i scieki", "woda-i-scieki"), ("WODA I ŚCIEKI", "woda i scieki", "woda-i-scieki"),
    ];

    /// <summary>The number of media.</summary>
    public const int Media = 3;

    private int categoriesMade;

    public DateTimeOffset Now { get; set; } = start;

    public TimeSpan ArchiveAfter { get; set; } = TimeSpan.FromDays(365);

    public List<ModelPost> Posts { get; } = [];

    /// <summary>The purged posts.</summary>
    public List<ModelPost> Purged { get; } = [];

    public List<ModelCategory> Categories { get; } = [];

    /// <summary>The version of the file that each medium has.</summary>
    public int[] FileVersions { get; } = Enumerable.Repeat(1, Media).ToArray();

    /// <summary>Computes the result of applying an input to an announcement, or of creating one.</summary>
    public (HashSet<int> Refusals, ModelPost Result) Edit(ModelPost? stored, Shape shape, bool isPatch)
    {
        HashSet<int> refusals = [];
        ModelPost present = (stored ?? new ModelPost()).FixedAt(Now);
        string before = present.StatusAt(Now);
        ModelPost basis = isPatch
            ? present
            : present with { Body = string.Empty, Language = "pl", Pinned = false, PinnedUntil = null, Keep = false, Categories = [], Files = [], ExpiresAt = null };
        ModelPost changed = basis with
        {
            Title = !isPatch || shape.Has(Members.Title) ? shape.TitleText : basis.Title,
            Body = shape.Has(Members.Body) ? shape.Body : basis.Body,
            Language = shape.Has(Members.Language) ? shape.Language : basis.Language,
            Pinned = shape.Has(Members.Pinned) ? shape.Pinned : basis.Pinned,
            Keep = shape.Has(Members.Keep) ? shape.Keep : basis.Keep,
            Categories = shape.Has(Members.Categories) ? CategoriesOf(shape) : basis.Categories,
            Files = shape.Has(Members.Files) ? FilesOf(shape) : basis.Files,
            PublishedAt = shape.Has(Members.PublishedAt) ? shape.PublishedAt(Now) : basis.PublishedAt,
            ExpiresAt = shape.Has(Members.ExpiresAt) ? shape.ExpiresAt(Now) : basis.ExpiresAt,
        };
        bool hasEnd = shape.Has(Members.PinnedUntil);
        changed = changed with { PinnedUntil = !changed.Pinned ? null : hasEnd ? shape.PinnedUntil(Now) : basis.PinnedUntil };
        RefuseIf(400, hasEnd && shape.PinnedUntil(Now) is not null && !changed.Pinned);
        // An end that was still in the future at the last revision counts as one that was read.
        RefuseIf(400, hasEnd && changed.PinnedUntil <= Now && changed.PinnedUntil <= (stored?.ChangedAt ?? Now));
        RefuseIf(400, changed.PinnedUntil > Now && changed.PinnedUntil <= changed.PublishedAt);
        RefuseIf(409, before == "deleted");
        RefuseIf(400, shape.Has(Members.Categories) && shape.NamesUnknownCategory);
        RefuseIf(400, shape.Has(Members.PublishedAt) && changed.PublishedAt is null && before != "draft");
        string asked = shape.Has(Members.Status) ? shape.IsPublished ? "published" : "draft" : before;
        RefuseIf(409, asked != before && before == "archived");
        bool goesLive = asked is "published" or "scheduled";
        RefuseIf(400, changed.ExpiresAt <= changed.PublishedAt);
        RefuseIf(400, goesLive && changed.PublishedAt is null && changed.ExpiresAt <= Now);
        changed = WithSlug(changed, shape, refusals);
        if (goesLive)
        {
            changed = GoLive(present, changed);
        }
        else if (asked == "draft")
        {
            changed = changed with { Stage = Stage.Draft, AgesFrom = null, GrowsOldAt = null };
        }

        return (refusals, Saved(present, changed, shape.Has(Members.Minor) && shape.Minor));

        void RefuseIf(int status, bool isRefused)
        {
            if (isRefused)
            {
                refusals.Add(status);
            }
        }
    }

    public (HashSet<int> Refusals, ModelPost Result) Publish(ModelPost stored, Shape dates)
    {
        ModelPost present = stored.FixedAt(Now);
        string before = present.StatusAt(Now);
        if (before == "published")
        {
            return ([], stored);
        }

        if (before is "archived" or "deleted")
        {
            return ([409], stored);
        }

        DateTimeOffset? asked = dates.Has(Members.PublishedAt) ? dates.PublishedAt(Now) : null;
        DateTimeOffset publishedAt = asked ?? (before == "scheduled" ? Now : present.PublishedAt ?? Now);
        DateTimeOffset? expiresAt = dates.Has(Members.ExpiresAt) ? dates.ExpiresAt(Now) : present.ExpiresAt;
        bool isRefused = expiresAt <= publishedAt || expiresAt <= Now || present.PinnedUntil <= publishedAt
            || (dates.Has(Members.PublishedAt) && asked is null && before != "draft");
        return isRefused
            ? ([400], stored)
            : ([], Saved(present, GoLive(present, present with { PublishedAt = publishedAt, ExpiresAt = expiresAt })));
    }

    public (HashSet<int> Refusals, ModelPost Result) Act(ModelPost stored, string action)
    {
        ModelPost present = stored.FixedAt(Now);
        ModelPost? result = (action, present.StatusAt(Now)) switch
        {
            ("unpublish", "scheduled" or "published") => present with { Stage = Stage.Draft, AgesFrom = null, GrowsOldAt = null },
            ("unpublish", "draft") or ("archive", "archived") or ("restore", "published") or ("delete", "deleted") => present,
            ("archive", "published") => present with { Stage = Stage.Archived, PutAway = Now, AgesFrom = null, GrowsOldAt = null },
            ("restore", "archived") => GoLive(present, present with { ExpiresAt = present.ExpiresAt <= Now ? null : present.ExpiresAt }),
            ("restore", "deleted") => present with { Stage = Stage.Draft, DeletedAt = null },
            ("delete", _) => present with { Stage = Stage.Deleted, DeletedAt = Now, AgesFrom = null, GrowsOldAt = null },
            _ => null,
        };
        return result is null ? ([409], stored) : ([], Saved(present, result));
    }

    public (HashSet<int> Refusals, ModelCategory? Made) CreateCategory(int name)
    {
        (string text, string folded, string slug) = Names[name % Names.Length];
        if (Categories.Exists(category => FoldedOf(category) == folded))
        {
            return ([400], null);
        }

        var made = new ModelCategory(++categoriesMade) { Name = text, Slug = FirstFree(slug, IsCategorySlugTaken) };
        Categories.Add(made);
        return ([], made);
    }

    public HashSet<int> RenameCategory(ModelCategory category, string name, string? slug)
    {
        HashSet<int> refusals = [];
        if (Categories.Exists(other => other != category && FoldedOf(other) == Names.First(one => one.Name == name).Folded))
        {
            refusals.Add(400);
        }

        bool isMoved = slug is not null && slug != category.Slug;
        if (isMoved && !category.FormerSlugs.Contains(slug!) && IsCategorySlugTaken(slug!))
        {
            refusals.Add(409);
        }

        return refusals;
    }

    public static void Rename(ModelCategory category, string name, int order, string? slug)
    {
        bool isMoved = slug is not null && slug != category.Slug;
        if (isMoved || name != category.Name || order != category.Order)
        {
            category.Revision++;
        }

        if (isMoved)
        {
            category.FormerSlugs.Remove(slug!);
            category.FormerSlugs.Add(category.Slug);
            category.Slug = slug!;
        }

        (category.Name, category.Order) = (name, order);
    }

    public HashSet<int> DeleteCategory(ModelCategory category, ModelCategory? target) =>
        target == category ? [400] : target is null && Posts.Exists(post => post.Categories.Contains(category)) ? [409] : [];

    public void Remove(ModelCategory category, ModelCategory? target)
    {
        Categories.Remove(category);
        if (target is null)
        {
            return;
        }

        target.FormerSlugs.AddRange([.. category.FormerSlugs, category.Slug]);
        for (int index = 0; index < Posts.Count; index++)
        {
            Posts[index] = Posts[index] with
            {
                Categories = Posts[index].Categories.Select(one => one == category ? target : one).Distinct().ToList(),
            };
        }
    }

    /// <summary>Gives a medium another file: what readers do not see has it at once.</summary>
    public void ReplaceFile(int number)
    {
        int version = ++FileVersions[number];
        for (int index = 0; index < Posts.Count; index++)
        {
            if (!Posts[index].IsPublicAt(Now))
            {
                Posts[index] = Posts[index] with
                {
                    Files = Posts[index].Files.Select(file => file.Number == number ? (number, version) : file).ToList(),
                };
            }
        }
    }

    /// <summary>The media that a shape names, with the files that they have now.</summary>
    public List<(int Number, int Version)> FilesOf(Shape shape) =>
        Enumerable.Range(0, Media).Where(number => (shape.Files & (1 << number)) != 0).Select(number => (number, FileVersions[number])).ToList();

    /// <summary>Applies the effects of both timers that readers and editors can see.</summary>
    public void RunTimers(bool publish, bool archive)
    {
        if (archive)
        {
            Purged.AddRange(Posts.Where(IsOver));
            Posts.RemoveAll(IsOver);
        }

        for (int index = 0; index < Posts.Count; index++)
        {
            ModelPost post = Posts[index];
            if (archive && post.StatusAt(Now) == "published" && post.GrowsOldAt <= Now)
            {
                post = post.FixedAt(Now) with
                {
                    Stage = Stage.Archived,
                    PutAway = Now,
                    AgesFrom = null,
                    GrowsOldAt = null,
                    Revision = post.Revision + 1,
                    ChangedAt = Now,
                    SettledAt = Now,
                };
            }

            Posts[index] = publish && archive ? post.FixedAt(Now) with { SettledAt = Now } : post;
        }
    }

    /// <summary>Applies the present archiving period to what is public or scheduled.</summary>
    public void Reschedule()
    {
        for (int index = 0; index < Posts.Count; index++)
        {
            if (Posts[index].Stage == Stage.Live)
            {
                Posts[index] = Posts[index] with { GrowsOldAt = AgeOf(Posts[index].FixedAt(Now)) };
            }
        }
    }

    public void Replace(ModelPost post)
    {
        int index = Posts.FindIndex(one => one.Id == post.Id);
        Posts[index] = post;
    }

    /// <summary>The public list: pinned first, then newest first.</summary>
    public IEnumerable<ModelPost> Timeline() => Posts
        .Where(post => post.StatusAt(Now) == "published")
        .OrderByDescending(post => post.IsPinnedAt(Now)).ThenByDescending(post => post.PublishedAt).ThenBy(post => post.Id.ToString(), StringComparer.Ordinal);

    /// <summary>The archive: newest first.</summary>
    public IEnumerable<ModelPost> Archive() => Posts
        .Where(post => post.StatusAt(Now) == "archived")
        .OrderByDescending(post => post.PublishedAt).ThenBy(post => post.Id.ToString(), StringComparer.Ordinal);

    /// <summary>An editors' list: last changed first.</summary>
    public IEnumerable<ModelPost> Editors(string? status) => Posts
        .Where(post => status is null || post.StatusAt(Now) == status)
        .OrderByDescending(post => post.ChangedAt).ThenBy(post => post.Id.ToString(), StringComparer.Ordinal);

    /// <summary>The categories, by order, then by name.</summary>
    public IEnumerable<ModelCategory> ListedCategories() =>
        Categories.OrderBy(category => category.Order).ThenBy(FoldedOf, StringComparer.Ordinal);

    /// <summary>The least and the most that a category may count while something is due and not settled.</summary>
    public (int Least, int Most) CountOf(ModelCategory category)
    {
        List<(bool Was, bool Is)> posts = Posts
            .Where(post => post.Categories.Contains(category))
            .Select(post => (post.StatusAt(post.SettledAt) == "published", post.StatusAt(Now) == "published"))
            .ToList();
        return (posts.Count(post => post is (true, true)), posts.Count(post => post.Was || post.Is));
    }

    /// <summary>The categories that a shape names, in its order.</summary>
    public List<ModelCategory> CategoriesOf(Shape shape) =>
        Categories.Where((_, index) => index < 6 && (shape.Categories & (1 << index)) != 0).ToList();

    private bool IsOver(ModelPost post) => post.Stage == Stage.Deleted && post.DeletedAt + TimeSpan.FromDays(30) <= Now;

    private ModelPost GoLive(ModelPost present, ModelPost changed)
    {
        DateTimeOffset publishedAt = changed.PublishedAt ?? Now;
        bool isDue = publishedAt <= Now;
        ModelPost live = changed with
        {
            Stage = Stage.Live,
            PublishedAt = publishedAt,
            PutAway = null,
            AgesFrom = !isDue ? publishedAt : present.StatusAt(Now) == "published" ? present.AgesFrom : Now,
            WasPublic = changed.WasPublic || isDue,
        };
        return (live with { GrowsOldAt = AgeOf(live) }).FixedAt(Now);
    }

    private DateTimeOffset? AgeOf(ModelPost post) => (post.Pinned && post.PinnedUntil is null) || post.Keep ? null
        : post.PinnedUntil > post.AgesFrom + ArchiveAfter ? post.PinnedUntil
        : post.AgesFrom + ArchiveAfter;

    private ModelPost Saved(ModelPost present, ModelPost changed, bool isMinor = false) => present.Revision > 0 && changed.Content(Now) == present.Content(Now)
        ? present
        : changed with
        {
            Revision = present.Revision + 1,
            FilesEver = changed.Files.Select(file => file.Number).Concat(present.FilesEver).ToHashSet(),
            ChangedAt = Now,
            SettledAt = Now,
            UpdatedAt = present.WasPublicAt(Now) && !isMinor && changed.EditorialContent != present.EditorialContent ? Now : changed.UpdatedAt,
        };

    private ModelPost WithSlug(ModelPost post, Shape shape, HashSet<int> refusals)
    {
        bool isNew = post.Slug.Length == 0;
        bool isAsked = shape.Has(Members.Slug) && shape.SlugText is not null;
        if (!isNew && !shape.Has(Members.Slug))
        {
            return post;
        }

        bool IsOthers(string slug) => Posts.Exists(other => other.Id != post.Id && other.Slugs.Contains(slug));
        string slug = isAsked ? shape.SlugText! : FirstFree(Shape.Titles.First(title => title.Text == post.Title).Slug, IsOthers);
        if (isAsked && IsOthers(slug))
        {
            refusals.Add(409);
        }

        return slug == post.Slug || refusals.Count > 0
            ? post
            : post with { Slug = slug, FormerSlugs = isNew ? [] : [.. post.FormerSlugs.Where(one => one != slug), post.Slug] };
    }

    private bool IsCategorySlugTaken(string slug) => Categories.Exists(category => category.Slug == slug || category.FormerSlugs.Contains(slug));

    private static string FoldedOf(ModelCategory category) => Names.First(one => one.Name == category.Name).Folded;

    private static string FirstFree(string slug, Func<string, bool> isTaken) =>
        Enumerable.Range(1, 1000).Select(number => number == 1 ? slug : $"{slug}-{number}").First(one => !isTaken(one));
}
