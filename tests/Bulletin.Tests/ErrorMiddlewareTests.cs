using System.Text.Json;
using Azure.Data.Tables;
using Bulletin.Audit;
using Bulletin.Pages;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Bulletin.Tests;

public sealed class ErrorMiddlewareTests : IDisposable
{
    private static readonly BulletinSettings Settings = BulletinSettingsTests.Read();
    private static readonly PageErrors Pages = new(new Lazy<PageSite>(() => new PageSite(Settings, new PageAssets(Settings))), Settings);

    private readonly Recorded log = new();
    private readonly RefusedRequests refused = new(
        new AuditTable("main", Mock.Of<TableClient>(), Mock.Of<TableClient>()), TimeProvider.System, NullLogger<RefusedRequests>.Instance);

    public void Dispose() => refused.Dispose();

    [Fact]
    public async Task A_defect_is_a_500_that_says_nothing_of_it_and_is_logged()
    {
        (HttpContext context, JsonElement problem) = await AnswerAsync(_ => throw new InvalidOperationException("AccountKey=secret at Storage.cs:12"));
        Assert.Equal((500, "/problems/internal-error"), (context.Response.StatusCode, problem.GetProperty("type").GetString()));
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal([LogLevel.Error], log.Levels);
    }

    public static TheoryData<Exception, string, string, LogLevel> Causes => new()
    {
        { new StorageUnavailableException("The account ourcity did not answer."), "unavailable", "Storage does not answer", LogLevel.Warning },
        { new StorageUnavailableException(StorageFault.Overloaded, "ourcity", null), "unavailable", "too much to do", LogLevel.Warning },
        { new StorageUnavailableException(StorageFault.AccessRefused, "ourcity", null), "unavailable", "Storage refuses the service access", LogLevel.Error },
        { new StorageUnavailableException(StorageFault.NoCredential, "ourcity", null), "unavailable", "no token for storage", LogLevel.Error },
        { new StorageUnavailableException(StorageFault.TableGone, "ourcity", null), "unavailable", "table in storage was deleted", LogLevel.Warning },
        { new StorageUnavailableException { IsOutcomeUnknown = true }, "unavailable", "whether the change was made", LogLevel.Warning },
        { new IssuerUnavailableException("ourcity"), "unavailable", "issues the tokens", LogLevel.Warning },
        { new WritesBusyException("ourcity"), "writes-busy", "More is being written", LogLevel.Warning },
        { new WritesBusyException("ourcity") { IsRaced = true }, "writes-busy", "Other instances", LogLevel.Warning },
        { new MachineBusyException("ourcity"), "busy", "more to compute", LogLevel.Warning },
        { new StorageWaitStoppedException("ourcity"), "unavailable", "while storage was being read", LogLevel.Warning },
        { new TaskCanceledException("ourcity"), "busy", "seconds of a request were up", LogLevel.Warning },
    };

    [Theory]
    [MemberData(nameof(Causes), DisableDiscoveryEnumeration = true)]
    public async Task Each_cause_of_a_503_is_told_in_its_own_words_and_with_Retry_After(Exception cause, string kind, string words, LogLevel level)
    {
        (HttpContext context, JsonElement problem) = await AnswerAsync(_ => throw cause);
        Assert.Equal((503, "5", $"/problems/{kind}"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString(), problem.GetProperty("type").GetString()));
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ourcity", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal([level], log.Levels);
    }

