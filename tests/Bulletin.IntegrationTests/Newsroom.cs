using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests;

/// <summary>A response of the service.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonNode? Body, HttpResponseHeaders Headers, string Text)
{
    public Guid Id => Guid.Parse((string)Body!["id"]!);

    public string Slug => (string)Body!["slug"]!;

    /// <summary>The state of the announcement.</summary>
    public string? State => (string?)Body!["status"];

    public string ETag => Headers.ETag!.Tag;

    /// <summary>The ids of a list's items.</summary>
    public List<Guid> Ids => Body!["items"]!.AsArray().Select(item => Guid.Parse((string)item!["id"]!)).ToList();

    /// <summary>The cursor of the next page, or null.</summary>
    public string? Next => (string?)Body!["next"];

    /// <summary>The name of the problem, such as <c>wrong-state</c>.</summary>
    public string? Problem => ((string?)Body?["type"])?.Split('/')[^1];

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Text}");
        return this;
    }
}

/// <summary>The people at a service: an admin who writes, and readers. They use HTTP and nothing else.</summary>
internal sealed class Newsroom(Uri address) : IDisposable
{
    private readonly HttpClient admin = Service.Client(address, TestKeys.Admin);
    private readonly HttpClient reader = Service.Client(address, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Newsroom At(Service service) => new(service.Address);

    /// <summary>Sends a request as the admin.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            string type = method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
            request.Content = JsonContent.Create(body, new MediaTypeHeaderValue(type));
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using HttpResponseMessage response = await admin.SendAsync(request, Cancellation);
        return await AnswerOfAsync(response);
    }

    /// <summary>Uploads a picture or file, and returns its id.</summary>
    public async Task<Guid> UploadAsync(Stream file, string name, string? credit = null)
    {
        using var content = new StreamContent(file);
        string more = credit is null ? string.Empty : $"&credit={Uri.EscapeDataString(credit)}";
        using HttpResponseMessage response = await admin.PostAsync(
            new Uri($"/api/media?name={Uri.EscapeDataString(name)}{more}", UriKind.Relative), content, Cancellation);
        return (await AnswerOfAsync(response)).Expect(HttpStatusCode.Created).Id;
    }

    /// <summary>Reads as the public does.</summary>
    public async Task<Answer> ReadAsync(string path)
    {
        using HttpResponseMessage response = await reader.GetAsync(path, Cancellation);
        return await AnswerOfAsync(response);
    }

    /// <summary>Reads as an editor does.</summary>
    public Task<Answer> ReadForEditorsAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Makes an announcement.</summary>
    public async Task<Answer> CreateAsync(object announcement) =>
        (await SendAsync(HttpMethod.Post, "/api/announcements", announcement)).Expect(HttpStatusCode.Created);

    /// <summary>Makes a published announcement.</summary>
    public Task<Answer> PublishNewAsync(string title, params string[] categories) =>
        CreateAsync(new { title, body = "Tekst.", status = "published", categories });

    /// <summary>Changes an announcement as it is now.</summary>
    public async Task<Answer> PatchAsync(Guid id, object patch, string ifMatch = "*") =>
        (await SendAsync(HttpMethod.Patch, $"/api/announcements/{id}", patch, ifMatch)).Expect(HttpStatusCode.OK);

    /// <summary>Publishes, unpublishes, archives or restores.</summary>
    public async Task<Answer> ActAsync(Guid id, string action, object? body = null) =>
        (await SendAsync(HttpMethod.Post, $"/api/announcements/{id}/{action}", body)).Expect(HttpStatusCode.OK);

    public async Task DeleteAsync(Guid id) =>
        (await SendAsync(HttpMethod.Delete, $"/api/announcements/{id}", ifMatch: "*")).Expect(HttpStatusCode.NoContent);

    public async Task<Answer> CreateCategoryAsync(string name) =>
        (await SendAsync(HttpMethod.Post, "/api/categories", new { name })).Expect(HttpStatusCode.Created);

    /// <summary>Returns the public representation, or the response that it does not exist.</summary>
    public Task<Answer> ItemAsync(object idOrSlug) => ReadAsync($"/api/announcements/{idOrSlug}");

    /// <summary>The ids of a list, page after page.</summary>
    /// <param name="query">The parameters without <c>limit</c> and <c>cursor</c>, such as <c>status=archived</c>.</param>
    /// <param name="limit">The size of the pages.</param>
    /// <param name="between">Runs between two pages.</param>
    /// <param name="path">The list.</param>
    public async Task<List<Guid>> ListAsync(
        string query = "", int limit = 100, Func<Task>? between = null, string path = "/api/announcements")
    {
        List<Guid> ids = [];
        string? cursor = null;
        do
        {
            string address = $"{path}?{query}{(query.Length > 0 ? "&" : "")}limit={limit}{(cursor is null ? "" : "&cursor=" + cursor)}";
            Answer page = (path.Contains("/editor/", StringComparison.Ordinal) ? await ReadForEditorsAsync(address) : await ReadAsync(address))
                .Expect(HttpStatusCode.OK);
            Assert.InRange(page.Ids.Count, 0, limit);
            ids.AddRange(page.Ids);
            cursor = page.Next;
            if (cursor is not null && between is not null)
            {
                await between();
            }
        }
        while (cursor is not null);
        return ids;
    }

    public void Dispose()
    {
        admin.Dispose();
        reader.Dispose();
    }

    private static async Task<Answer> AnswerOfAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        JsonNode? body = text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            ? JsonNode.Parse(text)
            : null;
        return new Answer(response.StatusCode, body, response.Headers, text);
    }
}
