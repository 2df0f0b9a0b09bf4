using System.Globalization;
using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Search;

/// <summary>
/// Takes a page out of what matches, in the order of ranks and, in a rank, of publication. The index hands matches over day by day, the
/// newest day first, so that as many days as the page needs are looked at and no more.
/// </summary>
/// <param name="accept">Whether an announcement is wanted; it is given as it is by the clock.</param>
/// <param name="after">The place after which to go on; empty for the beginning.</param>
/// <param name="limit">The most items.</param>
/// <param name="now">The present instant.</param>
internal sealed class RankedPage(Func<AnnouncementSummary, bool> accept, string after, int limit, DateTimeOffset now)
{
    private readonly List<Item> items = [];
    private readonly List<Item> ofDay = [];
    private readonly HashSet<long> seen = [];

    /// <summary>The announcements, as they are by the clock.</summary>
    public IReadOnlyList<Item> Items => items;

    /// <summary>The place after which the rest comes; null when there is no rest.</summary>
    public string? NextPlace { get; private set; }

    /// <summary>The next instant at which something that was looked at becomes public or expires, or null.</summary>
    public DateTimeOffset? TrueUntil { get; private set; }

    /// <summary>Whether a text is a place of a page.</summary>
    public static bool IsPlace(string text) =>
        text.Length == PlaceOf(SearchRank.Title, DateTimeOffset.MinValue, Guid.Empty).Length
        && text[0] is >= '0' and <= '2'
        && long.TryParse(text.AsSpan(1, 19), NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
        && ticks <= DateTimeOffset.MaxValue.UtcTicks;

    /// <summary>Takes the page out of an index.</summary>
    public void Fill(SearchIndex index, SearchPattern pattern)
    {
        foreach (SearchRank rank in Enum.GetValues<SearchRank>())
        {
            if (!Fill(index.Matches(rank, pattern), rank))
            {
                return;
            }
        }
    }

    private static string PlaceOf(SearchRank rank, DateTimeOffset publishedAt, Guid id) =>
        $"{((int)rank).ToString(CultureInfo.InvariantCulture)}{RowKeys.Place(publishedAt, id)}";

    // False when the page is full.
    private bool Fill(IEnumerable<SearchEntry> matches, SearchRank rank)
    {
        long? day = null;
        foreach (SearchEntry entry in matches)
        {
            // What matches in the title matches in the lead and the title.
            if (!seen.Add(entry.Row))
            {
                continue;
            }

            long itsDay = SearchIndex.DayOf(entry.Announcement);
            if (itsDay != day && !TakeDay())
            {
                return false;
            }

            day = itsDay;
            Look(entry, rank);
        }

        return TakeDay();
    }

    private void Look(SearchEntry entry, SearchRank rank)
    {
        TrueUntil = Instants.Earlier(TrueUntil, entry.Announcement.ChangesAt(now));
        AnnouncementSummary present = entry.Announcement.At(now);
        if (accept(present) && PlaceOf(rank, present.PublishedAt!.Value, present.Id) is var place && string.CompareOrdinal(place, after) > 0)
        {
            ofDay.Add(new Item(place, rank, entry, present));
        }
    }

    private bool TakeDay()
    {
        ofDay.Sort((one, other) => string.CompareOrdinal(one.Place, other.Place));
        foreach (Item item in ofDay)
        {
            if (items.Count == limit)
            {
                NextPlace = items[^1].Place;
                return false;
            }

            items.Add(item);
        }

        ofDay.Clear();
        return true;
    }

    /// <summary>An announcement that was found.</summary>
    /// <param name="Place">Its place among all that matches.</param>
    /// <param name="Rank">Where all words are.</param>
    /// <param name="Entry">Its entry in the index.</param>
    /// <param name="Announcement">As it is by the clock.</param>
    internal sealed record Item(string Place, SearchRank Rank, SearchEntry Entry, AnnouncementSummary Announcement);
}
