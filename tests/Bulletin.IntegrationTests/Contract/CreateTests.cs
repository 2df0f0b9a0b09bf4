using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

public sealed class CreateTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task A_title_is_enough_and_the_rest_has_its_defaults()
    {
        string title = Unique("Zażółć gęślą jaźń");
        Answer answer = await Editor.Post("/api/announcements").Json(new { title }).SendAsync();
        Announcement made = answer.Announcement(HttpStatusCode.Created);
        // A draft is found there, and what is found is what the answer has.
        Assert.Equal((made.EditorsAddress, made.EditorsAddress), (answer.Header("Location"), answer.Header("Content-Location")));
        Answer found = await Editor.GetAsync(answer.Header("Location")!);
        Assert.Equal((answer.Text, answer.ETag), (found.Text, found.ETag));
        Assert.Equal("\"r1\"", answer.ETag);
        Assert.Equal("no-store, private", answer.Header("Cache-Control"));
        Assert.Equal(7, made.Id.Version);
        Assert.Equal("zazolc-gesla-jazn-" + title[^12..], made.Slug);
        Assert.Equal($"{PublicUrl}/news/{made.Slug}", made.Url);
        Assert.Equal(
            ("draft", title, "", "pl", "", "markdown", "", 1),
            (made.Status, made.Title, made.Lead, made.Language, made.Body, made.Format, made.BodyHtml, made.Revision));
        Assert.Equal((false, false), (made.Pinned, made.Keep));
        Assert.Empty(made.Categories);
        Assert.All([made.Author, made.SourceUrl, made.Image as object], Assert.Null);
        Assert.All([made.PublishedAt, made.UpdatedAt, made.ExpiresAt, made.ArchivedAt], stamp => Assert.Null(stamp));
        Assert.Equal(DateTimeOffset.UtcNow, made.CreatedAt, TimeSpan.FromMinutes(10));
        foreach (string member in (string[])["image", "author", "sourceUrl", "publishedAt", "updatedAt", "expiresAt", "archivedAt"])
        {
            Assert.True(answer.Json.AsObject().ContainsKey(member), $"{member} is left out");
        }
    }

    [Fact]
    public async Task Every_member_that_is_sent_comes_back()
    {
        Category category = await Admin.CreateCategoryAsync();
        Category other = await Admin.CreateCategoryAsync();
        string title = Unique("Wszystko");
        string slug = UniqueSlug();
        Announcement made = await Editor.CreateAsync(new
        {
            title,
            lead = "Lead napisany ręcznie.",
            body = "<p>Treść</p>",
            format = "html",
            language = "EN-gb",
            categories = new object[] { other.Slug, new { slug = category.Slug } },
            image = new { url = "https://img.example.org/a.jpg", alt = "Most o świcie" },
            pinned = true,
            keep = true,
            author = "Redakcja",
            sourceUrl = "http://example.org/zrodlo",
            slug,
            publishedAt = "2024-04-23T10:33:00+02:00",
            expiresAt = "2099-12-31T23:59:59.5Z",
            status = "published",
            minor = true,
            changeNote = "Pierwsza wersja",
        });
        Assert.Equal(
            (title, "Lead napisany ręcznie.", "<p>Treść</p>", "html", "en-GB", slug, "published"),
            (made.Title, made.Lead, made.Body, made.Format, made.Language, made.Slug, made.Status));
        Assert.Equal([new(other.Slug, other.Name), new(category.Slug, category.Name)], made.Categories);
        Assert.Equal(new Image("https://img.example.org/a.jpg", "Most o świcie"), made.Image);
        Assert.Equal((true, true, "Redakcja", "http://example.org/zrodlo"), (made.Pinned, made.Keep!.Value, made.Author, made.SourceUrl));
        Assert.Equal(DateTimeOffset.Parse("2024-04-23T08:33:00Z"), made.PublishedAt);
        Assert.Equal(DateTimeOffset.Parse("2099-12-31T23:59:59.5Z"), made.ExpiresAt);
        Announcement read = (await Reader.GetAsync(made.Address)).Announcement();
        Assert.Equal(made with { Keep = null, Categories = read.Categories }, read);
        Assert.Equal(made.Categories, read.Categories);
    }

    [Fact]
    public async Task Instants_are_sent_in_UTC_with_a_Z()
    {
        JsonNode made = (await Editor.Post("/api/announcements")
            .Json(new { title = Unique("Czas"), publishedAt = "2024-04-23T10:33:00+02:00", expiresAt = "2099-04-23t10:33:00.25z" }).SendAsync()).Json;
        Assert.Equal("2024-04-23T08:33:00Z", (string?)made["publishedAt"]);
        Assert.Equal("2099-04-23T10:33:00.25Z", (string?)made["expiresAt"]);
        Assert.EndsWith("Z", (string?)made["createdAt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slug_from_a_taken_title_gets_a_number()
    {
        string title = Unique("Nabór do rady");
        List<string> slugs = [];
        for (int number = 1; number <= 3; number++)
        {
            slugs.Add((await Editor.CreateAsync(new { title })).Slug);
        }

        string first = "nabor-do-rady-" + title[^12..];
        Assert.Equal([first, $"{first}-2", $"{first}-3"], slugs);
    }

    [Fact]
    public async Task A_long_title_can_be_taken_many_times()
    {
        // A number shortens the slug by a whole word.
        string title = $"{Unique("Konsultacje")} w sprawie {string.Join(' ', Enumerable.Repeat("przeciwpowodziowego", 5))}";
        HashSet<string> slugs = [];
        for (int number = 0; number < 12; number++)
        {
            Announcement made = (await Editor.Post("/api/announcements").Json(new { title }).SendAsync()).Announcement(HttpStatusCode.Created);
            Assert.True(slugs.Add(made.Slug));
            Assert.InRange(made.Slug.Length, 1, 100);
        }
    }

    [Fact]
    public async Task A_title_without_letters_still_gets_an_address()
    {
        Announcement made = await Editor.CreateAsync(new { title = "🎉🎉🎉", status = "published" });
        Assert.Matches("^[a-z0-9-]+$", made.Slug);
        Assert.Equal(made.Id, (await Reader.GetAsync($"/api/announcements/{made.Slug}")).Announcement().Id);
    }

    [Fact]
    public async Task A_title_that_looks_like_an_id_does_not_become_a_slug_that_does()
    {
        var title = Guid.NewGuid();
        Announcement made = await Editor.CreateAsync(new { title });
        Assert.False(Guid.TryParse(made.Slug, out _));
        Assert.Contains(title.ToString(), made.Slug, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slug_that_was_asked_for_and_is_taken_is_409()
    {
        string slug = UniqueSlug();
        await Editor.CreateAsync(new { title = Unique("Pierwsze"), slug });
        (await Editor.Post("/api/announcements").Json(new { title = Unique("Drugie"), slug }).SendAsync())
            .IsProblem(HttpStatusCode.Conflict, "slug-taken");
    }

    [Fact]
    public async Task A_former_slug_of_another_is_taken_too()
    {
        Announcement first = await Editor.PublishedAsync();
        string former = first.Slug;
        await Editor.PatchAsync(first, new { slug = UniqueSlug() });
        (await Editor.Post("/api/announcements").Json(new { title = Unique("Drugie"), slug = former }).SendAsync())
            .IsProblem(HttpStatusCode.Conflict, "slug-taken");
        Assert.Equal($"{former}-2", (await Editor.CreateAsync(new { title = first.Title })).Slug);
    }

    [Fact]
    public async Task Many_who_create_the_same_title_at_once_get_an_address_each()
    {
        string title = Unique("Równocześnie");
        Announcement[] made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Editor.CreateAsync(new { title })));
        Assert.Equal(8, made.Select(one => one.Slug).Distinct().Count());
        Assert.Equal(8, made.Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public async Task Published_with_an_instant_to_come_is_scheduled()
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Jutro"), status = "published", publishedAt = FarAway });
        Assert.Equal("scheduled", made.Status);
        (await Reader.GetAsync(made.Address)).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.GetAsync($"/api/announcements/{made.Slug}")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Published_without_a_date_is_published_now()
    {
        Announcement made = await Editor.PublishedAsync();
        Assert.Equal("published", made.Status);
        Assert.Equal(made.CreatedAt, made.PublishedAt);
        Assert.Null(made.UpdatedAt);
    }

    [Fact]
    public async Task Forty_thousand_letters_and_emoji_come_back_to_the_letter()
    {
        string letters = string.Concat(Enumerable.Repeat("Zażółć gęślą jaźń ", 2_223))[..40_000];
        string emoji = string.Concat(Enumerable.Repeat("😀👩‍👩‍👧🇵🇱ł", 3_300));
        foreach (string body in (string[])[letters, emoji, "\r\n\tł\n \n", "e\u0301 \u00e9 \ufeff"])
        {
            Announcement made = await Editor.CreateAsync(new { title = Unique("Długie"), body, status = "published" });
            Assert.Equal(body, made.Body);
            Assert.Equal(body, (await Reader.GetAsync(made.Address)).Announcement().Body);
        }
    }

    [Fact]
    public async Task A_body_of_256_KiB_is_kept_and_one_byte_more_is_refused()
    {
        string body = string.Concat(Enumerable.Range(0, 64).Select(_ => new string('ł', 2_047) + "\n "));
        Assert.Equal(256 * 1024, Encoding.UTF8.GetByteCount(body));
        Announcement made = await Editor.CreateAsync(new { title = Unique("Największe"), body });
        Assert.Equal(body, (await Editor.ReadAsync(made)).Body);
        (await Editor.Post("/api/announcements").Json(new { title = Unique("Za duże"), body = body + "x" }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "body");
    }

    [Fact]
    public async Task The_longest_title_lead_and_other_texts_are_counted_in_characters()
    {
        string image = "https://img.example.org/" + new string('a', 1_976);
        Announcement made = await Editor.CreateAsync(new
        {
            title = string.Concat(Enumerable.Repeat("😀", 200)),
            lead = string.Concat(Enumerable.Repeat("😀", 500)),
            author = new string('ł', 200),
            changeNote = new string('ł', 300),
            image = new { url = image, alt = new string('ł', 500) },
        });
        Assert.Equal(400, made.Title.Length);
        Assert.Equal(1_000, made.Lead.Length);
        Assert.Equal(image, made.Image!.Url);
    }

    [Fact]
    public async Task The_lead_is_taken_from_the_body_and_cut_at_a_word()
    {
        Announcement made = await Editor.CreateAsync(new
        {
            title = Unique("Lead"),
            body = "# Nagłówek\n\n" + string.Join(' ', Enumerable.Repeat("**słowo**", 200)) + "\n\nDrugi akapit.",
        });
        Assert.InRange(made.Lead.Length, 100, 500);
        Assert.Matches("^słowo( słowo)+…$", made.Lead);
    }

    [Theory]
    [InlineData("markdown", "<script>alert(1)</script>")]
    [InlineData("markdown", "[x](javascript:alert(1))")]
    [InlineData("markdown", "![x](data:image/svg+xml;base64,PHN2Zz4=)")]
    [InlineData("html", "<p onclick=\"alert(1)\" style=\"position:fixed\">x</p>")]
    [InlineData("html", "<iframe src=\"https://evil.example\"></iframe><svg onload=\"alert(1)\">")]
    [InlineData("html", "<a href=\" java\nscript:alert(1)\">x</a><a href=\"vbscript:x\">y</a>")]
    public async Task BodyHtml_is_safe_whatever_the_body_says(string format, string body)
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Atak"), body, format, status = "published" });
        Announcement read = (await Reader.GetAsync(made.Address)).Announcement();
        Assert.Equal(body, read.Body);
        Assert.DoesNotMatch("(?i)script|onclick|onload|style=|iframe|svg|data:", read.BodyHtml);
    }

    [Fact]
    public async Task BodyHtml_has_headings_from_h2_on_tables_links_and_images()
    {
        Announcement made = await Editor.CreateAsync(new
        {
            title = Unique("Strona"),
            body = "# Plan\n\nA [link](https://example.org/) and https://example.com/.\n\n|a|b|\n|-|-|\n|1|2|\n\n![Most](https://img.example.org/most.jpg)",
        });
        Assert.Contains("<h2>Plan</h2>", made.BodyHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("<h1", made.BodyHtml, StringComparison.Ordinal);
        Assert.Contains("<td>1</td>", made.BodyHtml, StringComparison.Ordinal);
        Assert.Matches("<a href=\"https://example.org/\"[^>]*>link</a>", made.BodyHtml);
        Assert.Matches("<a href=\"https://example.com/\"[^>]*>", made.BodyHtml);
        Assert.Matches("<img src=\"https://img.example.org/most.jpg\" alt=\"Most\"", made.BodyHtml);
    }

    [Fact]
    public async Task A_repeat_under_the_same_Idempotency_Key_gets_the_announcement_as_it_is_now()
    {
        string key = Unique("k").Replace(' ', '-');
        var input = new { title = Unique("Raz") };
        Announcement made = (await Editor.Post("/api/announcements").With("Idempotency-Key", key).Json(input).SendAsync())
            .Announcement(HttpStatusCode.Created);
        Announcement changed = await Editor.PatchAsync(made, new { body = "Zmiana." });
        Answer repeated = await Editor.Post("/api/announcements").With("Idempotency-Key", key).Json(input).SendAsync();
        Announcement again = repeated.Announcement(HttpStatusCode.Created);
        Assert.Equal((made.Id, changed.Revision, "Zmiana."), (again.Id, again.Revision, again.Body));
        Assert.Equal(made.EditorsAddress, repeated.Header("Location"));
        Assert.Equal(changed.ETag, repeated.ETag);
    }

    [Fact]
    public async Task A_repeat_shows_an_author_what_became_of_their_draft()
    {
        string key = Guid.NewGuid().ToString();
        object input = new { title = Unique("Szkic") };
        Announcement made = (await Author.Post("/api/announcements").With("Idempotency-Key", key).Json(input).SendAsync()).Announcement(HttpStatusCode.Created);
        Announcement changed = await Editor.PatchAsync(made, new { status = "published", publishedAt = FarAway, body = "Pod embargiem" });

        Announcement repeated = (await Author.Post("/api/announcements").With("Idempotency-Key", key).Json(input).SendAsync()).Announcement(HttpStatusCode.Created);
        Assert.Equal((changed.Id, "scheduled", changed.ETag), (repeated.Id, repeated.Status, repeated.ETag));
    }

    [Fact]
    public async Task Another_request_under_a_used_Idempotency_Key_is_409_and_makes_nothing()
    {
        string key = Unique("k").Replace(' ', '-');
        string slug = UniqueSlug();
        (await Editor.Post("/api/announcements").With("Idempotency-Key", key).Json(new { title = "Pierwsze" }).SendAsync()).Is(HttpStatusCode.Created);
        (await Editor.Post("/api/announcements").With("Idempotency-Key", key).Json(new { title = "Drugie", slug, status = "published" }).SendAsync())
            .IsProblem(HttpStatusCode.Conflict, "idempotency-key-reused");
        (await Reader.GetAsync($"/api/announcements/{slug}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Concurrent_repeats_under_one_Idempotency_Key_make_one_announcement()
    {
        string key = Unique("k").Replace(' ', '-');
        Category category = await Admin.CreateCategoryAsync();
        var input = new { title = Unique("Raz"), categories = new[] { category.Slug } };
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(_ => Editor.Post("/api/announcements").With("Idempotency-Key", key).Json(input).SendAsync()));
        Assert.Single(answers.Select(answer => answer.Announcement(HttpStatusCode.Created).Id).Distinct());
        Assert.Single((await Editor.GetAsync($"/api/editor/announcements?category={category.Slug}")).Items);
    }

    [Fact]
    public async Task An_Idempotency_Key_belongs_to_the_one_who_sent_it()
    {
        string key = Unique("k").Replace(' ', '-');
        var input = new { title = Unique("Dwa") };
        Announcement first = (await Editor.Post("/api/announcements").With("Idempotency-Key", key).Json(input).SendAsync()).Announcement(HttpStatusCode.Created);
        Announcement second = (await SecondEditor.Post("/api/announcements").With("Idempotency-Key", key).Json(input).SendAsync()).Announcement(HttpStatusCode.Created);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task A_refused_request_does_not_use_up_its_Idempotency_Key()
    {
        string key = Unique("k").Replace(' ', '-');
        (await Editor.Post("/api/announcements").With("Idempotency-Key", key).Json("{}").SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "title");
        (await Editor.Post("/api/announcements").With("Idempotency-Key", key).Json(new { title = Unique("Poprawione") }).SendAsync()).Is(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890x")]
    public async Task A_malformed_Idempotency_Key_is_refused(string key) =>
        (await Editor.Post("/api/announcements").With("Idempotency-Key", key).Json(new { title = Unique("Nie") }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "Idempotency-Key");
}
