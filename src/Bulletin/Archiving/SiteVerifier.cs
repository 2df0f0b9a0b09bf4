using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Previews;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Archiving;

/// <summary>
/// Reads a whole site and checks that its rows are consistent: every announcement has exactly its rows, every row its
/// announcement, the change log has no gap, categories exist, counts are correct, and media are there with their files.
/// </summary>
internal sealed class SiteVerifier(SiteTable table, BlobStore blobs, TimeProvider clock)
{
    private const int MaximumAttempts = 5;

    // The kinds (the first part of the row key) of rows that belong to a single announcement.
    private static readonly HashSet<string> AnnouncementKinds = ["s", "t", "c", "z", "y", "n", "d", "x", "j"];

    /// <summary>
    /// Checks the site. If others write meanwhile, it reads the site again, up to five times in all, until it has read
    /// a single version.
    /// </summary>
    public async Task<SiteReport> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await CheckAsync(cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException unreadable)
        {
            // Nothing else can be checked without the version.
            return new SiteReport([$"{RowKeys.Version}: cannot be read ({unreadable.Message})"], 0);
        }
    }

    private async Task<SiteReport> CheckAsync(CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            SiteVersion before = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
            Dictionary<string, TableEntity> rows = new(StringComparer.Ordinal);
            await foreach (TableEntity row in table
                .RowsAsync(new RowRange(string.Empty, "~"), null, cancellation, pageSize: 100).ConfigureAwait(false))
            {
                rows[row.RowKey] = row;
            }

            SiteVersion after = await SiteVersion.ReadAsync(table, cancellation).ConfigureAwait(false);
            if (before.Version == after.Version)
            {
                return await new Check(table, rows, after, clock.GetUtcNow()).RunAsync(blobs, cancellation).ConfigureAwait(false);
            }

            if (attempt == MaximumAttempts)
            {
                return new SiteReport(
                    [
                        $"The site was written to all the time ({before.Version} to {after.Version}): "
                        + "it could not be read at one version. Try again later.",
                    ],
                    0);
            }
        }
    }

    private sealed class Check(SiteTable table, Dictionary<string, TableEntity> rows, SiteVersion version, DateTimeOffset now)
    {
        private readonly List<string> violations = [];
        private readonly Dictionary<Guid, Announcement> announcements = [];
        private readonly Dictionary<Guid, Category> categories = [];
        private readonly List<AnnouncementDraft> drafts = [];
        private readonly List<ApiKey> keys = [];

        public async Task<SiteReport> RunAsync(BlobStore blobs, CancellationToken cancellation)
        {
            ReadRecords();
            CheckAnnouncements();
            CheckRevisions();
            CheckDrafts();
            CheckLog();
            CheckCategories();
            CheckKeys();
            CheckUnknown();
            await new MediaCheck(table, blobs, rows, violations, now)
                .RunAsync(announcements.Values, drafts, cancellation).ConfigureAwait(false);
            return new SiteReport(violations, announcements.Values.Count(one => one.Layout < AnnouncementRows.PresentLayout));
        }

        private void ReadRecords()
        {
            foreach ((string key, TableEntity row) in rows)
            {
                try
                {
                    if (key.StartsWith(RowKeys.AnnouncementPrefix, StringComparison.Ordinal))
                    {
                        var announcement = Announcement.FromRow(row);
                        announcements[announcement.Id] = announcement;
                        CheckText(key, announcement.BodyText);
                        Expect(key == RowKeys.Announcement(announcement.Id), $"{key}: holds announcement {announcement.Id}");
                    }
                    else if (key.StartsWith(RowKeys.CategoryPrefix, StringComparison.Ordinal))
                    {
                        var category = Category.FromRow(row);
                        categories[category.Id] = category;
                        Expect(key == RowKeys.Category(category.Id), $"{key}: holds category {category.Id}");
                    }
                    else if (key.StartsWith(RowKeys.DraftPrefix, StringComparison.Ordinal))
                    {
                        var draft = AnnouncementDraft.FromRow(row);
                        drafts.Add(draft);
                        CheckText(key, draft.BodyText);
                        Expect(key == RowKeys.Draft(draft.AnnouncementId), $"{key}: holds a draft of announcement {draft.AnnouncementId}");
                    }
                    else if (key == RowKeys.PreviewKey)
                    {
                        PreviewSigner.KeyOf(row);
                    }
                    else if (key.StartsWith(RowKeys.ApiKeyPrefix, StringComparison.Ordinal))
                    {
                        var stored = ApiKey.FromRow(row);
                        keys.Add(stored);
                        Expect(key == RowKeys.ApiKey(stored.Id), $"{key}: holds key {stored.Id}");
                    }
                }
                catch (Exception unreadable) when (
                    unreadable is InvalidDataException or InvalidOperationException or System.Text.Json.JsonException)
                {
                    violations.Add($"{key}: cannot be read ({unreadable.Message})");
                }
            }
        }

        private void CheckText(string key, LongText text) => Expect(text.IsIntact, $"{key}: its text is not the one that was stored");

        private void CheckAnnouncements()
        {
            HashSet<string> expected = new(StringComparer.Ordinal);
            foreach (Announcement announcement in announcements.Values)
            {
                foreach (TableEntity row in RowsOf(announcement))
                {
                    Expect(expected.Add(row.RowKey), $"{row.RowKey}: belongs to two announcements, one of them {announcement.Id}");
                    if (!rows.TryGetValue(row.RowKey, out TableEntity? present))
                    {
                        violations.Add($"{row.RowKey}: is missing (announcement {announcement.Id}, {announcement.Status.Word()})");
                    }
                    else if (!row.RowKey.StartsWith(RowKeys.AnnouncementPrefix, StringComparison.Ordinal))
                    {
                        Expect(RowContent.Equal(present, row), $"{row.RowKey}: differs from announcement {announcement.Id}");
                    }
                }

                foreach (Guid category in announcement.Categories)
                {
                    Expect(categories.ContainsKey(category), $"a:{announcement.Id}: uses category {category}, which does not exist");
                }
            }

            foreach (string key in rows.Keys.Where(key => AnnouncementKinds.Contains(KindOf(key))))
            {
                Expect(expected.Contains(key), $"{key}: no announcement has this row");
            }
        }

        private List<TableEntity> RowsOf(Announcement announcement)
        {
            try
            {
                return AnnouncementRows.Of(table, announcement).ToList();
            }
            catch (Exception impossible) when (impossible is InvalidDataException or InvalidOperationException)
            {
                violations.Add($"a:{announcement.Id}: is in an impossible state ({impossible.Message})");
                return [];
            }
        }

        private void CheckRevisions()
        {
            foreach (string key in rows.Keys.Where(key => KindOf(key) == "h"))
            {
                bool isKey = key.Length == 49 && Guid.TryParseExact(key.AsSpan(2, 36), "D", out _) && int.TryParse(key.AsSpan(39), out _);
                if (!isKey)
                {
                    violations.Add($"{key}: is no key of a revision");
                    continue;
                }

                Announcement? owner = announcements.GetValueOrDefault(Guid.Parse(key.AsSpan(2, 36)));
                Expect(owner is not null, $"{key}: its announcement does not exist");
                Expect(owner is null || int.Parse(key.AsSpan(39)) < owner.Revision, $"{key}: is not older than its announcement");
                Expect(
                    owner is null || int.Parse(key.AsSpan(39)) >= owner.FirstKept,
                    $"{key}: is older than {owner?.FirstKept}, the oldest revision that is kept");
            }

            foreach (Announcement announcement in announcements.Values)
            {
                for (int revision = announcement.FirstKept; revision < announcement.Revision; revision++)
                {
                    string key = RowKeys.Revision(announcement.Id, revision);
                    Expect(rows.ContainsKey(key), $"{key}: is missing (announcement {announcement.Id}, revision {announcement.Revision})");
                }
            }
        }

        private void CheckDrafts()
        {
            foreach (AnnouncementDraft draft in drafts)
            {
                Expect(announcements.ContainsKey(draft.AnnouncementId), $"w:{draft.AnnouncementId}: its announcement does not exist");
                Expect(
                    announcements.GetValueOrDefault(draft.AnnouncementId) is not { } announcement
                        || draft.BaseRevision <= announcement.Revision,
                    $"w:{draft.AnnouncementId}: was begun from revision {draft.BaseRevision}, which is not there yet");
            }
        }

        private void CheckLog()
        {
            List<long> versions = [];
            foreach (string key in rows.Keys.Where(key => KindOf(key) == "u"))
            {
                bool isKey = long.TryParse(key.AsSpan(2), out long version) && key == RowKeys.Change(version);
                Expect(isKey, $"{key}: is no key of the change log");
                versions.AddRange(isKey ? [version] : []);
            }

            versions.Sort();
            for (int index = 1; index < versions.Count; index++)
            {
                Expect(
                    versions[index] == versions[index - 1] + 1,
                    $"u:{versions[index]:D19}: the entry before it is {versions[index - 1]}");
            }

            long last = versions.Count == 0 ? 0 : versions[^1];
            Expect(last == version.Version, $"v: the site is at version {version.Version}, the change log ends at {last}");
        }

        private void CheckCategories()
        {
            Dictionary<string, Guid> slugs = new(StringComparer.Ordinal);
            var set = new CategorySet(0, categories.Values);
            List<Guid> repeated =
            [
                .. announcements.Values
                    .Where(one => one.Status == AnnouncementStatus.Published)
                    .SelectMany(one => set.Repeated(one.Categories))
                    .Select(id => set.Resolve(id)!.Id),
            ];
            foreach (Category category in categories.Values)
            {
                // Counts reflect the stored state: a due event changes them only after a timer has settled it.
                int counted = announcements.Values
                    .Count(one => one.Status == AnnouncementStatus.Published && one.Categories.Contains(category.Id));
                Expect(category.Count == counted, $"k:{category.Id}: counts {category.Count} announcements, there are {counted}");
                Expect(
                    set.Resolve(category.Id) is { AliasOf: null },
                    $"k:{category.Id}: is an alias of {category.AliasOf}, which is no category");
                int twice = set.WithAliases(category).Sum(one => one.CountedTwice);
                int inBoth = repeated.Count(id => id == category.Id);
                Expect(
                    category.AliasOf is not null || twice == inBoth,
                    $"k:{category.Id}: says that {twice} announcements are counted twice, with what is being merged into it; "
                        + $"there are {inBoth}");
                foreach (string slug in category.FormerSlugs.Append(category.Slug))
                {
                    Expect(
                        slugs.TryAdd(slug, category.Id),
                        $"k:{category.Id}: slug '{slug}' also belongs to {slugs.GetValueOrDefault(slug)}");
                }
            }
        }

        private void CheckKeys()
        {
            foreach (IGrouping<string, ApiKey> same in keys
                .GroupBy(key => TextFolding.Fold(key.Name), StringComparer.Ordinal)
                .Where(same => same.Count() > 1))
            {
                violations.Add(
                    $"p:{same.First().Id}: name '{same.First().Name}' also belongs to "
                    + string.Join(", ", same.Skip(1).Select(key => key.Id)));
            }

            foreach (IGrouping<string, ApiKey> same in keys
                .GroupBy(key => key.Sha256, StringComparer.Ordinal)
                .Where(same => same.Count() > 1))
            {
                violations.Add(
                    $"p:{same.First().Id}: the token also belongs to {string.Join(", ", same.Skip(1).Select(key => key.Id))}");
            }
        }

        private void CheckUnknown()
        {
            foreach (string key in rows.Keys)
            {
                Expect(
                    key is RowKeys.Version or RowKeys.PreviewKey or RowKeys.LayoutMark or RowKeys.MediaMark
                    || AnnouncementKinds.Contains(KindOf(key))
                    || KindOf(key) is "a" or "k" or "h" or "p" or "u" or "i" or "w" or "m" or "b" or "q" or "r" or "f",
                    $"{key}: is of no known kind");
            }

            foreach (Announcement announcement in announcements.Values)
            {
                Expect(announcement.CreatedAt <= now, $"a:{announcement.Id}: was created in the future");
            }
        }

        private void Expect(bool holds, string violation)
        {
            if (!holds)
            {
                violations.Add(violation);
            }
        }

        private static string KindOf(string key) => key.Split(':', 2) is [var kind, _] ? kind : string.Empty;
    }
}
