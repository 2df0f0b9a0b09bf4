using System.Collections.ObjectModel;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Media;
using Bulletin.Problems;

namespace Bulletin.Tests.Announcements;

public sealed class AnnouncementInputTests
{
    [Fact]
    public void Absent_null_and_a_value_are_three_things()
    {
        AnnouncementInput input = A.Input("""{"lead": null, "author": "Redakcja"}""");
        Assert.Equal(new Member<string>(true, null), input.Lead);
        Assert.Equal(new Member<string>(true, "Redakcja"), input.Author);
        Assert.Equal(default, input.SourceUrl);
        Assert.Equal(("old", null, "Redakcja"), (input.SourceUrl.Or("old"), input.Lead.Or("old"), input.Author.Or("old")));
    }

    [Fact]
    public void Everything_that_an_announcement_has_is_read()
    {
        AnnouncementInput input = A.Input(
            """
            {"title": "  Tytuł ", "lead": "L", "body": "a\nb\t", "format": "html", "language": "EN-gb", "categories": ["a", {"slug": "b", "name": "B"}],
             "image": {"url": "https://a.example/ż.png", "alt": "A"}, "pinned": true, "keep": false, "author": "R", "sourceUrl": "http://b.example",
             "slug": "moj-slug", "publishedAt": "2024-04-23T10:33:00+02:00", "expiresAt": "2024-05-23T10:33:00Z", "status": "published",
             "minor": true, "changeNote": "N"}
            """,
            isPatch: false);
        Assert.Equal(
            ("Tytuł", "L", "a\nb\t", BodyFormat.Html, "en-GB", true, false, "R", "http://b.example/", "moj-slug", A.Moment, AnnouncementStatus.Published, true, "N"),
            (input.Title.Value, input.Lead.Value, input.Body.Value, input.Format.Value, input.Language.Value, input.Pinned.Value, input.Keep.Value, input.Author.Value,
                input.SourceUrl.Value, input.Slug.Value, input.PublishedAt.Value, input.Status.Value, input.Minor.Value, input.ChangeNote.Value));
        Assert.Equal(["a", "b"], input.Categories.Value!);
        Assert.Equal(new StoredImage("https://a.example/%C5%BC.png", "A"), input.Image.Value?.On(null, ReadOnlyDictionary<Guid, NamedMedium>.Empty));
    }

