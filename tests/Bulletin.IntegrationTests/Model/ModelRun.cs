using System.Net;
using System.Text.Json.Nodes;
using Bulletin.Archiving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests.Model;

/// <summary>Does a sequence of operations over HTTP and in the model, and compares the two after each.</summary>
internal sealed class ModelRun : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly ModelSite model = new(Start);
    private readonly FakeTimeProvider clock;
    private readonly (Service Service, Newsroom Newsroom, TimeSpan ArchiveAfter)[] instances;
    private readonly Guid[] media = new Guid[ModelSite.Media];
    private readonly (HttpClient Editor, HttpClient Reader)[] clients;
    private int present;

    private ModelRun(FakeTimeProvider clock, (Service, Newsroom, TimeSpan)[] instances)
    {
        this.clock = clock;
        this.instances = instances;
        clients = [.. instances.Select(one => (one.Item1.Client(TestKeys.Editor), one.Item1.Client()))];
    }

    private Service Service => instances[present].Service;

    private Newsroom Newsroom => instances[present].Newsroom;

    /// <summary>A new site, served with two archiving periods of which the first is in force.</summary>
    public static async Task<ModelRun> StartAsync(AzuriteFixture azurite)
    {
        var clock = new FakeTimeProvider(Start);
        string table = AzuriteFixture.NewTableName();
        (Service, Newsroom, TimeSpan)[] instances = new (Service, Newsroom, TimeSpan)[2];
        foreach ((int index, int days) in ((int[])[365, 20]).Index())
        {
            Service service = await Service.StartAsync(azurite, [new("Bulletin:Archiving:After", $"{days}")], clock, table);
            instances[index] = (service, Newsroom.At(service), TimeSpan.FromDays(days));
        }

        var run = new ModelRun(clock, instances);
        for (int number = 0; number < ModelSite.Media; number++)
        {
            await run.UploadAsync(number);
        }

        return run;
    }

    public async Task RunAsync(Operation[] operations)
    {
        foreach ((int index, Operation operation) in operations.Index())
        {
            try
            {
                await DoAsync(operation);
                await CompareAsync(operation.Salt);
            }
            catch (Exception difference) when (difference is not OperationCanceledException)
            {
                throw new InvalidOperationException($"At operation {index}, {operation}, at {model.Now:O}: {difference.Message}", difference);
            }
        }

        await DoAsync(new RunTimers(true, true));
        await CompareAsync(salt: 99);
        foreach (ModelPost post in model.Posts)
        {
            await CompareItemAsync(post);
            await CompareFilesAsync(post);
        }

        Assert.Empty(await Service.VerifyAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((HttpClient editor, HttpClient reader) in clients)
        {
            editor.Dispose();
            reader.Dispose();
        }

        foreach ((Service service, Newsroom newsroom, _) in instances)
        {
            newsroom.Dispose();
            await service.DisposeAsync();
        }
    }

    private Task DoAsync(Operation operation) => operation switch
    {
        Create create => CreateAsync(create.Shape),
        Replace replace => EditAsync(replace.Target, replace.Shape, replace.Condition, isPatch: false),
        Patch patch => EditAsync(patch.Target, patch.Shape, patch.Condition, isPatch: true),
        Publish publish => ChangeAsync(
            publish.Target, HttpMethod.Post, "/publish", DatesOf(publish.Dates), publish.Condition, isConditionRequired: false, post => model.Publish(post, publish.Dates)),
        Act act => ChangeAsync(
            act.Target, HttpMethod.Post, "/" + act.Action, null, act.Condition, isConditionRequired: false, post => model.Act(post, act.Action)),
        Delete delete => ChangeAsync(
            delete.Target, HttpMethod.Delete, "", null, delete.Condition, isConditionRequired: true, post => model.Act(post, "delete")),
        CreateCategory create => CreateCategoryAsync(create.Name),
        RenameCategory rename => RenameCategoryAsync(rename),
        DeleteCategory delete => DeleteCategoryAsync(delete),
        Pass pass => PassAsync(Pass.Steps[pass.Step]),
        ReplaceFile replace => ReplaceFileAsync(replace.Target % ModelSite.Media),
        RunTimers run => RunTimersAsync(run),
        Reschedule reschedule => RescheduleAsync(reschedule.IsShort ? 1 : 0),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private async Task CreateAsync(Shape shape)
    {
        (HashSet<int> refusals, ModelPost result) = model.Edit(null, shape, isPatch: false);
        Answer answer = await Newsroom.SendAsync(HttpMethod.Post, "/api/announcements", BodyOf(shape, isPatch: false));
        Check(answer, refusals, HttpStatusCode.Created);
        if (refusals.Count == 0)
        {
            model.Posts.Add(result with { Id = answer.Id });
            CompareEditors(answer.Body!, model.Posts[^1]);
        }
    }

    private Task EditAsync(int target, Shape shape, Condition condition, bool isPatch) => ChangeAsync(
        target,
        isPatch ? HttpMethod.Patch : HttpMethod.Put,
        "",
        BodyOf(shape, isPatch),
        condition,
        isConditionRequired: true,
        post => model.Edit(post, shape, isPatch));

    private async Task ChangeAsync(
        int target,
        HttpMethod method,
        string action,
        JsonObject? body,
        Condition condition,
        bool isConditionRequired,
        Func<ModelPost, (HashSet<int> Refusals, ModelPost Result)> change)
    {
        if (model.Posts.Count == 0)
        {
            return;
        }

        ModelPost post = model.Posts[target % model.Posts.Count];
        (HashSet<int> refusals, ModelPost result) = change(post);
        refusals.UnionWith(RefusalsOf(condition, isConditionRequired));
        Answer answer = await Newsroom.SendAsync(method, $"/api/announcements/{post.Id}{action}", body, ETagOf(condition, post.Revision));
        Check(answer, refusals, method == HttpMethod.Delete ? HttpStatusCode.NoContent : HttpStatusCode.OK);
        if (refusals.Count == 0)
        {
            model.Replace(result);
            if (answer.Body is not null)
            {
                Assert.Equal($"\"r{result.Revision}\"", answer.ETag);
                CompareEditors(answer.Body, result);
            }
        }

        await CompareItemAsync(refusals.Count == 0 ? result : post);
    }

    private async Task CreateCategoryAsync(int name)
    {
        (HashSet<int> refusals, ModelCategory? made) = model.CreateCategory(name);
        Answer answer = await Newsroom.SendAsync(HttpMethod.Post, "/api/categories", new { name = ModelSite.Names[name % ModelSite.Names.Length].Name });
        Check(answer, refusals, HttpStatusCode.Created);
        if (made is not null)
        {
            Assert.Equal(made.Slug, answer.Slug);
        }
    }

    private async Task RenameCategoryAsync(RenameCategory rename)
    {
        if (model.Categories.Count == 0)
        {
            return;
        }

        ModelCategory category = model.Categories[rename.Target % model.Categories.Count];
        string name = ModelSite.Names[rename.Name % ModelSite.Names.Length].Name;
        int order = rename.Name % 3;
        string? slug = (rename.Slug % 4) switch { 0 => null, var number => $"dzial-{number}" };
        HashSet<int> refusals = model.RenameCategory(category, name, slug);
        refusals.UnionWith(RefusalsOf(rename.Condition, isRequired: true));
        var body = new JsonObject { ["name"] = name, ["order"] = order };
        if (slug is not null)
        {
            body["slug"] = slug;
        }

        Answer answer = await Newsroom.SendAsync(
            HttpMethod.Put, $"/api/categories/{category.Slug}", body, ETagOf(rename.Condition, category.Revision));
        Check(answer, refusals, HttpStatusCode.OK);
        if (refusals.Count == 0)
        {
            ModelSite.Rename(category, name, order, slug);
            Assert.Equal($"\"r{category.Revision}\"", answer.ETag);
        }
    }

    private async Task DeleteCategoryAsync(DeleteCategory delete)
    {
        if (model.Categories.Count == 0)
        {
            return;
        }

        ModelCategory category = model.Categories[delete.Target % model.Categories.Count];
        ModelCategory? target = delete.MoveTo % 3 == 0 ? null : model.Categories[delete.MoveTo % model.Categories.Count];
        HashSet<int> refusals = model.DeleteCategory(category, target);
        refusals.UnionWith(RefusalsOf(delete.Condition, isRequired: true));
        string query = target is null ? "" : "?moveTo=" + target.Slug;
        Answer answer = await Newsroom.SendAsync(
            HttpMethod.Delete, $"/api/categories/{category.Slug}{query}", ifMatch: ETagOf(delete.Condition, category.Revision));
        Check(answer, refusals, HttpStatusCode.NoContent);
        if (refusals.Count == 0)
        {
            model.Remove(category, target);
            await CompareRedirectAsync($"/api/categories/{category.Slug}", target is null ? null : $"/api/categories/{target.Slug}");
        }
    }

    private Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        model.Now += time;
        return Task.CompletedTask;
    }

    private async Task RunTimersAsync(RunTimers run)
    {
        if (run.Publish)
        {
            Assert.Equal(0, (await Service.Services.GetRequiredService<PublishDueAnnouncements>().RunAsync(CancellationToken.None)).Failed);
        }

        if (run.Archive)
        {
            Assert.Equal(0, (await Service.Services.GetRequiredService<ArchiveOldAnnouncements>().RunAsync(CancellationToken.None)).Failed);
        }

        model.RunTimers(run.Publish, run.Archive);
        for (int number = 0; run.Archive && number < ModelSite.Media; number++)
        {
            await ReplaceLostAsync(number);
        }
    }

    // A medium goes with the last announcement that used it: then another one takes its place.
    private async Task ReplaceLostAsync(int number)
    {
        using HttpResponseMessage found = await clients[present].Editor.GetAsync($"/api/editor/media/{media[number]}");
        if (found.StatusCode == HttpStatusCode.NotFound)
        {
            Assert.DoesNotContain(model.Posts, post => post.FilesEver.Contains(number));
            model.FileVersions[number]++;
            await UploadAsync(number);
        }
    }

    private async Task UploadAsync(int number)
    {
        using var content = new StringContent(FileOf(number, model.FileVersions[number]));
        using HttpResponseMessage made = await clients[present].Editor.PostAsync($"/api/media?name=plik-{number}.csv", content);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        media[number] = (Guid)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!;
    }

    private async Task ReplaceFileAsync(int number)
    {
        model.ReplaceFile(number);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/media/{media[number]}/content?name=inny.csv")
        {
            Content = new StringContent(FileOf(number, model.FileVersions[number])),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using HttpResponseMessage replaced = await clients[present].Editor.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
    }

    private static string FileOf(int number, int version) => $"plik;{number};{version}\n";

    // Exactly the media that a public announcement carries are public, with the files that it carries.
    private async Task CompareFilesAsync(ModelPost post)
    {
        for (int number = 0; number < ModelSite.Media; number++)
        {
            using HttpResponseMessage answer = await clients[present].Reader.GetAsync($"/media/{post.Id}/{media[number]}/plik-{number}.csv");
            (int Number, int Version)? file = post.Files.Where(one => one.Number == number).Select(one => ((int, int)?)one).FirstOrDefault();
            HttpStatusCode expected = post.Stage == Stage.Deleted ? HttpStatusCode.Gone
                : post.IsPublicAt(model.Now) && file is not null ? HttpStatusCode.OK
                : HttpStatusCode.NotFound;
            Assert.True(expected == answer.StatusCode, $"File {number} of {post} answered {(int)answer.StatusCode}, not {(int)expected}.");
            if (expected == HttpStatusCode.OK)
            {
                Assert.Equal(FileOf(number, file!.Value.Version), await answer.Content.ReadAsStringAsync());
            }
        }
    }

    // The service is started with another setting: it may know categories as they were a few seconds ago.
    private async Task RescheduleAsync(int instance)
    {
        await PassAsync(TimeSpan.FromSeconds(6));
        present = instance;
        model.ArchiveAfter = instances[present].ArchiveAfter;
        await Service.Services.GetRequiredService<Maintenance>().RescheduleAsync(CancellationToken.None);
        model.Reschedule();
    }

    private async Task CompareAsync(int salt)
    {
        int limit = 1 + (salt % 5);
        await CompareListAsync("", limit, model.Timeline());
        await CompareListAsync("status=archived", 1 + (salt % 7), model.Archive());
        bool pinned = salt % 2 == 0;
        await CompareListAsync(pinned ? "pinned=true" : "pinned=false", limit, model.Timeline().Where(post => post.IsPinnedAt(model.Now) == pinned));
        await CompareListAsync("language=en-GB", limit, model.Timeline().Where(post => post.Language == "en-GB"));
        await CompareListAsync("language=pl&status=archived", limit, model.Archive().Where(post => post.Language == "pl"));
        foreach (string? status in (string?[])["draft", "scheduled", "published", "archived", "deleted", null])
        {
            await CompareListAsync(status is null ? "" : "status=" + status, 1 + (salt % 9), model.Editors(status), "/api/editor/announcements");
        }

        await CompareCategoriesAsync(salt);
        if (model.Posts.Count > 0)
        {
            await CompareItemAsync(model.Posts[salt % model.Posts.Count]);
            await CompareFilesAsync(model.Posts[salt % model.Posts.Count]);
        }

        if (model.Purged.Count > 0)
        {
            ModelPost purged = model.Purged[salt % model.Purged.Count];
            (await Newsroom.ItemAsync(purged.Id)).Expect(HttpStatusCode.NotFound);
            (await Newsroom.ReadForEditorsAsync($"/api/editor/announcements/{purged.Id}")).Expect(HttpStatusCode.NotFound);
        }
    }

    private async Task CompareCategoriesAsync(int salt)
    {
        JsonArray listed = (await Newsroom.ReadAsync("/api/categories")).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray();
        List<ModelCategory> expected = model.ListedCategories().ToList();
        Assert.Equal(expected.Select(category => (category.Slug, category.Name)), listed.Select(one => ((string)one!["slug"]!, (string)one["name"]!)));
        foreach ((JsonNode? one, ModelCategory category) in listed.Zip(expected))
        {
            (int least, int most) = model.CountOf(category);
            Assert.InRange((int)one!["count"]!, least, most);
            await CompareListAsync($"category={category.Slug}", 1 + (salt % 3), model.Timeline().Where(post => post.Categories.Contains(category)));
            await CompareListAsync($"category={category.Slug}&status=archived", 2, model.Archive().Where(post => post.Categories.Contains(category)));
            foreach (string former in category.FormerSlugs)
            {
                await CompareRedirectAsync($"/api/categories/{former}", $"/api/categories/{category.Slug}");
            }
        }

        if (expected.Count >= 2)
        {
            ModelCategory[] some = [expected[salt % expected.Count], expected[salt / 7 % expected.Count]];
            await CompareListAsync(
                $"category={some[0].Slug},{some[1].Slug}",
                1 + (salt % 4),
                model.Timeline().Where(post => some.Any(post.Categories.Contains)));
        }
    }

    private async Task CompareListAsync(string query, int limit, IEnumerable<ModelPost> expected, string path = "/api/announcements")
    {
        List<Guid> ids = await Newsroom.ListAsync(query, limit, path: path);
        List<Guid> wanted = expected.Select(post => post.Id).ToList();
        if (!ids.SequenceEqual(wanted))
        {
            Assert.Fail($"{path}?{query} by {limit} shows\n{NamesOf(ids)}\ninstead of\n{NamesOf(wanted)}");
        }
    }

    private string NamesOf(List<Guid> ids) => string.Join(
        '\n', ids.Select(id => model.Posts.Find(post => post.Id == id) is { } post ? $"  {post.StatusAt(model.Now)} {post}" : $"  {id}"));

    // The item under every address that it has or had.
    private async Task CompareItemAsync(ModelPost post)
    {
        HttpStatusCode expected = post.IsPublicAt(model.Now) ? HttpStatusCode.OK
            : post.Stage == Stage.Deleted ? HttpStatusCode.Gone
            : HttpStatusCode.NotFound;
        foreach (object address in (object[])[post.Id, post.Slug])
        {
            Answer item = (await Newsroom.ItemAsync(address)).Expect(expected);
            if (expected == HttpStatusCode.OK)
            {
                ComparePublic(item.Body!, post);
            }
        }

        foreach (string former in post.FormerSlugs)
        {
            Answer answer = await Newsroom.ItemAsync(former);
            answer.Expect(expected == HttpStatusCode.OK ? HttpStatusCode.MovedPermanently : expected);
            Assert.Equal(expected == HttpStatusCode.OK ? $"/api/announcements/{post.Slug}" : null, answer.Headers.Location?.ToString());
        }

        CompareEditors((await Newsroom.ReadForEditorsAsync($"/api/editor/announcements/{post.Id}")).Expect(HttpStatusCode.OK).Body!, post);
    }

    private async Task CompareRedirectAsync(string path, string? target)
    {
        Answer answer = await Newsroom.ReadAsync(path);
        answer.Expect(target is null ? HttpStatusCode.NotFound : HttpStatusCode.MovedPermanently);
        Assert.Equal(target, answer.Headers.Location?.ToString());
    }

    private void ComparePublic(JsonNode shown, ModelPost post)
    {
        object?[] expected =
        [
            post.Id, post.Slug, post.StatusAt(model.Now), post.Title, post.Body, post.Language, post.IsPinnedAt(model.Now), post.PinnedUntilAt(model.Now), post.Revision,
            string.Join(',', post.Categories.Select(category => category.Slug)),
            post.PublishedAt, post.UpdatedAt, post.ExpiresAt, post.ArchivedAt(model.Now),
        ];
        object?[] actual =
        [
            (Guid)shown["id"]!, (string)shown["slug"]!, (string)shown["status"]!, (string)shown["title"]!, (string)shown["body"]!,
            (string)shown["language"]!, (bool)shown["pinned"]!, (DateTimeOffset?)shown["pinnedUntil"], (int)shown["revision"]!,
            string.Join(',', shown["categories"]!.AsArray().Select(category => (string)category!["slug"]!)),
            (DateTimeOffset?)shown["publishedAt"], (DateTimeOffset?)shown["updatedAt"], (DateTimeOffset?)shown["expiresAt"], (DateTimeOffset?)shown["archivedAt"],
        ];
        Assert.Equal(expected, actual);
    }

    private void CompareEditors(JsonNode shown, ModelPost post)
    {
        ComparePublic(shown, post);
        Assert.Equal(post.ArchiveAt(model.Now), (DateTimeOffset?)shown["archiveAt"]);
        Assert.Equal(post.ChangedAt, (DateTimeOffset)shown["changedAt"]!);
        Assert.Equal(post.DeletedAt, (DateTimeOffset?)shown["deletedAt"]);
        Assert.Equal(post.Keep, (bool)shown["keep"]!);
        Assert.Equal(post.FormerSlugs, shown["formerSlugs"]!.AsArray().Select(slug => (string)slug!));
    }

    private JsonObject BodyOf(Shape shape, bool isPatch)
    {
        var body = new JsonObject();
        Add(Members.Title, "title", shape.TitleText, always: !isPatch);
        Add(Members.Body, "body", shape.Body);
        Add(Members.Language, "language", shape.Language);
        Add(Members.Pinned, "pinned", shape.Pinned);
        Add(Members.PinnedUntil, "pinnedUntil", TextOf(shape.PinnedUntil(model.Now)));
        Add(Members.Keep, "keep", shape.Keep);
        IEnumerable<JsonNode?> categories = model.CategoriesOf(shape).Select(JsonNode? (category) => category.Slug);
        Add(Members.Categories, "categories", new JsonArray([.. categories, .. shape.NamesUnknownCategory ? (JsonNode?[])["nie-ma-takiej"] : []]));
        Add(Members.Files, "attachments", new JsonArray([.. model.FilesOf(shape).Select(file => (JsonNode)new JsonObject { ["media"] = media[file.Number] })]));
        Add(Members.Slug, "slug", shape.SlugText);
        Add(Members.PublishedAt, "publishedAt", TextOf(shape.PublishedAt(model.Now)));
        Add(Members.ExpiresAt, "expiresAt", TextOf(shape.ExpiresAt(model.Now)));
        Add(Members.Status, "status", shape.IsPublished ? "published" : "draft");
        Add(Members.Minor, "minor", shape.Minor);
        return body;

        void Add(Members member, string name, JsonNode? value, bool always = false)
        {
            if (always || shape.Has(member))
            {
                body[name] = value;
            }
        }
    }

    private JsonObject? DatesOf(Shape shape)
    {
        var body = new JsonObject();
        if (shape.Has(Members.PublishedAt))
        {
            body["publishedAt"] = TextOf(shape.PublishedAt(model.Now));
        }

        if (shape.Has(Members.ExpiresAt))
        {
            body["expiresAt"] = TextOf(shape.ExpiresAt(model.Now));
        }

        return body.Count == 0 ? null : body;
    }

    private static string? TextOf(DateTimeOffset? instant) => instant?.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz");

    private static string? ETagOf(Condition condition, int revision) => condition switch
    {
        Condition.Fresh => $"\"r{revision}\"",
        Condition.Any => "*",
        Condition.Stale => $"\"r{revision - 1}\"",
        _ => null,
    };

    private static int[] RefusalsOf(Condition condition, bool isRequired) => condition switch
    {
        Condition.Stale => [412],
        Condition.None when isRequired => [428],
        _ => [],
    };

    private static void Check(Answer answer, HashSet<int> refusals, HttpStatusCode success)
    {
        if (refusals.Count == 0)
        {
            answer.Expect(success);
        }
        else
        {
            Assert.True(refusals.Contains((int)answer.Status), $"{(int)answer.Status} instead of {string.Join(" or ", refusals)}: {answer.Text}");
        }
    }
}
