using System.Text;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Http;

public sealed class ReadCacheTests
{
    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly ReadCache cache;
    private int made;

    public ReadCacheTests() => cache = CacheOf();

    [Fact]
    public async Task An_answer_is_made_once_for_all_who_ask_while_it_is_fresh()
    {
        Assert.Equal("1", await AskAsync("/list"));
        clock.Advance(TimeSpan.FromSeconds(4) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("1", await AskAsync("/list"));
        clock.Advance(TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(1));
        Assert.Equal("2", await AskAsync("/list"));
    }

    [Fact]
    public async Task An_answer_that_is_asked_for_is_made_anew_ahead_of_its_end_and_nobody_waits()
    {
        Assert.Equal("1", await AskAsync("/list"));
        var storage = new TaskCompletionSource();
        clock.Advance(TimeSpan.FromSeconds(4.5));
        // Nobody gets the second entry before it exists, nobody waits for it, and it is created once.
        Assert.Equal("1", await AskAsync("/list", _ => storage.Task));
        Assert.Equal("1", await AskAsync("/list", _ => storage.Task));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Task<string> last = AskAsync("/list");
        storage.SetResult();
        Assert.Equal("2", await last);
        Assert.Equal("2", await AskAsync("/list"));
        Assert.Equal(2, made);
    }

    [Fact]
    public async Task However_many_wait_an_answer_is_made_once()
    {
        var storage = new TaskCompletionSource();
        Task<string>[] readers = Enumerable.Range(0, 50).Select(_ => AskAsync("/list", _ => storage.Task)).ToArray();
        storage.SetResult();
        Assert.All(await Task.WhenAll(readers), text => Assert.Equal("1", text));

        clock.Advance(TimeSpan.FromSeconds(6));
        storage = new TaskCompletionSource();
        readers = Enumerable.Range(0, 50).Select(_ => AskAsync("/list", _ => storage.Task)).ToArray();
        storage.SetResult();
        Assert.All(await Task.WhenAll(readers), text => Assert.Equal("2", text));
    }

    [Fact]
    public async Task A_reader_that_goes_away_does_not_stop_the_others()
    {
        var storage = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        HttpContext leaving = Request("/list");
        leaving.RequestAborted = impatient.Token;
        Task<string> first = AskAsync(leaving, stop => storage.Task.WaitAsync(stop));
        Task<string> second = AskAsync("/list");
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        storage.SetResult();
        Assert.Equal("1", await second);
    }

    [Fact]
    public async Task The_same_question_asked_in_another_way_has_the_same_answer()
    {
        Assert.Equal("1", await AskAsync("/list?limit=20&pinned=true"));
        Assert.Equal("1", await AskAsync("/list?pinned=true"));
        Assert.Equal("1", await AskAsync("/list/?pinned=%74rue"));
        Assert.Equal("2", await AskAsync("/list?pinned=false"));
        Assert.Equal("3", await AskAsync("/list?pinned=true&limit=5"));
    }

    [Fact]
    public async Task What_was_asked_exactly_so_before_is_answered_without_reading_the_query()
    {
        HttpContext again = Request("/list?pinned=true");
        Assert.False(cache.TryAnswer(again, out _));
        await AskAsync("/list?pinned=true");
        Assert.True(cache.TryAnswer(again, out Task answered));
        await answered;
        Assert.Equal("1", TextOf(again));

        Assert.False(cache.TryAnswer(Request("/list?pinned=true", HttpMethods.Post), out _));
        Assert.True(cache.TryAnswer(Request("/list?pinned=true", HttpMethods.Head), out _));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(cache.TryAnswer(Request("/list?pinned=true"), out _));
    }

    [Fact]
    public async Task An_answer_is_not_used_beyond_the_instant_at_which_it_stops_being_true()
    {
        DateTimeOffset instant = A.Moment.AddSeconds(2);
        Assert.Equal("1", await AskAsync("/list", trueUntil: instant));
        clock.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("1", await AskAsync("/list"));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(cache.TryAnswer(Request("/list"), out _));
        Assert.Equal("2", await AskAsync("/list"));
    }

    [Fact]
    public async Task It_says_no_longer_that_it_is_fresh_than_it_is_true()
    {
        HttpContext context = Request("/list");
        await AskAsync(context, trueUntil: A.Moment.AddSeconds(3.5));
        Assert.Equal("public, max-age=3", context.Response.Headers.CacheControl);
    }

    [Fact]
    public async Task While_storage_is_away_an_older_answer_is_used_for_a_bounded_time()
    {
        await AskAsync("/list");
        clock.Advance(TimeSpan.FromMinutes(9));
        HttpContext context = Request("/list");
        Assert.Equal("1", await AskAsync(context, _ => throw new StorageUnavailableException("away")));
        Assert.Equal("no-cache", context.Response.Headers.CacheControl);

        clock.Advance(TimeSpan.FromMinutes(1.1));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => AskAsync("/list", _ => throw new StorageUnavailableException("away")));
        Assert.Equal("4", await AskAsync("/list"));
    }

