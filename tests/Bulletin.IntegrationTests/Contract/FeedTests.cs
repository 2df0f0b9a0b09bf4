using System.Net;
using System.ServiceModel.Syndication;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Atom, RSS and JSON feeds, read by parsers that know nothing of the service. Each test reads the feeds of a category of its own.</summary>
public sealed class FeedTests(ContractFixture service) : ContractTests(service)
{
    private const string Nasty = """Umowa <b>& "spółka"</b> ]]> 'z o.o.' &amp; &#1; <![CDATA[ zażółć 👩‍👩‍👧 </title>""";

    private const string AtomNamespace = "http://www.w3.org/2005/Atom";
    private const string ContentNamespace = "http://purl.org/rss/1.0/modules/content/";
    private const string BulletinNamespace = "urn:uuid:6f0c9d0e-3c55-4f0b-9b57-0b8f7f2d1c4a";
    private const string DublinCoreNamespace = "http://purl.org/dc/elements/1.1/";
    private const string MediaNamespace = "http://search.yahoo.com/mrss/";

    public static readonly TheoryData<string> Formats = [".atom", ".rss", ".json"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_parser_reads_what_the_announcement_says_whatever_characters_it_has(string format)
    {
        Category one = await Admin.CreateCategoryAsync(new { name = Unique("""<i>& "]]>" 'ł' 🌳"""), description = "Opis <b>&</b> ]]>" });
        Category two = await Admin.CreateCategoryAsync();
        Announcement made = await Editor.CreateAsync(new
        {
            title = Nasty,
            lead = Nasty,
            body = $"Ceny < 5 zł & > 3 zł ]]> 👩‍👩‍👧\n\n```\n<script>alert(\"]]>\")</script>\n  wcięcie\n```\n",
            author = Nasty,
            categories = new[] { one.Slug, two.Slug },
            publishedAt = "2024-04-23T08:33:00Z",
            status = "published",
        });
        Announcement shown = (await Reader.GetAsync(made.Address)).Announcement();
        foreach ((string parser, ReadFeed feed) in await ReadFeed.ByAllAsync(await FeedAsync(one, format)))
        {
            Assert.Equal(
                ($"{one.Name} – Bulletin", "pl", $"{PublicUrl}/", $"{PublicUrl}/categories/{one.Slug}/feed{format}"),
                (feed.Title, feed.Language, feed.HomePage, feed.Self));
            FeedEntry entry = Assert.Single(feed.Entries);
            // A description of RSS is HTML.
            string summary = format == ".rss" ? WebUtility.HtmlDecode(entry.Summary!) : entry.Summary!;
            Assert.Equal(
                (parser, $"urn:uuid:{made.Id}", made.Url, Nasty, Nasty, $"{one.Name}|{two.Name}", Nasty),
                (parser, entry.Id, entry.Url, entry.Title, summary, entry.Categories, entry.Author));
            Assert.Equal(shown.BodyHtml!.Trim(), entry.Html!.Trim());
            Assert.Equal(made.PublishedAt, entry.Published);
            Assert.Equal(format == ".rss" ? null : made.PublishedAt, entry.Updated);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Characters_that_XML_cannot_hold_and_texts_at_their_limits_do_no_harm(string format)
    {
        Category category = await Admin.CreateCategoryAsync();
        string title = string.Concat(Enumerable.Repeat("🌳", 100));
        await Editor.CreateAsync(new
        {
            title,
            format = "html",
            body = "<p title='&#2;'>A&#1;B&#xFFFE;C&#xD800;D&#x85;E\u2028F&nbsp;G&#x1F333;H&#11;</p>",
            author = new string('ł', 200),
            categories = new[] { category.Slug },
            publishedAt = LongAgo,
            status = "published",
        });
        await Editor.CreateAsync(new { title = "pusta", body = string.Empty, categories = new[] { category.Slug }, publishedAt = FromYear(2019), status = "published" });
        foreach ((_, ReadFeed feed) in await ReadFeed.ByAllAsync(await FeedAsync(category, format)))
        {
            Assert.Equal([title, "pusta"], feed.Entries.Select(entry => entry.Title));
            Assert.Matches("A.*B.*C.*D.*E.*F.*G.*H", feed.Entries[0].Html!.ReplaceLineEndings(" "));
            Assert.DoesNotMatch("[\u0001\u0002\u000B\uFFFE\uD800](?![\uDC00-\uDFFF])", feed.Entries[0].Html! + feed.Entries[0].Summary);
            Assert.Equal(string.Empty, feed.Entries[1].Html ?? string.Empty);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task The_whole_text_is_safe_and_its_addresses_are_absolute(string format)
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement markdown = await Editor.CreateAsync(new
        {
            title = Unique("Markdown"),
            body = """
                [strona](/kontakt) [obok](inna-strona?a=1&b=2) [wyżej](../x) [tu](#cel) [sieć](https://example.com/a) [poczta](mailto:a@example.com)
                [telefon](tel:+48123456789) ![obraz](obraz.png) ![zdjęcie](https://example.com/zdjecie.jpg) [zło](javascript:alert(1)) Przypis[^1].

                [^1]: Treść przypisu.
                """,
            categories = new[] { category.Slug },
            publishedAt = LongAgo,
            status = "published",
        });
        Announcement html = await Editor.CreateAsync(new
        {
            title = Unique("HTML"),
            format = "html",
            body = """
                <base href="https://evil.example/"><p onclick="x()"><a href="/kontakt">a</a><a href="//cdn.example.com/b">b</a><a href="?strona=2">c</a>
                <img src="/obraz.png" alt="obraz"><img src="//cdn.example.com/d.png" alt="d"><a href="java&#10;script:alert(1)">e</a></p><script>f()</script>
                """,
            categories = new[] { category.Slug },
            publishedAt = FromYear(2019),
            status = "published",
        });
        foreach ((_, ReadFeed feed) in await ReadFeed.ByAllAsync(await FeedAsync(category, format)))
        {
            Assert.Equal([markdown.Title, html.Title], feed.Entries.Select(entry => entry.Title));
            Assert.Equal(
                [
                    $"{PublicUrl}/kontakt", $"{PublicUrl}/news/inna-strona?a=1&b=2", $"{PublicUrl}/x", $"{markdown.Url}#cel", "https://example.com/a",
                    "mailto:a@example.com", "tel:+48123456789", "https://example.com/zdjecie.jpg", $"{markdown.Url}#fn-1", $"{markdown.Url}#fnref-1",
                ],
                Addresses(feed.Entries[0].Html!));
            Assert.Contains("obraz ", feed.Entries[0].Html, StringComparison.Ordinal);
            Assert.Equal(
                [$"{PublicUrl}/kontakt", "https://cdn.example.com/b", $"{html.Url}?strona=2", "https://cdn.example.com/d.png"],
                Addresses(feed.Entries[1].Html!));
            Assert.DoesNotMatch("script|onclick|evil", string.Concat(feed.Entries.Select(entry => entry.Html)));
        }
    }

    [Fact]
    public async Task A_text_that_grows_beyond_bounds_when_its_addresses_are_made_absolute_does_not_cost_the_feed()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement links = await Editor.CreateAsync(new
        {
            title = Unique(new string('l', 180)),
            lead = "Tysiące <linków>.",
            body = string.Concat(Enumerable.Repeat($"[x](?{new string('y', 25)})\n\n", 6_000)),
            categories = new[] { category.Slug },
            publishedAt = LongAgo,
            status = "published",
        });
        FeedEntry entry = Assert.Single((await ReadFeed.OfAsync(await FeedAsync(category, ".atom"))).Entries);
        Assert.Equal((links.Title, "Tysiące &lt;linków&gt;."), (entry.Title, Regex.Replace(entry.Html!, "</?p>|\n", string.Empty)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task An_announcement_without_author_and_category_is_whole_in_the_feed_of_the_site(string format)
    {
        Announcement made = await Editor.PublishedAsync();
        foreach ((_, ReadFeed feed) in await ReadFeed.ByAllAsync((await Reader.GetAsync($"/feed{format}")).Is(HttpStatusCode.OK)))
        {
            Assert.Equal(("Bulletin", "pl", $"{PublicUrl}/", $"{PublicUrl}/feed{format}"), (feed.Title, feed.Language, feed.HomePage, feed.Self));
            FeedEntry entry = feed.Entries.Single(one => one.Id == $"urn:uuid:{made.Id}");
            Assert.Equal((made.Title, "Treść.", null, string.Empty), (entry.Title, entry.Summary, entry.Author, entry.Categories));
        }
    }

    [Fact]
    public async Task Atom_says_what_Atom_demands()
    {
        Category category = await Admin.CreateCategoryAsync();
        await PublishAsync(category, "po angielsku", LongAgo, language: "en-GB");
        Answer answer = await FeedAsync(category, ".atom");
        SyndicationFeed feed = ReadFeed.Syndication(answer);
        Assert.StartsWith("urn:uuid:", feed.Id, StringComparison.Ordinal);
        // An entry without an author needs one of the feed (RFC 4287, 4.1.1).
        Assert.Equal(feed.Title.Text, Assert.Single(feed.Authors).Name);
        Assert.Equal(DateTimeOffset.Parse(answer.Header("Last-Modified")!), feed.LastUpdatedTime, TimeSpan.FromSeconds(1));
        XNamespace atom = AtomNamespace;
        XElement root = XDocument.Parse(answer.Text).Root!;
        Assert.Equal("pl", (string?)root.Attribute(XNamespace.Xml + "lang"));
        Assert.Equal(
            ["alternate text/html", "alternate application/rss+xml", "alternate application/feed+json", "self application/atom+xml"],
            root.Elements(atom + "link").Select(link => $"{(string?)link.Attribute("rel")} {(string?)link.Attribute("type")}"));
        XElement entry = Assert.Single(root.Elements(atom + "entry"));
        Assert.Equal("en-GB", (string?)entry.Attribute(XNamespace.Xml + "lang"));
        Assert.Equal(("text", "html"), ((string?)entry.Element(atom + "title")!.Attribute("type"), (string?)entry.Element(atom + "content")!.Attribute("type")));
    }

    [Fact]
    public async Task RSS_says_what_RSS_demands()
    {
        Category category = await Admin.CreateCategoryAsync(new { name = Unique("Sport"), description = "Mecze i biegi" });
        await PublishAsync(category, "wpis", "2024-04-23T08:33:00Z");
        XElement channel = XDocument.Parse((await FeedAsync(category, ".rss")).Text).Root!.Element("channel")!;
        Assert.Equal("2.0", (string?)channel.Parent!.Attribute("version"));
        Assert.Equal(("Mecze i biegi", "pl"), ((string?)channel.Element("description"), (string?)channel.Element("language")));
        Assert.Matches("^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} ", (string?)channel.Element("lastBuildDate"));
        // Many readers know these by their prefixes alone.
        Assert.Equal(
            ("atom", "content", "dc", "media"),
            (channel.GetPrefixOfNamespace(AtomNamespace), channel.GetPrefixOfNamespace(ContentNamespace), channel.GetPrefixOfNamespace(DublinCoreNamespace), channel.GetPrefixOfNamespace(MediaNamespace)));
        Assert.Equal(5, Regex.Count(channel.Document!.ToString(), "xmlns"));
        XElement item = Assert.Single(channel.Elements("item"));
        Assert.Equal("false", (string?)item.Element("guid")!.Attribute("isPermaLink"));
        Assert.StartsWith("Tue, 23 Apr 2024 08:33:00 ", (string?)item.Element("pubDate"), StringComparison.Ordinal);
        Assert.Equal([category.Name], item.Elements("category").Select(one => one.Value));
        XElement self = Assert.Single(channel.Elements(XName.Get("link", AtomNamespace)));
        Assert.Equal(("self", "application/rss+xml"), ((string?)self.Attribute("rel"), (string?)self.Attribute("type")));
    }

    [Fact]
    public async Task JSON_Feed_tells_of_pinning_pictures_sources_and_languages()
    {
        Category category = await Admin.CreateCategoryAsync();
        await Editor.CreateAsync(new
        {
            title = "przypięte",
            pinned = true,
            author = "Redakcja",
            language = "en",
            sourceUrl = "https://example.com/source",
            image = new { url = "https://example.com/a.jpg", alt = "a" },
            categories = new[] { category.Slug },
            publishedAt = LongAgo,
            status = "published",
        });
        JsonNode feed = (await FeedAsync(category, ".json")).Json;
        Assert.Equal("https://jsonfeed.org/version/1.1", (string?)feed["version"]);
        JsonNode item = Assert.Single(feed["items"]!.AsArray())!;
        Assert.Equal($$"""{"pinned":true,"categories":["{{category.Slug}}"]}""", item["_bulletin"]!.ToJsonString());
        Assert.Equal("""[{"name":"Redakcja"}]""", item["authors"]!.ToJsonString());
        Assert.Equal(
            ("https://example.com/a.jpg", "https://example.com/source", "en", "2020-01-01T00:00:00Z"),
            ((string?)item["image"], (string?)item["external_url"], (string?)item["language"], (string?)item["date_published"]));
    }

    [Fact]
    public async Task A_feed_has_the_fifty_newest_in_the_order_of_time_and_pinned_ones_where_their_dates_put_them()
    {
        Category category = await Admin.CreateCategoryAsync();
        await Task.WhenAll(Enumerable.Range(0, 53).Select(number =>
            PublishAsync(category, $"{number}", $"{2020 + (number / 12)}-{(number % 12) + 1:00}-01T00:00:00Z", pinned: number % 10 == 1)));
        string[] expected = Enumerable.Range(3, 50).Reverse().Select(number => $"{number}").ToArray();
        foreach (string format in Formats.Select(row => row.Data))
        {
            Assert.Equal(expected, await TitlesAsync(category, format));
        }
    }

    [Fact]
    public async Task A_feed_has_what_is_published_and_nothing_else()
    {
        Category category = await Admin.CreateCategoryAsync();
        await Editor.CreateAsync(new { title = "szkic", categories = new[] { category.Slug } });
        await PublishAsync(category, "zaplanowane", FarAway);
        await PublishAsync(category, "ważne", LongAgo);
        await Editor.ActAsync(await PublishAsync(category, "archiwalne", LongAgo), "archive");
        await Editor.ActAsync(await PublishAsync(category, "usunięte", LongAgo), "delete");
        await Editor.ActAsync(await PublishAsync(category, "wycofane", LongAgo), "unpublish");
        await Editor.CreateAsync(new { title = "wygasłe", categories = new[] { category.Slug }, publishedAt = LongAgo, expiresAt = "2020-02-01T00:00:00Z", status = "published" });
        foreach (string format in Formats.Select(row => row.Data))
        {
            Assert.Equal(["ważne"], await TitlesAsync(category, format));
        }
    }

    [Fact]
    public async Task A_change_is_in_the_feeds_at_once_under_the_same_id()
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement made = await PublishAsync(category, "pierwszy", LongAgo);
        foreach (string format in Formats.Select(row => row.Data))
        {
            Answer before = await FeedAsync(category, format);
            Announcement old = await Editor.ReadAsync(made);
            Announcement changed = await Editor.PatchAsync(old, new { title = Unique("drugi"), slug = UniqueSlug() });
            Answer after = await FeedAsync(category, format);
            Assert.NotEqual(before.ETag, after.ETag);
            FeedEntry entry = Assert.Single((await ReadFeed.OfAsync(after)).Entries);
            Assert.Equal((changed.Title, changed.Url, $"urn:uuid:{made.Id}"), (entry.Title, entry.Url, entry.Id));
            Assert.Equal(made.PublishedAt, entry.Published);
            // Atom has it to the second.
            Assert.Equal(format == ".rss", entry.Updated is null);
            Assert.InRange(changed.UpdatedAt!.Value - (entry.Updated ?? changed.UpdatedAt.Value), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_feed_without_announcements_is_one_too_and_stays_the_same()
    {
        Category category = await Admin.CreateCategoryAsync();
        foreach (string format in Formats.Select(row => row.Data))
        {
            Answer empty = await FeedAsync(category, format);
            Assert.All(await ReadFeed.ByAllAsync(empty), read => Assert.Empty(read.Feed.Entries));
            Announcement passing = await PublishAsync(category, "na chwilę", LongAgo);
            await Editor.ActAsync(passing, "delete");
            Assert.Equal(empty.ETag, (await FeedAsync(category, format)).ETag);
        }
    }

    [Fact]
    public async Task A_feed_is_cached_conditional_and_complete_without_its_body()
    {
        Category category = await Admin.CreateCategoryAsync();
        await PublishAsync(category, "wpis", LongAgo);
        foreach ((string address, string type) in Addresses(category))
        {
            Answer full = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
            Assert.Equal($"{type}; charset=utf-8", full.Header("Content-Type"));
            Assert.Matches("^\"[^\"]{8,}\"$", full.ETag);
            Assert.Matches("^public, max-age=[0-9]{1,2}$", full.Header("Cache-Control"));
            Assert.NotNull(full.Header("Last-Modified"));
            Assert.Equal("*", full.Header("Access-Control-Allow-Origin"));
            Answer same = (await Reader.Get(address).With("If-None-Match", $"W/{full.ETag}").SendAsync()).Is(HttpStatusCode.NotModified);
            Assert.Empty(same.Body);
            Assert.Equal((full.ETag, full.Header("Link")), (same.ETag, same.Header("Link")));
            (await Reader.Head(address).With("If-None-Match", full.ETag!).SendAsync()).Is(HttpStatusCode.NotModified);
            Answer head = (await Reader.Head(address).SendAsync()).Is(HttpStatusCode.OK);
            Assert.Empty(head.Body);
            Assert.Equal(full.Headers, head.Headers);
            Answer compressed = await Reader.Get(address).With("Accept-Encoding", "br").SendAsync();
            Assert.Equal(("br", $"{full.ETag![..^1]}-br\""), (compressed.Header("Content-Encoding"), compressed.ETag));
        }
    }

    [Fact]
    public async Task Parameters_of_trackers_are_ignored_and_other_methods_refused()
    {
        Category category = await Admin.CreateCategoryAsync();
        await PublishAsync(category, "wpis", LongAgo);
        foreach ((string address, _) in Addresses(category))
        {
            Answer plain = await Reader.GetAsync(address);
            Assert.Equal(plain.ETag, (await Reader.GetAsync($"{address}?utm_source=x&limit=abc&limit=%00&cursor=!")).Is(HttpStatusCode.OK).ETag);
            (await Editor.Post(address).Json(new { }).SendAsync()).IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        }
    }

    [Fact]
    public async Task Lists_categories_and_feeds_tell_where_their_feeds_are()
    {
        Category category = await Admin.CreateCategoryAsync();
        Category other = await Admin.CreateCategoryAsync();
        string site = Links("/feed");
        string own = Links($"/categories/{category.Slug}/feed");
        foreach ((string address, string expected) in ((string, string)[])
        [
            ("/api/announcements?status=archived&language=xx", site), ($"/api/announcements?category={category.Slug},{other.Slug}", site),
            ("/feed.atom", site), ("/feed.rss", site), ("/feed.json", site),
            ($"/api/announcements?category={category.Slug}", own), (category.Address, own),
            ($"/categories/{category.Slug}/feed.atom", own), ($"/categories/{category.Slug}/feed.rss", own), ($"/categories/{category.Slug}/feed.json", own),
        ])
        {
            Assert.Equal((address, expected), (address, (await Reader.GetAsync(address)).Is(HttpStatusCode.OK).Header("Link")));
        }

        await PublishAsync(category, "jeden", LongAgo);
        await PublishAsync(category, "dwa", LongAgo);
        Assert.EndsWith($">; rel=\"next\", {own}", (await Reader.GetAsync($"/api/announcements?category={category.Slug}&limit=1")).Header("Link"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_former_slug_of_a_category_leads_to_its_feed_and_an_unknown_one_nowhere(string format)
    {
        Category former = await Admin.CreateCategoryAsync();
        await PublishAsync(former, "wpis", LongAgo);
        string slug = UniqueSlug();
        Category renamed = (await Admin.Put(former.Address).IfMatch("*").Json(new { name = Unique("Nowa nazwa"), slug }).SendAsync()).Category();
        Answer moved = (await Reader.GetAsync($"/categories/{former.Slug}/feed{format}?utm_source=x")).Is(HttpStatusCode.MovedPermanently);
        Assert.Equal($"/categories/{slug}/feed{format}", moved.Header("Location"));
        Assert.Matches("^public, max-age=[0-9]{1,2}$", moved.Header("Cache-Control"));
        ReadFeed feed = await ReadFeed.OfAsync(await FeedAsync(renamed, format));
        Assert.Equal(($"{renamed.Name} – Bulletin", renamed.Name), (feed.Title, Assert.Single(feed.Entries).Categories));

        Category target = await Admin.CreateCategoryAsync();
        (await Admin.Delete($"{renamed.Address}?moveTo={target.Slug}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        foreach (string old in (string[])[former.Slug, slug])
        {
            Assert.Equal(
                $"/categories/{target.Slug}/feed{format}",
                (await Reader.GetAsync($"/categories/{old}/feed{format}")).Is(HttpStatusCode.MovedPermanently).Header("Location"));
        }

        Assert.Equal(["wpis"], await TitlesAsync(target, format));
        foreach (string unknown in (string[])["nie-ma", target.Slug.ToUpperInvariant(), "%F0%9F%8C%B3", new string('a', 3000)])
        {
            (await Reader.GetAsync($"/categories/{unknown}/feed{format}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        }
    }

    private static string FromYear(int year) => $"{year}-01-01T00:00:00Z";

    private static IEnumerable<string> Addresses(string html) =>
        Regex.Matches(html, "(?:href|src)=\"([^\"]*)\"").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    private static IEnumerable<(string Address, string Type)> Addresses(Category category) =>
        ((string Extension, string Type)[])[(".atom", "application/atom+xml"), (".rss", "application/rss+xml"), (".json", "application/feed+json")] is var formats
            ? formats.SelectMany(format => ((string, string)[])
                [($"/feed{format.Extension}", format.Type), ($"/categories/{category.Slug}/feed{format.Extension}", format.Type)])
            : [];

    private static string Links(string path) =>
        $"<{PublicUrl}{path}.atom>; rel=\"alternate\"; type=\"application/atom+xml\", <{PublicUrl}{path}.rss>; rel=\"alternate\"; type=\"application/rss+xml\", "
        + $"<{PublicUrl}{path}.json>; rel=\"alternate\"; type=\"application/feed+json\"";

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task The_note_of_the_last_update_is_in_an_element_of_its_own_and_every_parser_reads_the_rest(string format)
    {
        Category category = await Admin.CreateCategoryAsync();
        Announcement noted = await PublishAsync(category, "Zmienione", LongAgo);
        await Editor.PatchAsync(noted, new { body = "Nowa", changeNote = Nasty });
        Announcement silent = await PublishAsync(category, "Bez noty", FromYear(2019));
        await Editor.PatchAsync(silent, new { body = "Nowa" });

        Answer answer = await FeedAsync(category, format);

        foreach ((_, ReadFeed feed) in await ReadFeed.ByAllAsync(answer))
        {
            Assert.Equal(["Zmienione", "Bez noty"], feed.Entries.Select(entry => entry.Title));
        }

        IEnumerable<string?> notes = format == ".json"
            ? answer.Json["items"]!.AsArray().Select(item => (string?)item!["_bulletin"]!["update_note"])
            : ReadFeed.Syndication(answer).Items.Select(item => item.ElementExtensions.ReadElementExtensions<string>("updateNote", BulletinNamespace).SingleOrDefault());
        Assert.Equal([Nasty, null], notes);
        // One that has none has no empty one, and the prefix is declared once.
        Assert.Equal(format == ".json" ? 1 : 2, Regex.Count(answer.Text, "updateNote|update_note"));
        Assert.Equal(format == ".json" ? 0 : 1, Regex.Count(answer.Text, "xmlns:bulletin="));
    }

    private async Task<Answer> FeedAsync(Category category, string format) =>
        (await Reader.GetAsync($"/categories/{category.Slug}/feed{format}")).Is(HttpStatusCode.OK);

    private async Task<IEnumerable<string>> TitlesAsync(Category category, string format) =>
        (await ReadFeed.OfAsync(await FeedAsync(category, format))).Entries.Select(entry => entry.Title);

    private Task<Announcement> PublishAsync(Category category, string title, string publishedAt, bool pinned = false, string language = "pl") =>
        Editor.CreateAsync(new { title, pinned, language, publishedAt, categories = new[] { category.Slug }, status = "published" });
}
