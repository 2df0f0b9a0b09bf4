using Bulletin.Search;

namespace Bulletin.Tests.Search;

public sealed class HighlighterTests : IDisposable
{
    private readonly Searched searched = new();

    public void Dispose() => searched.Dispose();

    [Fact]
    public void Words_are_marked_as_they_stand_in_title_and_lead()
    {
        searched.Put(Searched.Published("Nowych mieszkań przybywa", "Oddano mieszkania w Łodzi."));
        Assert.Equal(
            new Highlight("Nowych <mark>mieszkań</mark> przybywa", "Oddano <mark>mieszkania</mark> w <mark>Łodzi</mark>."),
            searched.Highlight("mieszkanie łódź"));
    }

    [Fact]
    public void Everything_else_is_escaped()
    {
        searched.Put(Searched.Published("A & B <script>alert('woda')</script>", "„Woda” > \"prąd\" & <b>gaz</b>"));
        Highlight highlight = searched.Highlight("woda");
        Assert.Equal("A &amp; B &lt;script&gt;alert('<mark>woda</mark>')&lt;/script&gt;", highlight.Title);
        Assert.Equal("„<mark>Woda</mark>” &gt; &quot;prąd&quot; &amp; &lt;b&gt;gaz&lt;/b&gt;", highlight.Text);
    }

    [Fact]
    public void A_piece_of_the_body_is_shown_when_the_lead_has_none_of_the_words()
    {
        string before = string.Concat(Enumerable.Repeat("przed tym ", 60));
        string after = string.Concat(Enumerable.Repeat(" po tym", 60));
        searched.Put(Searched.Published("Tytuł", "Zajawka", $"## Nagłówek\n\n{before}*tramwaj* jedzie{after}"));
        string text = searched.Highlight("tramwaje").Text;
        Assert.StartsWith("…", text, StringComparison.Ordinal);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
        Assert.Contains("<mark>tramwaj</mark> jedzie po tym", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 150, 250);
        Assert.DoesNotContain('\n', text);
    }

    [Fact]
    public void A_lead_is_shown_from_its_beginning_when_only_the_title_matches()
    {
        searched.Put(Searched.Published("Woda", string.Concat(Enumerable.Repeat("słowo ", 60)), "Treść"));
        string text = searched.Highlight("woda").Text;
        Assert.StartsWith("słowo słowo", text, StringComparison.Ordinal);
        Assert.EndsWith("słowo…", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_phrase_is_marked_where_it_stands_whole()
    {
        searched.Put(Searched.Published("Dach i zielony dach", "x"));
        Assert.Equal("Dach i <mark>zielony</mark> <mark>dach</mark>", searched.Highlight("\"zielony dach\"").Title);
    }

    [Fact]
    public void A_text_without_blanks_is_cut_between_characters()
    {
        searched.Put(Searched.Published("Woda", string.Concat(Enumerable.Repeat("💧", 300))));
        string text = searched.Highlight("woda").Text;
        Assert.EndsWith("💧…", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }
}
