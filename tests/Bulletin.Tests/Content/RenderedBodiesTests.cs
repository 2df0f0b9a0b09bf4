using Bulletin.Content;

namespace Bulletin.Tests.Content;

/// <summary>That a body was not rendered anew shows in the text being the same object.</summary>
public sealed class RenderedBodiesTests
{
    private static readonly Uri Page = new("https://news.example.org/news/wpis");

    private readonly RenderedBodies bodies = new(RenderedBodies.DefaultBytes);

    [Fact]
    public void The_same_text_is_rendered_once()
    {
        string html = bodies.ToSafeHtml("Treść *wpisu*.", BodyFormat.Markdown);
        Assert.Equal("<p>Treść <em>wpisu</em>.</p>", html.Trim());
        Assert.Same(html, bodies.ToSafeHtml(new string("Treść *wpisu*."), BodyFormat.Markdown));
    }

    [Fact]
    public void Another_text_another_format_and_another_page_have_an_html_of_their_own()
    {
        const string Body = "<p>*a* <a href=\"b\">b</a></p>";
        Assert.Contains("href=\"b\"", bodies.ToSafeHtml(Body, BodyFormat.Html), StringComparison.Ordinal);
        Assert.Contains("<em>a</em>", bodies.ToSafeHtml("*a* [b](b)", BodyFormat.Markdown), StringComparison.Ordinal);
        Assert.Contains("*a*", bodies.ToSafeHtml("*a* [b](b)", BodyFormat.Html), StringComparison.Ordinal);
        Assert.Contains("href=\"https://news.example.org/news/b\"", bodies.ToSafeHtml(Body, BodyFormat.Html, Page), StringComparison.Ordinal);
        Assert.Contains("href=\"https://news.example.org/b\"", bodies.ToSafeHtml(Body, BodyFormat.Html, new Uri("https://news.example.org/x")), StringComparison.Ordinal);
        Assert.Contains("href=\"b\"", bodies.ToSafeHtml(Body, BodyFormat.Html), StringComparison.Ordinal);
    }

    [Fact]
    public void The_least_recently_used_go_when_the_memory_is_full()
    {
        var few = new RenderedBodies(10_000);
        string first = few.ToSafeHtml(Text(0), BodyFormat.Html);
        string second = few.ToSafeHtml(Text(1), BodyFormat.Html);
        for (int number = 2; number < 50; number++)
        {
            few.ToSafeHtml(Text(number), BodyFormat.Html);
            Assert.Same(first, few.ToSafeHtml(Text(0), BodyFormat.Html));
            Assert.InRange(few.Bytes, 1, 10_000);
        }

        string again = few.ToSafeHtml(Text(1), BodyFormat.Html);
        Assert.NotSame(second, again);
        Assert.Equal(second, again);
    }

    [Fact]
    public void A_text_that_is_larger_than_the_memory_is_rendered_and_drives_nothing_out()
    {
        var few = new RenderedBodies(10_000);
        string small = few.ToSafeHtml(Text(0), BodyFormat.Html);
        string large = new('a', 20_000);
        Assert.Equal($"<p>{large}</p>", few.ToSafeHtml($"<p>{large}</p>", BodyFormat.Html));
        Assert.Same(small, few.ToSafeHtml(Text(0), BodyFormat.Html));
    }

    [Fact]
    public void What_cannot_be_rendered_fails_each_time()
    {
        string tooMuch = string.Concat(Enumerable.Repeat("<p><a href=\"b\">b</a></p>", 20_000));
        for (int times = 0; times < 2; times++)
        {
            Assert.Throws<ContentException>(() => bodies.ToSafeHtml(tooMuch, BodyFormat.Html, Page));
        }

        Assert.InRange(bodies.Bytes, 1, 1_000);
    }

    [Fact]
    public async Task Many_at_once_get_what_belongs_to_their_text()
    {
        var few = new RenderedBodies(5_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (int number = 0; number < 200; number++)
            {
                int text = (number * (worker + 1)) % 13;
                Assert.Equal(Text(text), few.ToSafeHtml(Text(text), BodyFormat.Html));
            }
        })));
        Assert.InRange(few.Bytes, 1, 5_000);
    }

    private static string Text(int number) => $"<p>{number} {new string('x', 300)}</p>";
}
