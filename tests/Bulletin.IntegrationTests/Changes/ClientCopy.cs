using System.Net;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests.Changes;

/// <summary>A client that keeps a copy of what is public. It knows the contract and nothing else.</summary>
internal sealed class ClientCopy
{
    private readonly Dictionary<Guid, JsonNode> announcements = [];
    private readonly Dictionary<Guid, JsonNode> categories = [];
    private string? token;

    /// <summary>The number of times that it had to start over.</summary>
    public int Restarts { get; private set; }

    /// <summary>The token with which it would continue.</summary>
    public string? Token => token;

    /// <summary>The announcements, by id, each as text.</summary>
    public SortedDictionary<Guid, string> Announcements => new(announcements.ToDictionary(one => one.Key, one => one.Value.ToJsonString()));

    /// <summary>The categories, each as text, sorted.</summary>
    public List<string> Categories => categories.Values.Select(one => one.ToJsonString()).Order(StringComparer.Ordinal).ToList();

    /// <summary>Asks once; whether there is more.</summary>
    public async Task<bool> SyncOnceAsync(Newsroom service, int limit)
    {
        Answer answer = await service.ReadAsync($"/api/changes?limit={limit}{(token is null ? string.Empty : "&since=" + token)}");
        if (answer.Status == HttpStatusCode.Gone)
        {
            Assert.Equal("token-too-old", answer.Problem);
            Restarts++;
            token = null;
            announcements.Clear();
            categories.Clear();
            return true;
        }

        foreach (JsonNode? item in answer.Expect(HttpStatusCode.OK).Body!["items"]!.AsArray())
        {
            Take(item!);
        }

        token = (string?)answer.Body!["next"];
        return (bool)answer.Body!["more"]!;
    }

    /// <summary>Requests changes until there are no more.</summary>
    public async Task SyncAsync(Newsroom service, int limit = 100)
    {
        for (int pages = 0; await SyncOnceAsync(service, limit); pages++)
        {
            Assert.InRange(pages, 0, 1000);
        }
    }

    private void Take(JsonNode item)
    {
        var id = Guid.Parse((string)item["id"]!);
        switch ((string)item["kind"]!)
        {
            case "published" or "updated":
                announcements[id] = item["announcement"]!.DeepClone();
                break;
            case "archived":
                Assert.Equal("archived", (string?)item["announcement"]!["status"]);
                announcements.Remove(id);
                break;
            case "removed":
                Assert.Null(item["announcement"]);
                announcements.Remove(id);
                break;
            case "category" when item["category"] is { } category:
                categories[id] = category.DeepClone();
                break;
            case "category":
                categories.Remove(id);
                break;
            case var unknown:
                Assert.Fail($"An item of the kind '{unknown}'.");
                break;
        }
    }
}
