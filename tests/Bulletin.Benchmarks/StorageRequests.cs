using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Bulletin.Benchmarks;

/// <summary>Counts the storage requests of an operation without competing writers and with cached categories.</summary>
internal static class StorageRequests
{
    public static async Task RunAsync()
    {
        await using MeasuredService service = await MeasuredService.StartAsync();
        HttpClient client = service.Client;
        (await client.PostAsJsonAsync("/api/categories", new { name = "Środowisko" })).EnsureSuccessStatusCode();
        JsonNode made = null!;
        for (int number = 0; number < 120; number++)
        {
            HttpResponseMessage answer = await client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(number, ["srodowisko"]));
            made = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
        }

        string address = $"/api/announcements/{made["id"]}";
        Console.WriteLine("| operation | storage requests | at most |");
        Console.WriteLine("|---|---:|---:|");
        await MeasureAsync(service, "a list page of 20", 1, () => client.GetAsync("/api/announcements"));
        await MeasureAsync(service, "a list page of 100", 1, () => client.GetAsync("/api/announcements?limit=100"));
        await MeasureAsync(service, "a category's list page", 1, () => client.GetAsync("/api/announcements?category=srodowisko"));
        await MeasureAsync(service, "an item by id", 1, () => client.GetAsync(address));
        await MeasureAsync(service, "an item by slug", 2, () => client.GetAsync($"/api/announcements/{made["slug"]}"));
        await MeasureAsync(service, "create", 3, () => client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(1001, ["srodowisko"])));
        await MeasureAsync(service, "create with an Idempotency-Key", 3, () => SendAsync(client, HttpMethod.Post, "/api/announcements", SampleText.Announcement(1002, ["srodowisko"]), ("Idempotency-Key", "benchmark")));
        await MeasureAsync(service, "patch", 3, () => PatchAsync(client, address, new { title = "Zmieniony tytuł" }));
        await MeasureAsync(service, "archive", 3, () => client.PostAsync($"{address}/archive", null));
        await MeasureAsync(service, "restore", 3, () => client.PostAsync($"{address}/restore", null));
        await MeasureAsync(service, "unpublish", 3, () => client.PostAsync($"{address}/unpublish", null));
        await MeasureAsync(service, "publish", 3, () => client.PostAsync($"{address}/publish", null));
        await MeasureAsync(service, "delete", 3, () => SendAsync(client, HttpMethod.Delete, address, null, ("If-Match", "*")));
    }

    private static async Task MeasureAsync(MeasuredService service, string operation, int atMost, Func<Task<HttpResponseMessage>> request)
    {
        // The categories stay fresh for a few seconds: a read in advance makes sure that they are cached.
        await service.Client.GetAsync("/api/categories");
        int before = service.Meter.Requests;
        using HttpResponseMessage answer = await request();
        answer.EnsureSuccessStatusCode();
        int requests = service.Meter.Requests - before;
        Console.WriteLine($"| {operation} | {requests} | {atMost}{(requests > atMost ? " **not reached**" : string.Empty)} |");
    }

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, string address, object patch)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, address)
        {
            Content = JsonContent.Create(patch, new System.Net.Http.Headers.MediaTypeHeaderValue("application/merge-patch+json")),
        };
        request.Headers.Add("If-Match", "*");
        return client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string address, object? body, (string Name, string Value) header)
    {
        var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return client.SendAsync(request);
    }
}
