using Bulletin.Announcements;
using Bulletin.Search;

namespace Bulletin.Tests.Search;

public sealed class SearchIndexFileTests
{
    [Fact]
    public void An_index_that_was_saved_finds_the_same_and_goes_on()
    {
        using var before = new Searched();
        Announcement[] many = Enumerable.Range(0, 300)
            .Select(number => Searched.Published($"Mieszkania numer {number}", "Zajawka", $"Treść **{number}** o wodzie", at: A.Moment.AddHours(number)))
            .ToArray();
        before.Put(many).Remove(many[7].Id);
        using Searched after = Searched.Loaded(before.Saved());
        string[] queries = ["mieszkań", "woda", "\"numer 12\"", "numer 7", "29*", "zaj"];
        foreach (string query in queries)
        {
            Assert.Equal(before.Titles(query, 1000), after.Titles(query, 1000));
            Assert.Equal(before.Highlight(query is "numer 7" ? "woda" : query), after.Highlight(query is "numer 7" ? "woda" : query));
        }

        after.Put(Searched.Published("Mieszkania nowe", at: A.Moment.AddHours(4)), many[3] with { Title = "Co innego" }).Remove(many[5].Id);
        // 300 without the one that was removed before; then one more, one renamed, one removed.
        Assert.Equal(298, after.Titles("mieszkaniach", 1000).Count);
        Assert.Equal(["Co innego"], after.Titles("innego"));
    }

    [Fact]
    public void What_was_removed_before_it_was_saved_does_not_come_back_in_the_row_of_another()
    {
        using var before = new Searched();
        Announcement last = Searched.Published("Koleje", at: A.Moment);
        before.Put(Searched.Published("Mosty", at: A.Moment), last).Remove(last.Id);
        using Searched after = Searched.Loaded(before.Saved());
        after.Put(Searched.Published("Rowery", at: A.Moment));
        Assert.Empty(after.Titles("koleje"));
        Assert.Equal(["Rowery"], after.Titles("rower"));
        Assert.Equal(["Mosty"], after.Titles("mosty"));
    }

    [Fact]
    public void Damaged_bytes_are_an_error_and_not_an_index()
    {
        using var index = new Searched();
        byte[] bytes = index.Put(Searched.Published("Woda")).Saved();
        Assert.ThrowsAny<Exception>(() => SearchIndex.Load(bytes[..(bytes.Length / 2)]));
        Assert.ThrowsAny<Exception>(() => SearchIndex.Load([]));
        Assert.ThrowsAny<Exception>(() => SearchIndex.Load(A.Bytes(5_000)));
    }
}
