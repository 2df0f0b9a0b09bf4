using Azure.Data.Tables;
using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>
/// Assigns the slugs of announcements. A slug, also a former one, belongs to one announcement until that is purged.
/// </summary>
internal static class AnnouncementSlugs
{
    /// <summary>
    /// Sets the slug requested by the input. A new announcement without one, and one whose slug the input sets to null,
    /// get the first free slug for the title.
    /// </summary>
    /// <exception cref="ProblemException">
    /// Another announcement has the slug, or this one has changed its slug too often.
    /// </exception>
    public static async Task<Announcement> WithSlugAsync(
        this SiteWrite write, Announcement changed, AnnouncementInput input, CancellationToken cancellation)
    {
        bool isNew = changed.Slug.Length == 0;
        if (!isNew && !input.Slug.IsPresent)
        {
            return changed;
        }

        if (input.Slug.Value is { } asked)
        {
            return HasOrHad(changed, asked) || !write.IsTaken(RowKeys.Slug(asked))
                ? Rename(changed, asked)
                : throw new ProblemException(new Problem(ProblemKind.SlugTaken, $"Another announcement has, or had, the slug '{asked}'."));
        }

        return Rename(changed, await FreeSlugAsync(write, changed, cancellation).ConfigureAwait(false));
    }

    private static Announcement Rename(Announcement announcement, string slug)
    {
        if (slug == announcement.Slug)
        {
            return announcement;
        }

        List<string> former = announcement.FormerSlugs.Where(one => one != slug).ToList();
        if (announcement.Slug.Length > 0)
        {
            former.Add(announcement.Slug);
        }

        return former.Count <= Announcement.MaximumFormerSlugs
            ? announcement with { Slug = slug, FormerSlugs = former }
            : throw Problem.Invalid(
                "slug", $"has changed {Announcement.MaximumFormerSlugs} times already, and every old address still leads here");
    }

    private static bool HasOrHad(Announcement announcement, string slug) =>
        slug == announcement.Slug || announcement.FormerSlugs.Contains(slug);

    // The existing slugs are read only after inserting the first choice has failed.
    private static async Task<string> FreeSlugAsync(SiteWrite write, Announcement announcement, CancellationToken cancellation)
    {
        string wanted = Slug.FromText(announcement.Title);
        if (HasOrHad(announcement, wanted) || !write.IsTaken(RowKeys.Slug(wanted)))
        {
            return wanted;
        }

        HashSet<string> taken = new(StringComparer.Ordinal);
        // Adding a number may shorten a long slug, so the range starts with the shortest stem.
        string stem = Slug.ShortestStem(wanted);
        await foreach (TableEntity row in write.Table
            .RowsAsync(RowRange.Of(RowKeys.Slug(stem)), null, cancellation, select: ["RowKey"]).ConfigureAwait(false))
        {
            taken.Add(RowKeys.SlugOf(row.RowKey));
        }

        return Slug.FirstFree(wanted, slug => !HasOrHad(announcement, slug) && (taken.Contains(slug) || write.IsTaken(RowKeys.Slug(slug))));
    }
}
