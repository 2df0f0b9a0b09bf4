using System.Text;
using Bulletin.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Tests.Functions;

/// <summary>
/// The Functions host takes the first function, by name, whose route and methods fit. The pipeline must give the right answer whichever
/// it was: a request comes with an endpoint and route values of the worker's own routing, and they must not be seen.
/// </summary>
public sealed class PipelineTests
{
    private static readonly ServiceProvider Services = BulletinInMemory.Services();
    private static readonly BulletinApp App = Services.GetRequiredService<BulletinApp>();

    /// <summary>An address of each endpoint: its method, its path, its name.</summary>
    public static TheoryData<string, string, string> Addresses
    {
        get
        {
            var addresses = new TheoryData<string, string, string>();
            foreach (RouteEndpoint endpoint in App.Endpoints)
            {
                string path = string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
                    part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter
                        ? parameter is { ParameterPolicies: [{ Content: "int" }] } ? "1" : "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11"
                        : ((Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)part).Content))));
                string name = endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName;
                foreach (string method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods)
                {
                    addresses.Add(method, "/" + path, name);
                }
            }

            return addresses;
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task An_address_leads_to_its_operation_whichever_function_was_taken(string method, string path, string name)
    {
        // Some other operations, and the catch-all.
        foreach (Endpoint taken in App.Endpoints.Where(endpoint => NameOf(endpoint) != name).Take(2).Append(Outer("ZzzEverythingElse")))
        {
            await using AsyncServiceScope scope = Services.CreateAsyncScope();
            HttpContext context = Request(scope, method, path, taken);
            // Nobody waits for the answer: what matters is the operation, and storage is not asked.
            context.RequestAborted = new CancellationToken(canceled: true);

            try
            {
                await new Pipeline(App).AnswerAsync(context.Request);
            }
            catch (OperationCanceledException)
            {
                // Not even for a problem.
            }

            Assert.Equal(name, NameOf(context.GetEndpoint()));
            Assert.False(context.Request.RouteValues.ContainsKey("rest"));
            Assert.DoesNotContain("another", context.Request.RouteValues.Values);
        }
    }

    [Fact]
    public async Task The_answer_is_the_same_as_without_a_function()
    {
        (int alone, string expected) = await AnswerAsync("GET", "/problems/invalid", null);
        (int status, string body) = await AnswerAsync("GET", "/problems/invalid", Outer("GetAnnouncement"));

        Assert.Equal(StatusCodes.Status200OK, alone);
        Assert.Equal((alone, expected), (status, body));
    }

    [Theory]
    [InlineData("GET", "/api/nothing/here", StatusCodes.Status404NotFound)]
    [InlineData("GET", "/api", StatusCodes.Status404NotFound)]
    [InlineData("PATCH", "/api/announcements", StatusCodes.Status405MethodNotAllowed)]
    [InlineData("POST", "/api/announcements", StatusCodes.Status401Unauthorized)]
    [InlineData("GET", "/api/editor/announcements", StatusCodes.Status401Unauthorized)]
    public async Task What_goes_wrong_is_problem_details(string method, string path, int expected)
    {
        (int status, string body) = await AnswerAsync(method, path, Outer("ZzzEverythingElse"));

        Assert.Equal(expected, status);
        Assert.Contains($"\"status\":{expected}", body.Replace(" ", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Body)> AnswerAsync(string method, string path, Endpoint? taken)
    {
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        HttpContext context = Request(scope, method, path, taken);
        IResult result = await new Pipeline(App).AnswerAsync(context.Request);
        // As the worker does: it must add nothing.
        await result.ExecuteAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    private static DefaultHttpContext Request(AsyncServiceScope scope, string method, string path, Endpoint? taken)
    {
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Method = method;
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("news.example.org");
        context.Request.Path = path;
        context.Response.Body = new MemoryStream();
        if (taken is not null)
        {
            context.SetEndpoint(taken);
            foreach (string value in (string[])["rest", "id", "idOrSlug", "slug", "name"])
            {
                context.Request.RouteValues[value] = "another";
            }
        }

        return context;
    }

    private static Endpoint Outer(string name) => new(
        _ => throw new InvalidOperationException($"The outer endpoint {name} was run."), new EndpointMetadataCollection(), name);

    private static string? NameOf(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
}