    [Theory]
    [InlineData("""{"titel": "x"}""", "titel: is not a known member")]
    [InlineData("""{"Title": "x"}""", "Title: is not a known member")]
    [InlineData("""{"title": ""}""", "title: must have 1 to 200 characters, not 0")]
    [InlineData("""{"title": "   "}""", "title: must have 1 to 200 characters, not 0")]
    [InlineData("""{"title": 5}""", "title: must be a string")]
    [InlineData("""{"title": ["x"]}""", "title: must be a string")]
    [InlineData("""{"title": "a\nb"}""", "title: must not contain a tab or line break")]
    [InlineData("""{"title": "a\u0000b"}""", "title: must not contain a control character")]
    [InlineData("""{"title": "a\ud800b"}""", "title: has a surrogate without its partner")]
    [InlineData("""{"body": "a\udc00"}""", "body: has a surrogate without its partner")]
    [InlineData("""{"body": "a\u0008"}""", "body: must not contain a control character")]
    [InlineData("""{"format": "Markdown"}""", "format: must be markdown or html")]
    [InlineData("""{"format": 1}""", "format: must be a string")]
    [InlineData("""{"language": "polish"}""", "language: must be a BCP 47")]
    [InlineData("""{"categories": "a"}""", "categories: must be an array")]
    [InlineData("""{"categories": ["a", "b", "c", 7]}""", "categories[3]: must be a string")]
    [InlineData("""{"categories": [null]}""", "categories[0]: must be a string")]
    [InlineData("""{"categories": [{"name": "x"}]}""", "categories[0].slug: is required")]
    [InlineData("""{"categories": ["a", {"slug": 5}]}""", "categories[1].slug: must be a string")]
    [InlineData("""{"categories": [{"slug": "a", "sulg": "b"}]}""", "categories[0].sulg: is not a known member")]
    [InlineData("""{"categories": ["1","2","3","4","5","6","7","8","9","10","11"]}""", "categories: must have at most 10 items, not 11")]
    [InlineData("""{"image": "https://a.example/x.png"}""", "image: must be an object")]
    [InlineData("""{"image": {"url": "http://a.example/x.png", "alt": "x"}}""", "image.url: must be an absolute https address")]
    [InlineData("""{"image": {"url": "https://user:pw@a.example/x.png", "alt": "x"}}""", "image.url: must be an absolute https address")]
    [InlineData("""{"image": {"url": "https://a.example/x.png", "alt": ""}}""", "image.alt: must have 1 to 500 characters, not 0")]
    [InlineData("""{"image": {"url": "https://a.example/x.png", "alt": "x", "size": 5}}""", "image.size: is not a known member")]
    [InlineData("""{"sourceUrl": "javascript:alert(1)"}""", "sourceUrl: must be an absolute http or https address")]
    [InlineData("""{"sourceUrl": "/news"}""", "sourceUrl: must be an absolute http or https address")]
    [InlineData("""{"sourceUrl": "https://a.example/a b"}""", "sourceUrl: must be an absolute http or https address")]
    [InlineData("""{"pinned": "true"}""", "pinned: must be true or false")]
    [InlineData("""{"pinned": 1}""", "pinned: must be true or false")]
    [InlineData("""{"slug": "Mój slug"}""", "slug: must be lower-case letters")]
    [InlineData("""{"slug": ""}""", "slug: must be lower-case letters")]
    [InlineData("""{"slug": "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"}""", "slug: must be lower-case letters")]
    [InlineData("""{"publishedAt": "2024-04-23"}""", "publishedAt: must be an instant")]
    [InlineData("""{"publishedAt": 1713861180}""", "publishedAt: must be a string")]
    [InlineData("""{"expiresAt": "3024-02-01T00:00:00Z"}""", "expiresAt: must be an instant")]
    [InlineData("""{"status": "public"}""", "status: must be draft or published")]
    [InlineData("""{"minor": null}""", "minor: must not be null")]
    [InlineData("""{"\u0000": 1}""", "(a member whose name is not text): is not a known member")]
    [InlineData("""{"\ud800": 1}""", "(a member whose name is not text): is not a known member")]
    [InlineData("""{"titl\ud800": 1}""", "(a member whose name is not text): is not a known member")]
    [InlineData("""{"image": {"url": "https://a.example/x.png", "alt": "x", "\ud800": 1}}""", "image.(a member whose name is not text): is not a known member")]
    [InlineData("""{"categories": [{"slug": "a", "\ud800": 1}]}""", "categories[0].(a member whose name is not text): is not a known member")]
    public void What_is_wrong_is_named_with_its_path(string json, string error) =>
        Assert.StartsWith(error, Assert.Single(A.Errors(() => A.Input(json))));

    [Theory]
    [InlineData("""{"title": "T", "image": {"url": "https://a.example/x.png"}}""", "image.alt: is required")]
    [InlineData("""{"title": "T", "image": {"alt": "x"}}""", "image.url: is required, or media")]
    [InlineData("""{"title": "T", "image": {"url": "https://a.example/x.png", "alt": null}}""", "image.alt: must not be null")]
    public void A_picture_that_is_no_change_of_one_is_whole(string json, string error) =>
        Assert.Equal(error, Assert.Single(A.Errors(() => A.Input(json, isPatch: false))));

    [Theory]
    [InlineData("title")]
    [InlineData("body")]
    [InlineData("format")]
    [InlineData("status")]
    [InlineData("language")]
    [InlineData("pinned")]
    [InlineData("keep")]
    public void Null_is_refused_where_nothing_can_be_cleared(string member) =>
        Assert.Equal([$"{member}: must not be null"], A.Errors(() => A.Input($$"""{"{{member}}": null}""")));

