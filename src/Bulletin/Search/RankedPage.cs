using System.Globalization;
using Bulletin.Announcements;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Search;

/// <summary>
/// Selects a page from the matches, ordered by rank and, within a rank, by publication. The index returns the matches
/// by day, newest day first, so only as many days are examined as the page needs.
/// </summary>
/// <param name="accept">Returns true if an announcement, as of now, is wanted.</param>
/// <param name="after">The place from which the page starts; empty for the first page.</param>
/// <param name="limit">The maximum number of items.</param>
/// <param name="now">The current time.</param>
internal sealed class RankedPage(Func<AnnouncementSummary, bool> accept, string after, int limit, DateTimeOffset now)
{
    private readonly List<Item> items = [];
    private readonly List<Item> ofDay = [];
    private readonly HashSet<long> seen = [];

    /// <summary>The announcements as of now.</summary>
    public IReadOnlyList<Item> Items => items;

    /// <summary>The place from which the next page starts; null on the last page.</summary>
    public string? NextPlace { get; private set; }

    /// <summary>The next instant at which an examined announcement becomes public or expires, or null.</summary>
    public DateTimeOffset? TrueUntil { get; private set; }

    /// <summary>Returns true if a text is the place of an announcement in the results.</summary>
    public static bool IsPlace(string text) =>
        text.Length == PlaceOf(SearchRank.Title, DateTimeOffset.MinValue, Guid.Empty).Length
        && text[0] is >= '0' and <= '2'
        && long.TryParse(text.AsSpan(1, 19), NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
        && ticks <= DateTimeOffset.MaxValue.UtcTicks;

    /// <summary>Selects the page from an index.</summary>
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

    // Returns false if the page is full.
    private bool Fill(IEnumerable<SearchEntry> matches, SearchRank rank)
    {
        long? day = null;
        foreach (SearchEntry entry in matches)
        {
            // A match in the title is also found in title and lead, and in all texts.
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
        if (accept(present)
            && PlaceOf(rank, present.PublishedAt!.Value, present.Id) is var place
            && string.CompareOrdinal(place, after) > 0)
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

    /// <summary>A matching announcement.</summary>
    /// <param name="Place">Its place among all matches.</param>
    /// <param name="Rank">The part of the announcement that contains all words.</param>
    /// <param name="Entry">Its entry in the index.</param>
    /// <param name="Announcement">The announcement as of now.</param>
    internal sealed record Item(string Place, SearchRank Rank, SearchEntry Entry, AnnouncementSummary Announcement);
}