    [Theory]
    [InlineData(401, "InvalidAuthenticationInfo")]
    [InlineData(403, "AuthorizationFailure")]
    [InlineData(409, "TableBeingDeleted")]
    public async Task While_storage_refuses_the_service_an_older_answer_is_used_too(int status, string code)
    {
        var fake = new FakeTable();
        await AskAsync("/list");
        clock.Advance(TimeSpan.FromMinutes(1));
        fake.OnRead(_ => throw FakeTable.Failure(status, code));
        Assert.Equal("1", await AskAsync(Request("/list"), async stop =>
        {
            await fake.Table.ReadAsync("v", stop);
            throw new InvalidOperationException("It was refused.");
        }));
    }

    [Fact]
    public async Task While_storage_is_away_nothing_is_shown_beyond_its_instant()
    {
        await AskAsync("/list", trueUntil: A.Moment.AddMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => AskAsync("/list", _ => throw new StorageUnavailableException("away")));
    }

    [Fact]
    public async Task When_storage_does_not_answer_a_reader_waits_for_a_second_and_the_next_not_at_all()
    {
        await AskAsync("/list");
        clock.Advance(TimeSpan.FromSeconds(6));
        var storage = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        Task<string> first = AskAsync("/list", _ =>
        {
            asked.SetResult();
            return storage.Task;
        });
        await asked.Task;
        Assert.False(first.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1", await first);
        Assert.Equal("1", await AskAsync("/list"));
        storage.SetResult();
    }

    [Fact]
    public async Task After_a_failure_storage_is_left_alone_for_a_second()
    {
        await AskAsync("/list");
        clock.Advance(TimeSpan.FromSeconds(6));
        await AskAsync("/list", _ => throw new StorageUnavailableException("away"));
        Assert.Equal("1", await AskAsync("/list"));
        Assert.Equal(2, made);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("3", await AskAsync("/list"));
    }

    [Fact]
    public async Task What_is_gone_is_gone_also_while_storage_is_away()
    {
        await AskAsync("/item");
        clock.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<ProblemException>(() => AskAsync("/item", _ => throw Problem.NotFound("gone")));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => AskAsync("/item", _ => throw new StorageUnavailableException("away")));
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public async Task A_write_drops_the_lists_and_the_announcement_that_it_changed()
    {
        Guid one = Guid.NewGuid();
        Guid other = Guid.NewGuid();
        await AskAsync("/list");
        await AskAsync("/one", announcement: one);
        await AskAsync("/other", announcement: other);
        cache.Drop(Write(ChangeKind.Updated, one));

        Assert.Equal("4", await AskAsync("/list"));
        Assert.Equal("5", await AskAsync("/one", announcement: one));
        Assert.Equal("3", await AskAsync("/other"));
    }

    [Fact]
    public async Task A_change_of_a_category_drops_everything_and_one_that_nobody_sees_nothing()
    {
        await AskAsync("/one", announcement: Guid.NewGuid());
        await AskAsync("/list");
        cache.Drop(Write(ChangeKind.Internal, Guid.NewGuid()));
        Assert.Equal("2", await AskAsync("/list"));

        cache.Drop(Write(ChangeKind.Category, Guid.NewGuid()));
        Assert.Equal("3", await AskAsync("/one"));
        Assert.Equal("4", await AskAsync("/list"));
        Assert.False(cache.TryAnswer(Request("/somewhere"), out _));
    }

    [Fact]
    public async Task What_was_being_made_when_a_write_came_is_not_kept()
    {
        var storage = new TaskCompletionSource();
        Task<string> before = AskAsync(Request("/list"), _ => storage.Task, text: "before");
        cache.Drop(Write(ChangeKind.Published, Guid.NewGuid()));
        Assert.Equal("after", await AskAsync(Request("/list"), text: "after"));
        storage.SetResult();
        Assert.Equal("before", await before);
        Assert.Equal("after", await AskAsync("/list"));
    }

    [Fact]
    public async Task The_least_recently_used_answers_go_when_the_memory_is_full()
    {
        ReadCache small = CacheOf(("Bulletin:Cache:Megabytes", "1"));
        string text = new('x', 90_000);
        for (int number = 0; number < 10; number++)
        {
            await AskAsync(Request($"/{number}"), text: text, of: small);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        // The oldest is used again, so the next one goes instead.
        Assert.True(small.TryAnswer(Request("/0"), out _));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await AskAsync(Request("/10"), text: text, of: small);
        await AskAsync(Request("/11"), text: text, of: small);

        Assert.InRange(small.Bytes, 1, 1_000_000);
        Assert.True(small.TryAnswer(Request("/0"), out _));
        Assert.True(small.TryAnswer(Request("/11"), out _));
        Assert.False(small.TryAnswer(Request("/1"), out _));
    }

    [Fact]
    public async Task What_is_being_made_stays_when_room_is_made()
    {
        ReadCache small = CacheOf(("Bulletin:Cache:Megabytes", "1"));
        var storage = new TaskCompletionSource();
        Task<string> slow = AskAsync(Request("/slow"), _ => storage.Task, of: small);
        for (int number = 0; number < 20; number++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await AskAsync(Request($"/{number}"), text: new string('x', 90_000), of: small);
        }

        storage.SetResult();
        await slow;
        Assert.True(small.TryAnswer(Request("/slow"), out _));
    }

    [Fact]
    public async Task An_answer_that_would_take_a_large_part_of_the_memory_is_not_kept_and_drives_nothing_out()
    {
        ReadCache small = CacheOf(("Bulletin:Cache:Megabytes", "1"));
        for (int number = 0; number < 8; number++)
        {
            await AskAsync(Request($"/{number}"), text: new string('x', 100_000), of: small);
        }

        long before = small.Bytes;
        Assert.Equal(900_000, (await AskAsync(Request("/large"), text: new string('x', 900_000), of: small)).Length);

        Assert.Equal(before, small.Bytes);
        Assert.False(small.TryAnswer(Request("/large"), out _));
        Assert.All(Enumerable.Range(0, 8), number => Assert.True(small.TryAnswer(Request($"/{number}"), out _)));
    }

    [Fact]
    public async Task A_compressed_form_is_made_once_counted_and_has_an_ETag_of_its_own()
    {
        string text = new('x', 5000);
        HttpContext plain = Request("/list");
        await AskAsync(plain, text: text);
        long before = cache.Bytes;
        HttpContext compressed = Request("/list", acceptEncoding: "br");
        Assert.True(cache.TryAnswer(compressed, out Task answered));
        await answered;

        Assert.Equal("br", compressed.Response.Headers.ContentEncoding);
        Assert.Equal(plain.Response.Headers.ETag.ToString().TrimEnd('"') + "-br\"", compressed.Response.Headers.ETag);
        Assert.InRange(cache.Bytes, before + 1, before + 4999);
        Assert.InRange(compressed.Response.ContentLength!.Value, 1, 4999);
    }

    [Fact]
    public async Task A_known_compressed_form_is_304_and_another_form_is_not()
    {
        string text = new('x', 5000);
        HttpContext plain = Request("/list");
        await AskAsync(plain, text: text);
        string identity = plain.Response.Headers.ETag!;
        string brotli = identity.TrimEnd('"') + "-br\"";
        Assert.Equal(304, await StatusAsync("br", brotli));
        Assert.Equal(200, await StatusAsync("br", identity));
        Assert.Equal(304, await StatusAsync("br", $"{identity}, W/{brotli}"));
        Assert.Equal(200, await StatusAsync("gzip", brotli));

        async Task<int> StatusAsync(string acceptEncoding, string known)
        {
            HttpContext context = Request("/list", acceptEncoding: acceptEncoding);
            context.Request.Headers.IfNoneMatch = known;
            Assert.True(cache.TryAnswer(context, out Task answered));
            await answered;
            return context.Response.StatusCode;
        }
    }

    [Fact]
    public async Task A_small_body_and_one_that_does_not_shrink_are_sent_as_they_are()
    {
        HttpContext small = Request("/small", acceptEncoding: "br");
        await AskAsync(small, text: "mało");
        Assert.Empty(small.Response.Headers.ContentEncoding.ToString());
    }

    [Fact]
    public async Task Switched_off_it_keeps_nothing()
    {
        ReadCache off = CacheOf(("Bulletin:Cache:Fresh", "0"));
        Assert.Equal("1", await AskAsync(Request("/list"), of: off));
        Assert.Equal("2", await AskAsync(Request("/list"), of: off));
        Assert.False(off.TryAnswer(Request("/list"), out _));
        Assert.Equal(0, off.Bytes);
    }

    [Fact]
    public async Task Targets_without_end_do_not_fill_the_memory()
    {
        for (int number = 0; number < 100; number++)
        {
            await AskAsync($"/list?{new string('&', number)}pinned=true");
        }

        Assert.Equal(1, made);
        Assert.Equal(8, Enumerable.Range(0, 100).Count(number => cache.TryAnswer(Request($"/list?{new string('&', number)}pinned=true"), out _)));
    }

    private ReadCache CacheOf(params (string Name, string Value)[] settings) => new(
        BulletinSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)))
                .AddInMemoryCollection([new("BulletinStorage", "UseDevelopmentStorage=true")])
                .Build(),
            isDevelopment: true),
        clock);

    private Task<string> AskAsync(
        string target, Func<CancellationToken, Task>? storage = null, DateTimeOffset? trueUntil = null, Guid? announcement = null) =>
        AskAsync(Request(target), storage, trueUntil, announcement);

    // As the pipeline does: first what is at hand, then the operation. The answer's text is the number of the making, unless one is given.
    private async Task<string> AskAsync(
        HttpContext context,
        Func<CancellationToken, Task>? storage = null,
        DateTimeOffset? trueUntil = null,
        Guid? announcement = null,
        string? text = null,
        ReadCache? of = null)
    {
        ReadCache asked = of ?? cache;
        if (!asked.TryAnswer(context, out Task answered))
        {
            var parameters = new QueryParameters(context);
            parameters.Boolean("pinned");
            parameters.Page("main");
            IResult result = await asked.AnswerAsync(context, parameters, async stop =>
            {
                string number = $"{Interlocked.Increment(ref made)}";
                if (storage is not null)
                {
                    await storage(stop);
                }

                return new PublicAnswer
                {
                    Body = Encoding.UTF8.GetBytes(text ?? number),
                    ContentType = "text/plain",
                    TrueUntil = trueUntil,
                    Announcement = announcement,
                };
            });
            answered = result.ExecuteAsync(context);
        }

        await answered;
        return TextOf(context);
    }

    private static string TextOf(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    private static DefaultHttpContext Request(string target, string? method = null, string? acceptEncoding = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method ?? HttpMethods.Get;
        string[] parts = target.Split('?', 2);
        context.Request.Path = parts[0];
        context.Request.QueryString = new QueryString(parts.Length == 2 ? "?" + parts[1] : null);
        context.Request.Headers.AcceptEncoding = acceptEncoding;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static SiteWrite Write(ChangeKind kind, Guid id)
    {
        SiteWrite write = A.Write(new FakeTable(), Array.Empty<Category>());
        write.Log(kind, id);
        return write;
    }
}