    [Fact]
    public void All_errors_come_at_once()
    {
        IReadOnlyList<string> errors = A.Errors(() => A.Input(
            """{"lead": 5, "image": {"url": 1, "alt": 2, "x": 3}, "categories": [1, {"slug": 2}], "colour": "red"}""", isPatch: false));
        Assert.Equal(
            ["categories[0]", "categories[1].slug", "colour", "image.alt", "image.url", "image.x", "lead", "title"],
            errors.Select(error => error.Split(": ")[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Lengths_are_counted_in_characters_and_the_body_in_bytes()
    {
        Assert.Equal(400, A.Input(Json("title", Repeat("😀", 200))).Title.Value!.Length);
        Assert.Contains("not 201", A.Errors(() => A.Input(Json("title", Repeat("😀", 201)))).Single());
        Assert.Equal(500, A.Input(Json("lead", Repeat("ł", 500))).Lead.Value!.Length);
        Assert.Contains("not 501", A.Errors(() => A.Input(Json("lead", Repeat("ł", 501)))).Single());
        Assert.Equal(128 * 1024, A.Input(Json("body", Repeat("ł", 128 * 1024))).Body.Value!.Length);
        Assert.StartsWith("body: must have at most 256 KiB", A.Errors(() => A.Input(Json("body", Repeat("ł", 128 * 1024) + "a"))).Single());
        Assert.Contains("not 301", A.Errors(() => A.Input(Json("changeNote", Repeat("a", 301)))).Single());
        Assert.StartsWith("sourceUrl: ", A.Errors(() => A.Input(Json("sourceUrl", "https://a.example/" + Repeat("a", 2000)))).Single());
    }

    [Fact]
    public void A_whole_announcement_has_a_title_and_a_patch_need_not()
    {
        Assert.Equal(["title: is required"], A.Errors(() => A.Input("{}", isPatch: false)));
        Assert.False(A.Input("{}").Title.IsPresent);
    }

    [Fact]
    public void What_was_read_can_be_sent_back()
    {
        AnnouncementInput input = A.Input(
            """
            {"id": "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11", "slug": "s", "url": "https://a.example/news/s", "status": "published", "title": "T", "lead": "L",
             "language": "pl", "body": "B", "format": "markdown", "bodyHtml": "<p>B</p>", "image": null, "categories": [{"slug": "a", "name": "A"}],
             "pinned": false, "author": null, "sourceUrl": null, "createdAt": "x", "publishedAt": "2024-04-23T08:33:00Z", "updatedAt": null,
             "expiresAt": null, "archivedAt": null, "revision": 3, "keep": false, "createdBy": "Ewa", "deletedAt": null, "archiveAt": "x", "changedAt": "x",
             "lastChange": {"by": "Ewa"}, "formerSlugs": ["x"]}
            """,
            isPatch: false);
        Assert.Equal(("T", A.Moment), (input.Title.Value, input.PublishedAt.Value));
    }

    [Fact]
    public void A_publication_takes_its_dates_only()
    {
        Assert.Equal(A.Moment, AnnouncementInput.ReadPublication(A.Json("""{"publishedAt": "2024-04-23T08:33:00Z", "expiresAt": null}""")).PublishedAt.Value);
        Assert.Equal(["title: is not a known member"], A.Errors(() => AnnouncementInput.ReadPublication(A.Json("""{"title": "x"}"""))));
    }

    [Fact]
    public void However_many_members_are_wrong_the_answer_stays_small()
    {
        string json = "{" + string.Join(',', Enumerable.Range(0, 5000).Select(number => $"\"m{number}\": 1")) + "}";
        Assert.InRange(A.Errors(() => A.Input(json)).Count, 1, 100);
    }

    private static string Json(string member, string text) => $$"""{"{{member}}": "{{text}}"}""";

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
