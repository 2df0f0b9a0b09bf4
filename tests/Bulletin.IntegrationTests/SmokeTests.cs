using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Bulletin.IntegrationTests;

public sealed class SmokeTests(ContractFixture service) : IClassFixture<ContractFixture>
{
    [Fact]
    public async Task A_published_announcement_is_in_the_list_and_at_its_address()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using HttpClient editor = service.Client(TestKeys.Editor);
        using HttpClient reader = service.Client();
        using HttpResponseMessage created = await editor.PostAsJsonAsync(
            "/api/announcements", new { title = $"Smoke {Guid.NewGuid():N}", body = "Tekst.", status = "published" }, stop);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        JsonNode announcement = (await created.Content.ReadFromJsonAsync<JsonNode>(stop))!;
        JsonNode item = (await reader.GetFromJsonAsync<JsonNode>($"/api/announcements/{announcement["slug"]}", stop))!;
        Assert.Equal((string?)announcement["id"], (string?)item["id"]);
        JsonNode list = (await reader.GetFromJsonAsync<JsonNode>("/api/announcements?limit=100", stop))!;
        Assert.Contains(list["items"]!.AsArray(), one => (string?)one!["id"] == (string?)announcement["id"]);
    }
}