    [Fact]
    public async Task The_time_after_which_to_try_again_is_the_one_that_the_cause_says_in_whole_seconds()
    {
        (HttpContext context, _) = await AnswerAsync(_ => throw new WritesBusyException { RetryAfter = TimeSpan.FromSeconds(12.2) });
        Assert.Equal("13", context.Response.Headers.RetryAfter.ToString());
        (context, _) = await AnswerAsync(_ => throw new WritesBusyException { RetryAfter = TimeSpan.FromMilliseconds(3) });
        Assert.Equal("1", context.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task A_problem_is_answered_with_its_members_and_not_logged()
    {
        (HttpContext context, JsonElement problem) = await AnswerAsync(_ => throw Problem.Invalid([("title", "is required"), ("image.url", "must be https"), ("title", "is \"odd\" <ł>")]));
        Assert.Equal((400, "application/problem+json", "no-store"), (context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.CacheControl.ToString()));
        Assert.Equal((400, "/api/announcements/%C5%82"), (problem.GetProperty("status").GetInt32(), problem.GetProperty("instance").GetString()));
        Assert.Equal(["is required", "is \"odd\" <ł>"], problem.GetProperty("errors").GetProperty("title").EnumerateArray().Select(error => error.GetString()!));
        Assert.Equal("must be https", problem.GetProperty("errors").GetProperty("image.url")[0].GetString());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        Assert.Empty(log.Levels);
    }

    [Theory]
    [InlineData(404, "not-found")]
    [InlineData(405, "method-not-allowed")]
    [InlineData(401, "unauthorized")]
    [InlineData(403, "forbidden")]
    [InlineData(415, "unsupported-media-type")]
    [InlineData(400, "malformed")]
    public async Task A_bare_status_of_the_framework_gets_its_problem(int status, string kind)
    {
        (HttpContext context, JsonElement problem) = await AnswerAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        Assert.Equal((status, $"/problems/{kind}"), (context.Response.StatusCode, problem.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData(413, "too-large")]
    [InlineData(400, "malformed")]
    public async Task A_request_that_the_server_cannot_read_is_the_clients_fault(int status, string kind)
    {
        (HttpContext context, JsonElement problem) = await AnswerAsync(_ => throw new BadHttpRequestException("Internal words.", status));
        Assert.Equal((status, $"/problems/{kind}"), (context.Response.StatusCode, problem.GetProperty("type").GetString()));
        Assert.DoesNotContain("Internal words", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_set_for_a_success_does_not_stand_beside_the_problem_but_CORS_does()
    {
        (HttpContext context, _) = await AnswerAsync(context =>
        {
            context.Response.Headers.ETag = "\"r1\"";
            context.Response.Headers.Location = "/x";
            context.Response.Headers.AccessControlAllowOrigin = "*";
            throw new StorageUnavailableException();
        });
        Assert.Equal((0, 0, "*"), (context.Response.Headers.ETag.Count, context.Response.Headers.Location.Count, context.Response.Headers.AccessControlAllowOrigin.ToString()));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(304)]
    public async Task A_success_is_left_alone(int status)
    {
        HttpContext context = Context();
        await new ErrorMiddleware(
            inner =>
            {
                inner.Response.StatusCode = status;
                return Task.CompletedTask;
            },
            refused, Pages, log).InvokeAsync(context);
        Assert.Equal((status, 0), (context.Response.StatusCode, context.Response.Body.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_went_away_is_no_error_of_the_service(bool hasStarted)
    {
        using var client = new CancellationTokenSource();
        HttpContext context = Context();
        context.RequestAborted = client.Token;
        if (hasStarted)
        {
            context.Features.Set<IHttpResponseFeature>(new StartedResponse());
        }

        await new ErrorMiddleware(
            async inner =>
            {
                await client.CancelAsync();
                inner.RequestAborted.ThrowIfCancellationRequested();
            },
            refused, Pages, log).InvokeAsync(context);

        Assert.Equal(0, context.Response.Body.Length);
        Assert.Empty(log.Levels);
    }

    [Fact]
    public async Task An_answer_that_has_begun_is_cut_off_rather_than_ended_as_if_it_were_whole()
    {
        HttpContext context = Context();
        context.Features.Set<IHttpResponseFeature>(new StartedResponse());
        await Assert.ThrowsAsync<IOException>(() => new ErrorMiddleware(_ => throw new IOException("x"), refused, Pages, log).InvokeAsync(context));
    }

    [Fact]
    public void Every_kind_of_problem_has_a_name_of_its_own_and_an_explanation() =>
        Assert.All(ProblemKind.All, pair =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", pair.Key);
            Assert.InRange(pair.Value.Status, 400, 503);
            Assert.NotEmpty(pair.Value.Explanation);
        });

    private async Task<(HttpContext Context, JsonElement Problem)> AnswerAsync(RequestDelegate next)
    {
        HttpContext context = Context();
        await new ErrorMiddleware(next, refused, Pages, log).InvokeAsync(context);
        context.Response.Body.Position = 0;
        Assert.Equal(context.Response.Body.Length, context.Response.ContentLength);
        return (context, (await JsonDocument.ParseAsync(context.Response.Body, cancellationToken: TestContext.Current.CancellationToken)).RootElement);
    }

    private static DefaultHttpContext Context() => new() { Request = { Method = "GET", Path = "/api/announcements/ł" }, Response = { Body = new MemoryStream() } };

    private sealed class Recorded : ILogger<ErrorMiddleware>
    {
        public List<LogLevel> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Levels.Add(logLevel);
    }

    // As a server's: what has been sent cannot be changed.
    private sealed class StartedResponse : HttpResponseFeature, IHttpResponseFeature
    {
        public override bool HasStarted => true;

        int IHttpResponseFeature.StatusCode
        {
            get => StatusCodes.Status200OK;
            set => throw new InvalidOperationException("The response has started.");
        }
    }
}
