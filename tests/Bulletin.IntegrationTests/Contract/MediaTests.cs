using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Pictures and files: uploaded by editors, named by announcements, sent to readers while their announcement is public.</summary>
public sealed class MediaTests(ContractFixture service) : ContractTests(service)
{
    [Fact]
    public async Task An_uploaded_picture_says_what_it_is()
    {
        byte[] bytes = TestFiles.Jpeg();
        Answer made = (await UploadAsync(Editor, bytes, "../Zdjęcie ratusza.JPG", "alt=Ratusz&credit=fot.%20Anna")).Is(HttpStatusCode.Created);
        Medium medium = Medium.Of(made.Json);
        Assert.Equal(("Zdjęcie ratusza.jpg", "jpeg", "image/jpeg", bytes.Length), (medium.Name, medium.Kind, medium.Type, medium.Bytes));
        Assert.Equal((1200, 800, "Ratusz", "fot. Anna"), ((int?)made.Json["width"], (int?)made.Json["height"], (string?)made.Json["alt"], (string?)made.Json["credit"]));
        Assert.Equal($"/api/editor/media/{medium.Id}", made.Header("Location"));
        Assert.Equal("\"r1\"", made.ETag);

        Answer content = (await Editor.GetAsync($"/api/editor/media/{medium.Id}/content")).Is(HttpStatusCode.OK);
        Assert.Equal(bytes, content.Body);
        Assert.Equal(("image/jpeg", "no-store, private", "nosniff", "bytes"), (content.Header("Content-Type"), content.Header("Cache-Control"), content.Header("X-Content-Type-Options"), content.Header("Accept-Ranges")));
        Assert.Contains("sandbox", content.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''Zdj%C4%99cie%20ratusza.jpg", content.Header("Content-Disposition"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_is_another_way_to_upload()
    {
        Answer made = (await FormAsync(TestFiles.Csv(), "Wywóz śmieci.csv", ("credit", "ZGK"))).Is(HttpStatusCode.Created);
        Assert.Equal(("Wywóz śmieci.csv", "csv", "ZGK"), ((string?)made.Json["name"], (string?)made.Json["kind"], (string?)made.Json["credit"]));
        (await FormAsync(TestFiles.Csv(), "a.csv", ("colour", "red"))).IsProblem(HttpStatusCode.BadRequest, "invalid", "colour");
        (await Editor.Post("/api/media").Content(Encoding.UTF8.GetBytes("--x\r\n\r\ncut"), "multipart/form-data; boundary=x").SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "malformed");
        (await Editor.Post("/api/media").Content([1], "multipart/form-data").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "malformed");
    }

    [Theory]
    [InlineData("zdjecie.jpg", "MZ\u0090 not a picture")]
    [InlineData("strona.html", "<!doctype html><script>alert(1)</script>")]
    [InlineData("rysunek.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("tabela.csv", "<html>")]
    [InlineData("puste.pdf", "")]
    public async Task A_file_of_another_kind_is_refused(string name, string content)
    {
        JsonNode problem = (await UploadAsync(Editor, Encoding.Latin1.GetBytes(content), name)).IsProblem(HttpStatusCode.BadRequest, "invalid", "file");
        Assert.Contains("file", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_required_and_a_body_too_large_is_refused()
    {
        (await Editor.Post("/api/media").Content([1, 2], "image/jpeg").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "name");
        (await UploadAsync(Editor, new byte[(15 * 1024 * 1024) + 1], "a.zip")).IsProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task The_same_request_again_with_its_idempotency_key_makes_nothing_twice()
    {
        byte[] bytes = TestFiles.Csv();
        string key = Guid.NewGuid().ToString();
        Medium first = Medium.Of((await Editor.Post("/api/media?name=a.csv").With("Idempotency-Key", key).Content(bytes, "text/csv").SendAsync()).Is(HttpStatusCode.Created).Json);
        Medium second = Medium.Of((await Editor.Post("/api/media?name=a.csv").With("Idempotency-Key", key).Content(bytes, "text/csv").SendAsync()).Is(HttpStatusCode.Created).Json);
        Assert.Equal(first.Id, second.Id);
        (await Editor.Post("/api/media?name=b.csv").With("Idempotency-Key", key).Content(bytes, "text/csv").SendAsync())
            .IsProblem(HttpStatusCode.Conflict, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_picture_is_public_exactly_while_its_announcement_is()
    {
        Medium picture = await MediumAsync(TestFiles.Jpeg(), "ratusz.jpg");
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Ratusz"), body = "Treść.", image = new { media = picture.Id, alt = "Ratusz" } });
        string address = (await ImageAsync(draft))["url"]!.GetValue<string>()[PublicUrl.Length..];
        Assert.Equal($"/media/{draft.Id}/{picture.Id}/ratusz.jpg", address);
        (await Reader.GetAsync(address)).IsProblem(HttpStatusCode.NotFound, "not-found");

        Announcement published = await Editor.ActAsync(draft, "publish");
        Answer shown = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
        Assert.Equal(("image/jpeg", "cross-origin", "nosniff", "public, max-age=10"), (shown.Header("Content-Type"), shown.Header("Cross-Origin-Resource-Policy"), shown.Header("X-Content-Type-Options"), shown.Header("Cache-Control")));
        Assert.Equal((1200, 800), TestFiles.SizeOf(shown.Body));
        Answer again = await Reader.Get(address).With("If-None-Match", shown.ETag!).SendAsync();
        Assert.Equal(HttpStatusCode.NotModified, again.Status);

        Announcement archived = await Editor.ActAsync(published, "archive");
        (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
        Announcement withdrawn = await Editor.ActAsync(await Editor.ActAsync(archived, "restore"), "unpublish");
        (await Reader.GetAsync(address)).IsProblem(HttpStatusCode.NotFound, "not-found");
        await Editor.ActAsync(withdrawn, "delete");
        (await Reader.GetAsync(address)).IsProblem(HttpStatusCode.Gone, "gone");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_page_of_an_announcement_shows_its_picture_and_attachments(bool hasPicture, bool hasFile)
    {
        Medium picture = await MediumAsync(TestFiles.Jpeg(), "ratusz.jpg");
        Medium file = await MediumAsync(TestFiles.Csv(), "dane.csv");
        Announcement published = await Editor.CreateAsync(new
        {
            title = Unique("Ratusz"),
            status = "published",
            image = hasPicture ? new { media = picture.Id, alt = "Ratusz" } : null,
            attachments = hasFile ? new object[] { new { media = file.Id } } : [],
        });
        string page = Encoding.UTF8.GetString((await Reader.GetAsync($"/news/{published.Slug}")).Is(HttpStatusCode.OK).Body);
        Assert.Equal(hasPicture, page.Contains($"src=\"/media/{published.Id}/{picture.Id}/ratusz.jpg\"", StringComparison.Ordinal));
        Assert.Equal(hasPicture, page.Contains("ratusz.jpg?width=400 400w", StringComparison.Ordinal));
        Assert.Equal(hasFile, page.Contains($"/media/{published.Id}/{file.Id}/dane.csv\" type=\"text/csv; charset=utf-8\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_is_a_page_for_browsers_and_a_problem_for_programs()
    {
        Medium file = await MediumAsync(TestFiles.Csv(), "dane.csv");
        Announcement published = await Editor.CreateAsync(new { title = Unique("Dane"), status = "published", attachments = new object[] { new { media = file.Id } } });
        string address = $"/media/{published.Id}/{file.Id}/dane.csv";
        await Editor.ActAsync(published, "delete");
        foreach ((string path, HttpStatusCode status, string kind) in new[]
        {
            (address, HttpStatusCode.Gone, "gone"), ($"/media/{Guid.NewGuid()}/{file.Id}/dane.csv", HttpStatusCode.NotFound, "not-found"),
        })
        {
            Answer page = await Reader.Get(path).With("Accept", "text/html,application/xhtml+xml,*/*;q=0.8").SendAsync();
            Assert.Equal((status, "text/html; charset=utf-8", "Accept"), (page.Status, page.Header("Content-Type"), page.Header("Vary")));
            Answer problem = await Reader.Get(path).With("Accept", "image/avif,image/webp,*/*").SendAsync();
            problem.IsProblem(status, kind);
            Assert.Equal("Accept", problem.Header("Vary"));
        }
    }

    [Fact]
    public async Task A_picture_comes_in_several_sizes()
    {
        Medium picture = await MediumAsync(TestFiles.Jpeg(), "ratusz.jpg");
        Announcement published = await Editor.CreateAsync(new { title = Unique("Ratusz"), status = "published", image = new { media = picture.Id, alt = "Ratusz" } });
        JsonNode image = await ImageAsync(published);
        Assert.Equal(
            [(400, 267), (800, 533), (1200, 800)],
            image["renditions"]!.AsArray().Select(one => ((int)one!["width"]!, (int)one["height"]!)));
        foreach (JsonNode? form in image["renditions"]!.AsArray().Concat(image["crops"]!.AsArray()))
        {
            Answer sent = (await Reader.GetAsync(((string)form!["url"]!)[PublicUrl.Length..])).Is(HttpStatusCode.OK);
            Assert.Equal("image/webp", sent.Header("Content-Type"));
            Assert.Equal(((int)form["width"]!, (int)form["height"]!), TestFiles.SizeOf(sent.Body));
        }

        string address = $"/media/{published.Id}/{picture.Id}/ratusz.jpg";
        (await Reader.GetAsync($"{address}?width=401")).IsProblem(HttpStatusCode.BadRequest, "invalid", "width");
        (await Reader.GetAsync($"{address}?crop=2x3")).IsProblem(HttpStatusCode.BadRequest, "invalid", "crop");
        Assert.Equal((800, 800), TestFiles.SizeOf((await Reader.GetAsync($"{address}?crop=1x1")).Is(HttpStatusCode.OK).Body));
        (await Reader.GetAsync($"{address}?size=1")).IsProblem(HttpStatusCode.BadRequest, "invalid", "size");
    }

    [Fact]
    public async Task An_attachment_is_sent_whole_or_in_part()
    {
        byte[] bytes = TestFiles.Csv(5000);
        Medium file = await MediumAsync(bytes, "Wywóz śmieci.csv");
        Announcement published = await Editor.CreateAsync(new
        {
            title = Unique("Wywóz"),
            status = "published",
            attachments = new object[] { new { media = file.Id, title = "Harmonogram" } },
        });
        JsonNode attachment = (await Reader.GetAsync(published.Address)).Json["attachments"]![0]!;
        Assert.Equal(("Harmonogram", "Wywóz śmieci.csv", "csv", bytes.Length), ((string?)attachment["title"], (string?)attachment["name"], (string?)attachment["kind"], (int?)attachment["bytes"]));
        string address = ((string)attachment["url"]!)[PublicUrl.Length..];
        Answer whole = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
        Assert.Equal(bytes, whole.Body);
        Assert.StartsWith("attachment; ", whole.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal("text/csv; charset=utf-8", whole.Header("Content-Type"));

        Answer part = (await Reader.Get(address).With("Range", "bytes=10-19").SendAsync()).Is(HttpStatusCode.PartialContent);
        Assert.Equal(bytes[10..20], part.Body);
        Assert.Equal($"bytes 10-19/{bytes.Length}", part.Header("Content-Range"));
        Answer end = (await Reader.Get(address).With("Range", "bytes=-5").SendAsync()).Is(HttpStatusCode.PartialContent);
        Assert.Equal(bytes[^5..], end.Body);
        Answer beyond = await Reader.Get(address).With("Range", "bytes=999999-").SendAsync();
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, $"bytes */{bytes.Length}"), (beyond.Status, beyond.Header("Content-Range")));
        (await Reader.Get(address).With("Range", "bytes=10-19").With("If-Range", "\"other\"").SendAsync()).Is(HttpStatusCode.OK);
        (await Reader.Get($"/api/editor/media/{file.Id}/content").SendAsync()).IsProblem(HttpStatusCode.Unauthorized, "unauthorized");
        Answer editors = (await Editor.Get($"/api/editor/media/{file.Id}/content").With("Range", "bytes=0-3").SendAsync()).Is(HttpStatusCode.PartialContent);
        Assert.Equal(bytes[..4], editors.Body);
    }

    [Fact]
    public async Task Another_name_or_a_slug_leads_to_the_present_address()
    {
        Medium file = await MediumAsync(TestFiles.Csv(), "plan.csv");
        Announcement published = await Editor.CreateAsync(new { title = Unique("Plan"), status = "published", attachments = new object[] { new { media = file.Id } } });
        string address = $"/media/{published.Id}/{file.Id}/plan.csv";
        string[] others =
        [
            $"/media/{published.Id}/{file.Id}/stary.csv", $"/media/{published.Slug}/{file.Id}/plan.csv",
            $"/media/{published.Id.ToString().ToUpperInvariant()}/{file.Id}/plan.csv", $"/media/{published.Id}/{file.Id.ToString().ToUpperInvariant()}/plan.csv",
        ];
        foreach (string former in others)
        {
            Answer moved = await Reader.GetAsync(former);
            Assert.Equal((HttpStatusCode.MovedPermanently, address), (moved.Status, moved.Header("Location")));
        }

        foreach (string none in (string[])[$"/media/{published.Id}/{file.Id:N}/plan.csv", $"/MEDIA/{published.Id}/{file.Id}/plan.csv"])
        {
            (await Reader.GetAsync(none)).IsProblem(HttpStatusCode.NotFound, "not-found");
        }

        (await Reader.GetAsync($"/media/{published.Id}/{Guid.CreateVersion7()}/plan.csv")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Reader.GetAsync($"{address}?width=400")).IsProblem(HttpStatusCode.BadRequest, "invalid", "width");
    }

    [Fact]
    public async Task A_large_attachment_is_sent_by_storage_for_a_short_time()
    {
        byte[] bytes = TestFiles.Csv(5 * 1024 * 1024);
        Medium file = await MediumAsync(bytes, "rejestr.csv");
        Announcement published = await Editor.CreateAsync(new { title = Unique("Rejestr"), status = "published", attachments = new object[] { new { media = file.Id } } });
        string address = $"/media/{published.Id}/{file.Id}/rejestr.csv";
        Answer redirect = await Reader.GetAsync(address);
        Assert.Equal((HttpStatusCode.TemporaryRedirect, "no-store"), (redirect.Status, redirect.Header("Cache-Control")));
        using var http = new HttpClient();
        using HttpResponseMessage sent = await http.GetAsync(redirect.Header("Location"), TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await sent.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("text/csv", "attachment"), (sent.Content.Headers.ContentType!.MediaType, sent.Content.Headers.ContentDisposition!.DispositionType));
        await Editor.ActAsync(published, "unpublish");
        (await Reader.GetAsync(address)).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("markdown", "![Ratusz](media:{0})\n\n[Plan](media:{0})")]
    [InlineData("html", "<p><img src=\"media:{0}\" alt=\"Ratusz\"></p><p><a href=\"MEDIA:{0}\">Plan</a></p>")]
    public async Task The_body_names_media_by_their_ids(string format, string body)
    {
        Medium picture = await MediumAsync(TestFiles.Jpeg(), "ratusz.jpg");
        Announcement published = await Editor.CreateAsync(new { title = Unique("Ratusz"), format, body = string.Format(null, body, picture.Id), status = "published" });
        string html = (await Reader.GetAsync(published.Address)).Announcement().BodyHtml!;
        string address = $"{PublicUrl}/media/{published.Id}/{picture.Id}/ratusz.jpg";
        Assert.Contains($"<img src=\"{address}\" alt=\"Ratusz\" width=\"1200\" height=\"800\" srcset=\"{address}?width=400 400w, ", html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{address}\" rel=\"noopener noreferrer\">Plan</a>", html, StringComparison.Ordinal);
        (await Reader.GetAsync(address[PublicUrl.Length..])).Is(HttpStatusCode.OK);
        Answer wrong = await Editor.Post("/api/announcements").Json(new { title = "x", format, body = string.Format(null, body, Guid.CreateVersion7()) }).SendAsync();
        wrong.IsProblem(HttpStatusCode.BadRequest, "invalid", "body");
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_unchanged()
    {
        Medium picture = await MediumAsync(TestFiles.Jpeg(), "ratusz.jpg");
        Medium file = await MediumAsync(TestFiles.Csv(), "plan.csv");
        Announcement made = await Editor.CreateAsync(new
        {
            title = Unique("Ratusz"),
            body = $"![x](media:{picture.Id})",
            image = new { media = picture.Id, alt = "Ratusz" },
            attachments = new object[] { new { media = file.Id, title = "Plan" } },
        });
        Answer read = await Editor.GetAsync(made.EditorsAddress);
        Answer sent = (await Editor.Put(made.Address).IfMatch(read.ETag!).Json(read.Text).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(read.ETag, sent.ETag);
        Announcement elsewhere = await Editor.PatchAsync(made, new { image = new { url = "https://a.example/x.png" } });
        Assert.Equal(new Image("https://a.example/x.png", "Ratusz"), elsewhere.Image);
        Announcement back = await Editor.PatchAsync(elsewhere, new { image = new { media = picture.Id } });
        Assert.EndsWith("/ratusz.jpg", back.Image!.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_file_reaches_readers_only_with_a_change_of_the_announcement()
    {
        byte[] first = TestFiles.Csv();
        byte[] second = TestFiles.Csv();
        Medium file = await MediumAsync(first, "plan.csv");
        object[] attachments = [new { media = file.Id, title = "Plan" }];
        Announcement published = await Editor.CreateAsync(new { title = Unique("Plan"), status = "published", attachments });
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Szkic"), attachments });
        Answer replaced = (await Editor.Put($"/api/media/{file.Id}/content?name=nowy.csv").IfMatch(file.ETag).Content(second, "text/csv").SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(("plan.csv", 2), ((string?)replaced.Json["name"], (int?)replaced.Json["revision"]));

        string address = $"/media/{published.Id}/{file.Id}/plan.csv";
        Assert.Equal(first, (await Reader.GetAsync(address)).Body);
        await Editor.ActAsync(draft, "publish");
        Assert.Equal(second, (await Reader.GetAsync($"/media/{draft.Id}/{file.Id}/plan.csv")).Body);

        // A change of something else is none of the file.
        Announcement titled = await Editor.PatchAsync(published, new { title = Unique("Inny tytuł") });
        Assert.Equal(first, (await Reader.GetAsync(address)).Body);
        await Editor.PatchAsync(titled, new { attachments, changeNote = "Poprawiony plan" });
        Assert.Equal(second, (await Reader.GetAsync(address)).Body);
        Answer history = await Reader.GetAsync($"/api/announcements/{published.Id}/history");
        Assert.Equal("Poprawiony plan", (string?)history.Json["items"]![0]!["changeNote"]);

        // A former revision has the file that it had.
        Announcement now = await Editor.ReadAsync(published);
        (await Editor.Post($"{published.Address}/revisions/1/revert").IfMatch(now.ETag).Json(new { }).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(first, (await Reader.GetAsync(address)).Body);
    }

    [Fact]
    public async Task Two_editors_do_not_overwrite_each_other()
    {
        Medium file = await MediumAsync(TestFiles.Csv(), "plan.csv");
        Request Replace() => Editor.Put($"/api/media/{file.Id}/content?name=plan.csv").IfMatch(file.ETag).Content(TestFiles.Csv(), "text/csv");
        (await Replace().SendAsync()).Is(HttpStatusCode.OK);
        (await Replace().SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Editor.Patch($"/api/media/{file.Id}").IfMatch(file.ETag).Json(new { alt = "x" }).SendAsync()).IsProblem(HttpStatusCode.PreconditionFailed, "changed-meanwhile");
        (await Editor.Delete($"/api/media/{file.Id}").SendAsync()).IsProblem((HttpStatusCode)428, "if-match-required");
        Medium picture = await MediumAsync(TestFiles.Jpeg(), "ratusz.jpg");
        (await Editor.Put($"/api/media/{picture.Id}/content?name=a.csv").IfMatch("*").Content(TestFiles.Csv(), "text/csv").SendAsync()).IsProblem(HttpStatusCode.Conflict, "wrong-state");
    }

    [Fact]
    public async Task What_is_said_of_a_picture_can_be_changed()
    {
        Medium picture = await MediumAsync(TestFiles.Jpeg(), "ratusz.jpg");
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Ratusz"), image = new { media = picture.Id, alt = "Ratusz" } });
        Answer patched = (await Editor.Patch($"/api/media/{picture.Id}").IfMatch(picture.ETag)
            .Json(new { name = "Nowy ratusz.png", alt = "Ratusz od frontu", credit = "fot. Anna", focus = new { x = 0.25, y = 0.1 } }).SendAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(("Nowy ratusz.jpg", 0.25), ((string?)patched.Json["name"], (double?)patched.Json["focus"]!["x"]));
        JsonNode image = await ImageAsync(draft);
        Assert.Equal("fot. Anna", (string?)image["credit"]);
        Assert.EndsWith("/nowy-ratusz.jpg", (string?)image["url"], StringComparison.Ordinal);
        (await Editor.Patch($"/api/media/{picture.Id}").IfMatch("*").Json(new { focus = new { x = 2, y = 0 }, name = "" }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "focus.x", "name");
    }

    [Fact]
    public async Task A_medium_that_is_used_is_not_deleted()
    {
        Medium file = await MediumAsync(TestFiles.Csv(), "plan.csv");
        Announcement first = await Editor.CreateAsync(new { title = Unique("Plan"), attachments = new object[] { new { media = file.Id } } });
        JsonNode problem = (await Editor.Delete($"/api/media/{file.Id}").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Conflict, "medium-in-use");
        Assert.Equal(first.Title, (string?)problem["usedIn"]![0]!["title"]);
        Assert.Equal(first.Title, (string?)(await Editor.GetAsync($"/api/editor/media/{file.Id}")).Json["usedIn"]![0]!["title"]);

        // A former revision uses it, too.
        Announcement without = await Editor.PatchAsync(first, new { attachments = Array.Empty<object>() });
        (await Editor.Delete($"/api/media/{file.Id}").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.Conflict, "medium-in-use");
        Announcement binned = await Editor.ActAsync(without, "delete");
        (await Admin.Post($"{first.Address}/purge").IfMatch(binned.ETag).SendAsync()).Is(HttpStatusCode.NoContent);
        (await Editor.Delete($"/api/media/{file.Id}").IfMatch("*").SendAsync()).Is(HttpStatusCode.NoContent);
        (await Editor.GetAsync($"/api/editor/media/{file.Id}")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Editor.Post("/api/announcements").Json(new { title = "x", attachments = new object[] { new { media = file.Id } } }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "attachments[0].media");
    }

    [Fact]
    public async Task Media_are_listed_by_name_kind_and_use()
    {
        string word = Unique("harmonogram").Replace(' ', '-');
        Medium file = await MediumAsync(TestFiles.Csv(), $"{word} Żółty.csv");
        Medium picture = await MediumAsync(TestFiles.Jpeg(), $"{word}.jpg");
        Announcement draft = await Editor.CreateAsync(new { title = Unique("Plan"), image = new { media = picture.Id, alt = "x" } });
        Assert.Equal([picture.Id, file.Id], await IdsAsync(Editor, $"q={word}"));
        Assert.Equal([file.Id], await IdsAsync(Editor, $"q={word}%20zolty"));
        Assert.Equal([picture.Id], await IdsAsync(Editor, $"q={word}&kind=jpeg,png"));
        Assert.Equal([picture.Id], await IdsAsync(Editor, $"usedIn={draft.Id}"));
        Answer page = await Editor.GetAsync($"/api/editor/media?q={word}&limit=1");
        Assert.Equal([file.Id], await IdsAsync(Editor, $"q={word}&limit=1&cursor={page.Next}"));
        (await Editor.GetAsync("/api/editor/media?kind=exe&usedIn=x")).IsProblem(HttpStatusCode.BadRequest, "invalid", "kind", "usedIn");
    }

    [Fact]
    public async Task An_author_sees_and_uses_what_they_uploaded()
    {
        Medium own = Medium.Of((await UploadAsync(Author, TestFiles.Csv(), "moj.csv")).Is(HttpStatusCode.Created).Json);
        Medium other = await MediumAsync(TestFiles.Csv(), "cudzy.csv");
        Announcement draft = await Author.CreateAsync(new { title = Unique("Szkic"), attachments = new object[] { new { media = own.Id } } });
        Assert.DoesNotContain(other.Id, await IdsAsync(Author, "limit=100"));
        (await Author.GetAsync($"/api/editor/media/{other.Id}/content")).IsProblem(HttpStatusCode.NotFound, "not-found");
        (await Author.Patch(draft.Address).IfMatch(draft.ETag).Json(new { attachments = new object[] { new { media = other.Id } } }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "attachments[0].media");
        (await SecondAuthor.Delete($"/api/media/{own.Id}").IfMatch("*").SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");

        // What an editor put into the author's draft stays when the author goes on.
        Announcement edited = await Editor.PatchAsync(draft, new { attachments = new object[] { new { media = own.Id }, new { media = other.Id } } });
        Answer read = await Author.GetAsync(draft.EditorsAddress);
        (await Author.Put(draft.Address).IfMatch(edited.ETag).Json(read.Text).SendAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_author_cannot_change_what_an_editor_made_public_or_scheduled()
    {
        byte[] bytes = TestFiles.Csv();
        Medium own = Medium.Of((await UploadAsync(Author, bytes, "moj.csv")).Is(HttpStatusCode.Created).Json);
        object[] attachments = [new { media = own.Id }];
        Announcement draft = await Author.CreateAsync(new { title = Unique("Szkic"), attachments });
        Request Replace() => Author.Put($"/api/media/{own.Id}/content?name=moj.csv").IfMatch("*").Content(TestFiles.Csv(), "text/csv");
        (await Replace().SendAsync()).Is(HttpStatusCode.OK);
        Announcement secret = await Editor.CreateAsync(new { title = Unique("Tajne"), attachments });
        (await Replace().SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        (await Author.Patch($"/api/media/{own.Id}").IfMatch("*").Json(new { name = "inny" }).SendAsync()).IsProblem(HttpStatusCode.Forbidden, "forbidden");
        Answer shown = await Author.GetAsync($"/api/editor/media/{own.Id}");
        Assert.Equal(draft.Title, (string?)Assert.Single(shown.Json["usedIn"]!.AsArray())!["title"]);
        Answer refused = await Author.Delete($"/api/media/{own.Id}").IfMatch("*").SendAsync();
        refused.IsProblem(HttpStatusCode.Conflict, "medium-in-use");
        Assert.DoesNotContain(secret.Title, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_name_is_shortened()
    {
        Answer made = (await UploadAsync(Editor, TestFiles.Csv(), new string('ż', 250) + ".csv")).Is(HttpStatusCode.Created);
        Assert.InRange(((string)made.Json["name"]!).Length, 100, 120);
    }

    [Fact]
    public async Task A_preview_shows_the_media_of_its_draft_through_its_own_link()
    {
        Medium picture = await MediumAsync(TestFiles.Jpeg(), "ratusz.jpg");
        byte[] bytes = TestFiles.Csv();
        Medium file = await MediumAsync(bytes, "plan.csv");
        Announcement draft = await Editor.CreateAsync(new
        {
            title = Unique("Ratusz"),
            body = $"![x](media:{picture.Id})",
            image = new { media = picture.Id, alt = "Ratusz" },
            attachments = new object[] { new { media = file.Id } },
        });
        Answer link = (await Editor.Post($"{draft.Address}/preview").SendAsync()).Is(HttpStatusCode.Created);
        string token = (string)link.Json["token"]!;
        JsonNode shown = (await Reader.GetAsync($"/api/previews/{token}")).Json;
        string address = ((string)shown["image"]!["url"]!)[PublicUrl.Length..];
        Assert.StartsWith($"/api/previews/{token}/media/", address, StringComparison.Ordinal);
        Assert.Contains($"{PublicUrl}{address}", (string?)shown["bodyHtml"], StringComparison.Ordinal);
        Answer sent = (await Reader.GetAsync($"{address}?width=400")).Is(HttpStatusCode.OK);
        Assert.Equal(("image/webp", "no-store, private", "noindex, nofollow", 400), (sent.Header("Content-Type"), sent.Header("Cache-Control"), sent.Header("X-Robots-Tag"), TestFiles.SizeOf(sent.Body).Width));
        Assert.Equal(bytes, (await Reader.GetAsync(((string)shown["attachments"]![0]!["url"]!)[PublicUrl.Length..])).Body);
        await Editor.ActAsync(draft, "publish");
        (await Reader.GetAsync(address)).IsProblem(HttpStatusCode.Gone, "preview-over");
    }

    [Fact]
    public async Task A_large_file_goes_straight_to_storage_and_is_confirmed()
    {
        byte[] bytes = TestFiles.Csv(300_000);
        Answer begun = (await Editor.Post("/api/media-uploads").SendAsync()).Is(HttpStatusCode.Created);
        string upload = begun.Header("Location")!;
        (await Editor.Post(upload).Json(new { name = "rejestr.csv" }).SendAsync()).IsProblem(HttpStatusCode.NotFound, "not-found");
        using var http = new HttpClient();
        using var put = new HttpRequestMessage(HttpMethod.Put, (string)begun.Json["url"]!) { Content = new ByteArrayContent(bytes) };
        put.Headers.Add("x-ms-blob-type", "BlockBlob");
        using HttpResponseMessage stored = await http.SendAsync(put, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        Medium medium = Medium.Of((await Editor.Post(upload).Json(new { name = "rejestr.csv", credit = "USC" }).SendAsync()).Is(HttpStatusCode.Created).Json);
        Assert.Equal(bytes.Length, medium.Bytes);
        Assert.Equal(medium.Id, Medium.Of((await Editor.Post(upload).Json(new { name = "rejestr.csv" }).SendAsync()).Is(HttpStatusCode.Created).Json).Id);
        Assert.Equal(bytes, (await Editor.GetAsync($"/api/editor/media/{medium.Id}/content")).Body);
    }

    [Fact]
    public async Task An_announcement_names_twenty_media_at_most()
    {
        List<object> attachments = [];
        for (int count = 0; count < 21; count++)
        {
            attachments.Add(new { media = (await MediumAsync(TestFiles.Csv(), $"{count}.csv")).Id });
        }

        (await Editor.Post("/api/announcements").Json(new { title = "x", attachments }).SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", "attachments");
        Medium picture = await MediumAsync(TestFiles.Jpeg(40, 30), "a.jpg");
        (await Editor.Post("/api/announcements").Json(new { title = "x", attachments = attachments.Skip(1), image = new { media = picture.Id, alt = "x" } }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "attachments");
        await Editor.CreateAsync(new { title = Unique("x"), attachments = attachments.Skip(1) });
        string many = string.Concat(Enumerable.Range(0, 60).Select(_ => $"![x](media:{Guid.CreateVersion7()})\n"));
        (await Editor.Post("/api/announcements").Json(new { title = "x", body = many }).SendAsync())
            .IsProblem(HttpStatusCode.BadRequest, "invalid", "attachments");
    }

    private static Task<Answer> UploadAsync(Caller caller, byte[] bytes, string name, string more = "") => caller
        .Post($"/api/media?name={Uri.EscapeDataString(name)}{(more.Length > 0 ? "&" + more : string.Empty)}")
        .Content(bytes, "application/octet-stream").SendAsync();

    private async Task<Medium> MediumAsync(byte[] bytes, string name) =>
        Medium.Of((await UploadAsync(Editor, bytes, name)).Is(HttpStatusCode.Created).Json);

    private async Task<Answer> FormAsync(byte[] bytes, string name, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent("grenze");
        foreach ((string field, string value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        form.Add(new ByteArrayContent(bytes), "file", name);
        return await Editor.Post("/api/media")
            .Content(await form.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), form.Headers.ContentType!.ToString()).SendAsync();
    }

    private async Task<JsonNode> ImageAsync(Announcement announcement) => (await Editor.GetAsync(announcement.EditorsAddress)).Is(HttpStatusCode.OK).Json["image"]!;

    private static async Task<IEnumerable<Guid>> IdsAsync(Caller caller, string query) =>
        (await caller.GetAsync($"/api/editor/media?{query}")).Is(HttpStatusCode.OK).Json["items"]!.AsArray().Select(item => (Guid)item!["id"]!);

    private sealed record Medium(Guid Id, string Name, string Kind, string Type, int Bytes, string ETag)
    {
        public static Medium Of(JsonNode json) => new(
            (Guid)json["id"]!, (string)json["name"]!, (string)json["kind"]!, (string)json["type"]!, (int)json["bytes"]!, $"\"r{(int)json["revision"]!}\"");
    }
}
