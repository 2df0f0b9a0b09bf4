using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.LocalRun.Emulator;

namespace Bulletin.Benchmarks;

/// <summary>
/// Measures a cached picture of about 50 KB beside a bare Kestrel that returns the same bytes, and the memory of the service while 50
/// pictures of 12 megapixels are uploaded at once over HTTP.
/// </summary>
internal static class MediaServing
{
    private const int Rounds = 3;
    private const int Uploads = 50;

    /// <summary>Measures, and writes the tables into <c>docs</c>.</summary>
    /// <param name="functionApp">The folder of the native function app.</param>
    /// <param name="seconds">The length of one round.</param>
    public static async Task<int> RunAsync(string functionApp, int seconds)
    {
        string folder = Directory.CreateTempSubdirectory("bulletin-media-").FullName;
        string photo = SamplePhotos.Make(folder)[0].Path;
        await using Azurite azurite = await MeasuredService.StartAzuriteAsync();
        using var jit = ServiceProcess.StartServer(azurite, ServiceProcess.Jit, isCached: true);
        using var native = ServiceProcess.StartServer(azurite, [ServiceProcess.ExecutableOf(functionApp)], isCached: true);
        string path = await PublishAsync(jit, photo);
        string answers = await CaptureAsync(jit, path);
        using var bare = ServiceProcess.Start(["dotnet", typeof(MediaServing).Assembly.Location, "bare", answers]);
        using (HttpClient client = native.Client())
        {
            await native.FirstAnswerAsync(client, path);
        }

        using (HttpClient client = bare.Client())
        {
            await bare.FirstAnswerAsync(client, path);
        }

        (string Name, ServiceProcess Server, List<Load> Loads)[] servers = [("bare Kestrel", bare, []), ("JIT", jit, []), ("native", native, [])];
        for (int round = 0; round <= Rounds; round++)
        {
            foreach ((string name, ServiceProcess server, List<Load> loads) in servers)
            {
                Load load = await Wrk.RunAsync(new Uri(server.Address, path), round == 0 ? 2 : seconds, ifNoneMatch: null);
                if (round > 0)
                {
                    loads.Add(load);
                }

                Console.Error.WriteLine($"round {round}: {name}: {load}");
            }
        }

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"A picture of {new FileInfo(answers).Length * 3 / 4 / 1000:N0} KB from the cache, median of {Rounds} rounds of {seconds} s:");
        text.AppendLine().AppendLine("| server | requests/s | p50, ms | p99, ms | of bare Kestrel | errors |").AppendLine("|---|---|---|---|---|---|");
        double limit = Load.MedianOf(servers[0].Loads).PerSecond;
        foreach ((string name, _, List<Load> loads) in servers)
        {
            var load = Load.MedianOf(loads);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {load.PerSecond:N0} | {load.P50:0.00} | {load.P99:0.00} | {load.PerSecond / limit:0.00} | {load.Errors} |");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{Uploads} uploads at once of a 12 MP JPEG of {new FileInfo(photo).Length / 1e6:0.0} MB:");
        text.AppendLine().AppendLine("| server | done | seconds | resident before, MB | peak, MB |").AppendLine("|---|---|---|---|---|");
        text.AppendLine(await UploadAsync(azurite, "JIT", ServiceProcess.Jit, photo));
        text.AppendLine(await UploadAsync(azurite, "native", [ServiceProcess.ExecutableOf(functionApp)], photo));

        await Report.WriteAsync("media", text.ToString());
        File.Delete(answers);
        Directory.Delete(folder, recursive: true);
        return 0;
    }

    private static async Task<string> UploadAsync(Azurite azurite, string name, string[] command, string photo)
    {
        using var server = ServiceProcess.StartServer(azurite, command, isCached: true);
        using HttpClient client = server.Client();
        await server.FirstAnswerAsync(client, "/health/ready");
        double before = server.ResidentMegabytes();
        byte[] bytes = await File.ReadAllBytesAsync(photo);
        long began = TimeProvider.System.GetTimestamp();
        int done = (await Task.WhenAll(Enumerable.Range(0, Uploads).Select(async number =>
        {
            // Each file has bytes of its own.
            using var content = new ByteArrayContent([.. bytes, .. Guid.NewGuid().ToByteArray()]);
            using HttpResponseMessage answer = await client.PostAsync($"/api/media?name={number}.jpg", content);
            return answer.IsSuccessStatusCode;
        }))).Count(isDone => isDone);
        double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {done} | {seconds:0.0} | {before:0} | {server.PeakMegabytes():0} |");
    }

    // An announcement with the picture; returns the path of its rendition of 800 pixels.
    private static async Task<string> PublishAsync(ServiceProcess service, string photo)
    {
        using HttpClient client = service.Client();
        await service.FirstAnswerAsync(client, "/health/ready");
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(photo));
        using HttpResponseMessage made = await client.PostAsync("/api/media?name=zdjecie.jpg", content);
        made.EnsureSuccessStatusCode();
        var medium = (Guid)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!;
        using HttpResponseMessage published = await client.PostAsJsonAsync(
            "/api/announcements", new { title = "Zdjęcie", status = "published", image = new { media = medium, alt = "Zdjęcie" } });
        published.EnsureSuccessStatusCode();
        var id = (Guid)JsonNode.Parse(await published.Content.ReadAsStringAsync())!["id"]!;
        return $"/media/{id}/{medium}/zdjecie.jpg?width=800";
    }

    private static async Task<string> CaptureAsync(ServiceProcess service, string path)
    {
        using HttpClient client = service.Client();
        using HttpResponseMessage answer = await client.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Content-Length" or "Transfer-Encoding"))
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
        string file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, WireAnswer> { [path] = new WireAnswer(headers, await answer.Content.ReadAsByteArrayAsync()) }));
        return file;
    }
}
