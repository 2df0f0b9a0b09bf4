using System.Diagnostics;
using Bulletin.Http;
using Bulletin.Settings;
using Bulletin.Telemetry;
using Bulletin.Tests.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Tests.Telemetry;

/// <summary>The telemetry of a request. The service is one for the process, so no other test runs beside these.</summary>
[Collection(Alone.Name)]
public sealed class RequestTelemetryTests : IDisposable
{
    private readonly Heard heard = new();
    private readonly ServiceProvider services = BulletinInMemory.Services();

    [Fact]
    public async Task A_request_is_a_span_and_a_measurement_with_the_name_of_its_operation()
    {
        await AnswerAsync("GET", "/problems/gone");

        const string tags =
            "bulletin.operation=GetProblem http.request.method=GET http.response.status_code=200 http.route=/problems/{name} url.scheme=http";
        Activity span = Assert.Single(heard.Requests);
        Assert.Equal(("GetProblem", ActivityKind.Server, ActivityStatusCode.Unset), (span.DisplayName, span.Kind, span.Status));
        Assert.Equal(tags, Heard.TagsOf(span));
        Assert.Equal(tags, Assert.Single(heard.Of(BulletinTelemetry.RequestDuration)).Tags);
    }

    [Fact]
    public async Task A_request_of_no_operation_has_no_name_of_its_own()
    {
        await AnswerAsync("BREW", "/tajemnica");

        Activity span = Assert.Single(heard.Requests);
        Assert.Equal("_OTHER", span.DisplayName);
        Assert.Equal("http.request.method=_OTHER http.response.status_code=404 url.scheme=http", Heard.TagsOf(span));
    }

    [Fact]
    public async Task A_request_that_fails_tells_its_status_and_its_storage_requests_their_failure()
    {
        await AnswerAsync("GET", "/api/categories");

        Activity request = heard.Span("ListCategories");
        Assert.Equal(ActivityStatusCode.Error, request.Status);
        Assert.Null(request.StatusDescription);
        Assert.Equal(("503", 503), ((string?)request.GetTagItem("error.type"), (int?)request.GetTagItem("http.response.status_code")));
        Activity[] storage = [.. heard.Spans.Where(span => span.Kind == ActivityKind.Client && span.TraceId == request.TraceId)];
        Assert.NotEmpty(storage);
        Assert.All(storage, span => Assert.Equal((request.TraceId, ActivityStatusCode.Error), (span.TraceId, span.Status)));
        Assert.Contains(heard.Of(BulletinTelemetry.StorageRetries), retry => retry is { Value: 2, Tags: "db.operation.name=read" });
    }

    [Fact]
    public async Task An_answer_at_hand_is_counted_and_told_as_the_operation_that_made_it()
    {
        var cache = new ReadCache(services.GetRequiredService<BulletinSettings>(), TimeProvider.System);
        // In front of routing the second one is known by its spelling, behind it the third one by its meaning.
        await ListAsync(cache, "/list?pinned=true");
        await ListAsync(cache, "/list?pinned=true");
        await ListAsync(cache, "/list?&pinned=true");

        Assert.All(heard.Requests, span => Assert.Equal(("ListThings", "/list"), (span.DisplayName, (string?)span.GetTagItem("http.route"))));
        Assert.Equal([null, true, true], heard.Requests.Select(span => span.GetTagItem("bulletin.cache.hit")));
        Assert.Equal(
            Enumerable.Repeat("bulletin.cache.stale=False bulletin.operation=ListThings", 2),
            heard.Of(BulletinTelemetry.CacheHits).Select(hit => hit.Tags));
        Assert.Equal(3, heard.Of(BulletinTelemetry.RequestDuration).Count);
    }

