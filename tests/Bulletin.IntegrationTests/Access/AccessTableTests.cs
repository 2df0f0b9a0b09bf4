using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bulletin.Access;
using Bulletin.Site;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.Access;

/// <summary>
/// Holds every operation against the one table of who may do what, over HTTP: for nobody, an author, an editor and an admin, and on an
/// announcement for a draft of the author's own, another's, and what became of drafts of their own.
/// </summary>
public sealed partial class AccessTableTests(AccessTableTests.WalkedService walked) : IClassFixture<AccessTableTests.WalkedService>
{
    private static readonly Role[] Roles = Enum.GetValues<Role>();

    // For editors and admins all are alike.
    private static readonly Target[] EditorsTargets = [Target.OwnDraft, Target.AnothersDraft, Target.OwnPublished];

    private static readonly JsonNode Document = ReadDocument();

    public static TheoryData<string> Operations => [.. AccessRules.Operations.Keys.Order(StringComparer.Ordinal)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_table_has_every_operation_that_is_not_for_everybody_and_no_other() => Assert.Equal(
        AccessRules.Operations.Keys.Order(StringComparer.Ordinal), walked.Operations.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void An_operation_is_for_readers_or_in_the_table() => Assert.DoesNotContain(
        walked.Service.Services.GetRequiredService<BulletinApp>().Endpoints,
        endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_lets_in_exactly_whom_the_table_names(string name)
    {
        RouteEndpoint operation = walked.Operations[name];
        AccessRule rule = AccessRules.Operations[name];
        bool isOnAnnouncement = AnnouncementId().IsMatch(operation.RoutePattern.RawText!);
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(operation, null, Guid.NewGuid()));
        foreach (Role role in Roles)
        {
            foreach (Target target in !isOnAnnouncement ? [Target.OwnDraft] : role == Role.Author ? Enum.GetValues<Target>() : EditorsTargets)
            {
                bool isAllowed = role >= rule.LeastRole
                    && (role != Role.Author || !isOnAnnouncement || IsReached(rule.Reach, target));
                HttpStatusCode status = await SendAsync(operation, role, isOnAnnouncement ? await AnnouncementAsync(target) : Guid.NewGuid());

                bool isRefused = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                Assert.True(
                    isAllowed ? !isRefused : status == HttpStatusCode.Forbidden,
                    $"{name} as {role} on {target}: {(int)status}, and the table says {(isAllowed ? "yes" : "no")}.");
            }
        }
    }

    private static bool IsReached(Reach reach, Target target) => reach switch
    {
        Reach.OwnDrafts => target == Target.OwnDraft,
        Reach.Own => target is not (Target.AnothersDraft or Target.AnothersPublished),
        _ => true,
    };

    private enum Target
    {
        OwnDraft,
        AnothersDraft,
        OwnPublished,
        OwnScheduled,
        OwnArchived,
        OwnDeleted,
        AnothersPublished,
    }

    // A new one for each request: some operations leave nothing of it.
    private async Task<Guid> AnnouncementAsync(Target target)
    {
        HttpClient author = target is Target.AnothersDraft or Target.AnothersPublished ? walked.SecondAuthor : walked.Of(Role.Author);
        JsonNode made = await SendJsonAsync(author, "/api/announcements", $$"""{"title": "Szkic {{Guid.NewGuid():N}}"}""");
        var id = (Guid)made["id"]!;
        if (target is Target.OwnPublished or Target.OwnArchived or Target.AnothersPublished)
        {
            await SendJsonAsync(walked.Of(Role.Editor), $"/api/announcements/{id}/publish", "{}");
        }

        if (target == Target.OwnScheduled)
        {
            await SendJsonAsync(walked.Of(Role.Editor), $"/api/announcements/{id}/publish", """{"publishedAt": "2099-01-01T00:00:00Z"}""");
        }

        if (target == Target.OwnArchived)
        {
            await SendJsonAsync(walked.Of(Role.Editor), $"/api/announcements/{id}/archive", "{}");
        }

        if (target == Target.OwnDeleted)
        {
            using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/api/announcements/{id}");
            delete.Headers.TryAddWithoutValidation("If-Match", "*");
            (await walked.Of(Role.Editor).SendAsync(delete, Cancellation)).EnsureSuccessStatusCode();
        }

        return id;
    }

    private static async Task<JsonNode> SendJsonAsync(HttpClient client, string address, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(address, content, Cancellation);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
    }

    private async Task<HttpStatusCode> SendAsync(RouteEndpoint operation, Role? role, Guid id)
    {
        string address = Parameter().Replace(operation.RoutePattern.RawText!, match => match.Groups["name"].Value switch
        {
            "id" or "keyId" or "upload" => id.ToString(),
            _ => "1",
        }).TrimEnd('/');
        string method = operation.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods[0];
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        AddExample(request, operation);
        using HttpResponseMessage answer = await (role is { } known ? walked.Of(known) : walked.Nobody).SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    // The body of the documented example: the announcement that it is about decides, not what is wrong with a body.
    private static void AddExample(HttpRequestMessage request, RouteEndpoint operation)
    {
        string name = NameOf(operation);
        JsonNode? documented = Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Select(one => one.Value!).Single(one => (string?)one["operationId"] == name)["requestBody"];
        if (documented is null)
        {
            return;
        }

        (string mediaType, JsonNode? content) = documented["content"]!.AsObject().First();
        if (mediaType == "multipart/form-data")
        {
            // Forms have no example.
            request.Content = new ByteArrayContent([1]);
            return;
        }

        JsonNode example = content!["example"]!.DeepClone();
        if (example is JsonObject members)
        {
            // An author may do as much with a draft that stays one, and in categories that exist.
            members.Remove("status");
            members.Remove("categories");
        }

        request.Content = new StringContent(example is JsonValue text ? text.ToString() : example.ToJsonString(), Encoding.UTF8, mediaType);
    }

    private static string NameOf(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName;

    private static JsonNode ReadDocument()
    {
        using Stream document = typeof(BulletinApp).Assembly.GetManifestResourceStream("openapi.json")!;
        return JsonNode.Parse(document)!;
    }

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"/announcements/\{id\b")]
    private static partial Regex AnnouncementId();

    /// <summary>One service for the whole walk, and its callers.</summary>
    public sealed class WalkedService(AzuriteFixture azurite) : IAsyncLifetime
    {
        private readonly List<HttpClient> clients = [];

        public Service Service { get; private set; } = null!;

        internal IReadOnlyDictionary<string, RouteEndpoint> Operations { get; private set; } = null!;

        internal HttpClient Nobody { get; private set; } = null!;

        internal HttpClient SecondAuthor { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Service = await Service.StartAsync(azurite);
            Operations = Service.Services.GetRequiredService<BulletinApp>().Endpoints
                .Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null)
                .ToDictionary(NameOf);
            clients.AddRange(new[] { TestKeys.Author, TestKeys.Editor, TestKeys.Admin, TestKeys.SecondAuthor, null }.Select(Service.Client));
            (SecondAuthor, Nobody) = (clients[3], clients[4]);
        }

        public async ValueTask DisposeAsync()
        {
            clients.ForEach(client => client.Dispose());
            await Service.DisposeAsync();
        }

        internal HttpClient Of(Role role) => clients[(int)role];
    }
}
