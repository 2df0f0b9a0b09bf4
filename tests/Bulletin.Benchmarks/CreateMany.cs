using System.Diagnostics;
using System.Net.Http.Json;

namespace Bulletin.Benchmarks;

/// <summary>Creates many announcements, one after the other, and compares the last tenth with the first.</summary>
internal static class CreateMany
{
    public static async Task RunAsync(int count)
    {
        await using MeasuredService service = await MeasuredService.StartAsync();
        HttpClient client = service.Client;
        List<string> categories = [];
        for (int number = 1; number <= 12; number++)
        {
            (await client.PostAsJsonAsync("/api/categories", new { name = $"Kategoria {number}" })).EnsureSuccessStatusCode();
            categories.Add($"kategoria-{number}");
        }

        // The cost of the first requests of a process is not measured.
        for (int warm = 0; warm < 200; warm++)
        {
            (await client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(count + warm, categories))).EnsureSuccessStatusCode();
        }

        int part = Math.Max(1, count / 10);
        Console.WriteLine("| announcements | whole, ms each | storage, ms each | the rest, ms each | storage requests each |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        List<Part> parts = [];
        for (int first = 0; first < count; first += part)
        {
            parts.Add(await CreateAsync(service, first, part, categories));
            Console.WriteLine(parts[^1].Row);
        }

        Part begin = parts[0];
        Part end = parts[^1];
        Console.WriteLine();
        Console.WriteLine($"Last {part} against first {part}: whole {end.Whole / begin.Whole:0.00}, storage {end.Storage / begin.Storage:0.00}, the rest {end.Rest / begin.Rest:0.00} (at most 1.20).");
    }

    private static async Task<Part> CreateAsync(MeasuredService service, int first, int count, List<string> categories)
    {
        TimeSpan storageBefore = service.Meter.Time;
        int requestsBefore = service.Meter.Requests;
        long start = Stopwatch.GetTimestamp();
        for (int number = first; number < first + count; number++)
        {
            using HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/announcements", SampleText.Announcement(number, categories));
            answer.EnsureSuccessStatusCode();
        }

        double whole = Stopwatch.GetElapsedTime(start).TotalMilliseconds / count;
        double storage = (service.Meter.Time - storageBefore).TotalMilliseconds / count;
        return new Part(first, first + count, whole, storage, (service.Meter.Requests - requestsBefore) / (double)count);
    }

    private sealed record Part(int First, int End, double Whole, double Storage, double Requests)
    {
        public double Rest => Whole - Storage;

        public string Row => $"| {First + 1:N0}–{End:N0} | {Whole:0.00} | {Storage:0.00} | {Rest:0.00} | {Requests:0.00} |";
    }
}