    [Fact]
    public async Task A_request_belongs_to_the_span_of_its_caller_and_not_to_one_that_nobody_exports()
    {
        // As ASP.NET Core makes it for its log.
        using Activity unheard = new Activity("Microsoft.AspNetCore.Hosting.HttpRequestIn")
            .SetParentId("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        unheard.TraceStateString = "tajemnica=1";
        unheard.AddBaggage("tajemnica", "1");
        unheard.Start();
        await AnswerAsync("GET", "/problems/gone");

        Activity span = Assert.Single(heard.Requests);
        Assert.Equal(
            ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true),
            (span.TraceId.ToString(), span.ParentSpanId.ToString(), span.HasRemoteParent));
        Assert.DoesNotContain("tajemnica", Heard.AllOf(span), StringComparison.Ordinal);
        Assert.Same(unheard, Activity.Current);
    }

    [Fact]
    public async Task Nothing_tells_what_was_asked_for_or_by_whom()
    {
        await AnswerAsync("GET", "/api/search", "?q=tajemnica");
        await AnswerAsync("GET", "/api/announcements", "?q=tajemnica&category=tajemnica");
        await AnswerAsync("GET", "/api/announcements/tajemnica");
        await AnswerAsync("GET", "/categories/tajemnica/feed.atom");
        await AnswerAsync("GET", "/api/previews/tajemnica");
        await AnswerAsync("GET", "/tajemnica/%20");
        await AnswerAsync("POST", "/api/announcements", string.Empty, """{"title":"tajemnica","author":"tajemnica"}""");
        await AnswerAsync("TAJEMNICA", "/api/categories");

        Assert.True(heard.Spans.Count > 8);
        Assert.All(heard.Spans, span => AssertNothing(Heard.AllOf(span)));
        Assert.All(heard.Values, value => AssertNothing(value.Tags));
    }

    [Fact]
    public async Task Without_a_listener_nothing_is_made()
    {
        heard.Dispose();
        Assert.False(BulletinTelemetry.IsOn);
        Assert.Null(BulletinTelemetry.Begin(BulletinTelemetry.RequestDuration, "GET"));
        await AnswerAsync("GET", "/problems/gone");
        Assert.Empty(heard.Requests);
        Assert.Empty(heard.Values);
    }

    public void Dispose()
    {
        heard.Dispose();
        services.Dispose();
    }

    private static void AssertNothing(string told)
    {
        foreach (string secret in (string[])["tajemnica", "203.0.113", "bk_", "devstoreaccount", "RowKey"])
        {
            Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase);
        }
    }

    // As the pipeline does: first what is at hand, then the operation.
    private static Task ListAsync(ReadCache cache, string target)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = "/list";
        context.Request.QueryString = new QueryString(target["/list".Length..]);
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        return RequestTelemetry.ObserveAsync(context, async asked =>
        {
            if (cache.TryAnswer(asked, out Task answered))
            {
                await answered;
                return;
            }

            asked.SetEndpoint(new RouteEndpoint(
                _ => Task.CompletedTask,
                RoutePatternFactory.Parse("/list/"),
                0,
                new EndpointMetadataCollection(new EndpointNameMetadata("ListThings")),
                null));
            var parameters = new QueryParameters(asked);
            parameters.Boolean("pinned");
            IResult result = await cache.AnswerAsync(asked, parameters, MakeAsync);
            await result.ExecuteAsync(asked);
        });
    }

    private static Task<PublicAnswer> MakeAsync(CancellationToken cancellation) =>
        Task.FromResult(new PublicAnswer { Body = "1"u8.ToArray(), ContentType = "text/plain" });

    private async Task AnswerAsync(string method, string path, string query = "", string? body = null)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse("203.0.113.7");
        context.Request.Scheme = "http";
        context.Request.Method = method;
        context.Request.Path = Uri.UnescapeDataString(path);
        context.Request.QueryString = new QueryString(query);
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = path + query;
        context.Request.Headers.Authorization = "Bearer bk_tajemnica";
        context.Request.Headers.UserAgent = "tajemnica";
        if (body is not null)
        {
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body));
        }

        context.Response.Body = new MemoryStream();
        await services.GetRequiredService<BulletinApp>().Pipeline(context);
    }
}
