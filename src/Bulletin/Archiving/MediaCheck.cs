using Azure.Data.Tables;
using Bulletin.Announcements;
using Bulletin.Archiving.Chores;
using Bulletin.Media;
using Bulletin.Storage;

namespace Bulletin.Archiving;

/// <summary>
/// Checks the media of a site: every one that an announcement, a former revision or a draft names exists with that file, its use is
/// recorded, every file has its blob, and no blob is without a row for longer than a day.
/// </summary>
internal sealed class MediaCheck(
    SiteTable site, BlobStore blobs, Dictionary<string, TableEntity> rows, List<string> violations, DateTimeOffset now)
{
    private readonly Dictionary<Guid, Medium> media = [];

    public async Task RunAsync(
        IEnumerable<Announcement> announcements, IEnumerable<AnnouncementDraft> drafts, CancellationToken cancellation)
    {
        ReadMedia();
        foreach (Announcement announcement in announcements)
        {
            CheckNamed($"a:{announcement.Id}", announcement.Id, announcement.Media());
        }

        foreach (AnnouncementDraft draft in drafts)
        {
            CheckNamed($"w:{draft.AnnouncementId}", draft.AnnouncementId, draft.Media());
        }

        foreach ((string key, TableEntity row) in rows.Where(row => row.Key.StartsWith("h:", StringComparison.Ordinal)))
        {
            CheckRevision(key, row);
        }

        CheckUses();
        await CheckBlobsAsync(cancellation).ConfigureAwait(false);
    }

    private void ReadMedia()
    {
        foreach ((string key, TableEntity row) in rows.Where(row => row.Key.StartsWith(RowKeys.MediumPrefix, StringComparison.Ordinal)))
        {
            try
            {
                var medium = Medium.FromRow(row);
                media[medium.Id] = medium;
                Expect(key == RowKeys.Medium(medium.Id), $"{key}: holds medium {medium.Id}");
                foreach (string hash in medium.FormerHashes.Append(medium.Hash))
                {
                    Expect(
                        rows.ContainsKey(RowKeys.MediumFile(hash, medium.Id)),
                        $"{RowKeys.MediumFile(hash, medium.Id)}: is missing (medium {medium.Id})");
                }
            }
            catch (InvalidDataException unreadable)
            {
                violations.Add($"{key}: cannot be read ({unreadable.Message})");
            }
        }

        foreach (string key in rows.Keys.Where(key => key.StartsWith(RowKeys.AllMediumFilesPrefix, StringComparison.Ordinal)))
        {
            Expect(
                IdsOf(key) is { Length: 1 } ids && media.GetValueOrDefault(ids[0]) is { } medium
                    && medium.FormerHashes.Append(medium.Hash).Contains(RowKeys.HashOf(key)),
                $"{key}: no medium has this file");
        }
    }

    private void CheckRevision(string key, TableEntity row)
    {
        try
        {
            var revision = Announcement.DocumentOf(row);
            CheckNamed(key, revision.Id, revision.Media());
        }
        catch (InvalidDataException unreadable)
        {
            violations.Add($"{key}: cannot be read ({unreadable.Message})");
        }
    }

    private void CheckNamed(string key, Guid announcement, IEnumerable<NamedMedium> named)
    {
        foreach (NamedMedium one in named)
        {
            if (media.GetValueOrDefault(one.Id) is not { } medium)
            {
                violations.Add($"{key}: names medium {one.Id}, which does not exist");
                continue;
            }

            Expect(
                medium.FormerHashes.Append(medium.Hash).Contains(one.Hash),
                $"{key}: names a file of medium {one.Id} that the medium never had");
            Expect(
                rows.ContainsKey(RowKeys.MediumUse(one.Id, announcement)),
                $"{RowKeys.MediumUse(one.Id, announcement)}: is missing ({key} names the medium)");
        }
    }

    private void CheckUses()
    {
        foreach (string key in rows.Keys.Where(key => key.StartsWith(RowKeys.AllMediumUsesPrefix, StringComparison.Ordinal)))
        {
            if (IdsOf(key) is not [var medium, var announcement])
            {
                violations.Add($"{key}: is no key of a use");
                continue;
            }

            Expect(media.ContainsKey(medium), $"{key}: its medium does not exist");
            Expect(rows.ContainsKey(RowKeys.MediumOf(announcement, medium)), $"{RowKeys.MediumOf(announcement, medium)}: is missing");
        }

        foreach (string key in rows.Keys.Where(key => key.StartsWith("r:", StringComparison.Ordinal)))
        {
            Expect(
                IdsOf(key) is [var announcement, var medium] && rows.ContainsKey(RowKeys.MediumUse(medium, announcement)),
                $"{key}: the use is not recorded");
        }
    }

    private async Task CheckBlobsAsync(CancellationToken cancellation)
    {
        string prefix = MediaBlobs.FilesOf(site);
        HashSet<string> files =
        [
            .. rows.Keys
                .Where(key => key.StartsWith(RowKeys.AllMediumFilesPrefix, StringComparison.Ordinal) && key.Count(one => one == ':') == 2)
                .Select(RowKeys.HashOf),
        ];
        HashSet<string> missing = [.. files];
        await foreach (BlobEntry blob in blobs.ListAsync(prefix, cancellation).ConfigureAwait(false))
        {
            string name = blob.Name[prefix.Length..];
            string hash = name.Split('/')[0];
            missing.Remove(name);
            Expect(
                files.Contains(hash) || blob.WrittenAt > now - (2 * SweepMedia.Age),
                $"blob {blob.Name}: no medium has this file, and it was not deleted");
        }

        violations.AddRange(missing.Order(StringComparer.Ordinal).Select(hash => $"blob {prefix}{hash}: is missing"));
    }

    // The ids in a row key, in order; none if a part that should be an id is not.
    private static Guid[] IdsOf(string key) =>
        [.. key.Split(':').Select(part => Guid.TryParseExact(part, "D", out Guid id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];

    private void Expect(bool holds, string violation)
    {
        if (!holds)
        {
            violations.Add(violation);
        }
    }
}
