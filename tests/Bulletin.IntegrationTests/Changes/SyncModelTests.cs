using System.Net;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.IntegrationTests.Changes;

/// <summary>
/// Five clients keep copies, asking now this instance and now that one, at random moments, while eight writers work and time passes.
/// A longer run: set BULLETIN_MODEL_ITERATIONS (10 rounds for each). A failure names its seed; the order in which writers meet is
/// not the seed's.
/// </summary>
public sealed class SyncModelTests(AzuriteFixture azurite)
{
    private const int Writers = 8;
    private const int Clients = 5;

    private static readonly int Rounds = 10 * (int.TryParse(Environment.GetEnvironmentVariable("BULLETIN_MODEL_ITERATIONS"), out int asked) ? asked : 1);
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Start);
    private readonly Lock change = new();
    private readonly List<Guid> announcements = [];
    private readonly List<string> categories = [];

    [Fact]
    public async Task After_a_last_sync_each_copy_equals_the_public_list_and_the_categories()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}.");
        KeyValuePair<string, string?>[] settings = [new("Bulletin:Archiving:After", "1"), new("Bulletin:ChangeLog:Keep", "2")];
        await using Service one = await Service.StartAsync(azurite, settings, clock);
        await using Service other = await Service.StartAsync(azurite, settings, clock, one.Services.GetRequiredService<BulletinSettings>().Table);
        using var first = Newsroom.At(one);
        using var second = Newsroom.At(other);
        Newsroom[] instances = [first, second];
        foreach (string name in (string[])["Sport", "Kultura", "Zieleń", "Komunikacja"])
        {
            categories.Add((await first.CreateCategoryAsync(name)).Slug);
        }

        var copies = Enumerable.Range(0, Clients).Select(_ => new ClientCopy()).ToList();
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            int roundSeed = random.Next();
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(instances, new Random(roundSeed + writer)))
                .Concat(copies.Select((copy, client) => SyncSomeAsync(copy, instances, new Random(roundSeed + 100 + client)))));
            clock.Advance(Pause(random));
            if (random.Next(3) == 0)
            {
                await (random.Next(2) == 0 ? one : other).RunTimersAsync();
            }
        }

        // Beyond what the caches keep, and everything settled: counts are at most one tick behind.
        clock.Advance(TimeSpan.FromMinutes(1));
        await one.RunTimersAsync();
        await other.RunTimersAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        foreach (ClientCopy copy in copies)
        {
            await copy.SyncAsync(instances[random.Next(2)], random.Next(1, 101));
        }

        SortedDictionary<Guid, string> list = await PublicAsync(first);
        List<string> listedCategories = (await first.ReadAsync("/api/categories")).Body!["items"]!.AsArray()
            .Select(category => category!.ToJsonString()).Order(StringComparer.Ordinal).ToList();
        foreach (ClientCopy copy in copies)
        {
            await DescribeAsync(copy, list, first, new SiteRows(one));
            Assert.Equal(list, copy.Announcements);
            Assert.Equal(listedCategories, copy.Categories);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{announcements.Count} announcements made, {list.Count} public, {listedCategories.Count} categories, {copies.Sum(copy => copy.Restarts)} times over.");
        Assert.Empty(await one.VerifyAsync());
    }

    // Describes the announcements in which a copy differs.
    private static async Task DescribeAsync(ClientCopy copy, SortedDictionary<Guid, string> list, Newsroom newsroom, SiteRows rows)
    {
        foreach (Guid id in list.Except(copy.Announcements).Concat(copy.Announcements.Except(list)).Select(one => one.Key).Distinct())
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{id}: in the list {list.ContainsKey(id)}, in the copy {copy.Announcements.ContainsKey(id)}");
            TestContext.Current.TestOutputHelper!.WriteLine((await newsroom.ReadForEditorsAsync($"/api/editor/announcements/{id}")).Text);
            foreach (ChangeLogEntry entry in (await rows.ReadAsync("u:")).Select(ChangeLogEntry.FromRow).Where(entry => entry.Changes.Any(change => change.Id == id)))
            {
                TestContext.Current.TestOutputHelper!.WriteLine($"{entry.Version} {entry.At:O} {entry.Action} {entry.Changes.First(change => change.Id == id).Kind}");
            }
        }
    }

    private static async Task<SortedDictionary<Guid, string>> PublicAsync(Newsroom newsroom)
    {
        SortedDictionary<Guid, string> all = [];
        foreach (Guid id in await newsroom.ListAsync())
        {
            all[id] = (await newsroom.ItemAsync(id)).Expect(HttpStatusCode.OK).Body!.ToJsonString();
        }

        return all;
    }

    private static TimeSpan Pause(Random random) => random.Next(6) switch
    {
        0 => TimeSpan.FromHours(random.Next(6, 60)),
        1 => TimeSpan.FromMinutes(random.Next(1, 90)),
        _ => TimeSpan.FromSeconds(random.Next(1, 20)),
    };

    private static async Task SyncSomeAsync(ClientCopy copy, Newsroom[] instances, Random random)
    {
        for (int times = random.Next(5); times > 0; times--)
        {
            await copy.SyncOnceAsync(instances[random.Next(2)], random.Next(1, 12));
        }
    }

    private async Task WriteAsync(Newsroom[] instances, Random random)
    {
        for (int times = random.Next(1, 5); times > 0; times--)
        {
            Newsroom newsroom = instances[random.Next(2)];
            Answer answer = await WriteOnceAsync(newsroom, random);
            // With concurrent writers, an item that existed a moment ago may be deleted, or in another state.
            Assert.True((int)answer.Status is 200 or 201 or 204 or 400 or 404 or 409 or 410 or 412, answer.Text);
        }
    }

    private async Task<Answer> WriteOnceAsync(Newsroom newsroom, Random random)
    {
        Guid? id = Any(announcements, random);
        string address = $"/api/announcements/{id}";
        switch (id is null ? 0 : random.Next(14))
        {
            case 0 or 1 or 2 or 3:
                Answer made = await newsroom.SendAsync(HttpMethod.Post, "/api/announcements", New(random));
                if (made.Status == HttpStatusCode.Created)
                {
                    Add(announcements, made.Id);
                }

                return made;
            case 4:
                return await newsroom.SendAsync(HttpMethod.Patch, address, new { title = $"Zmieniony {random.Next()}", body = $"Treść {random.Next()}" }, "*");
            case 5:
                bool pinned = random.Next(4) == 0;
                DateTimeOffset? pinEnds = pinned && random.Next(2) == 0 ? clock.GetUtcNow().AddMinutes(random.Next(1, 120)) : null;
                return await newsroom.SendAsync(HttpMethod.Patch, address, new { categories = Some(random), pinned, pinnedUntil = pinEnds }, "*");
            case 6:
                return await newsroom.SendAsync(HttpMethod.Post, $"{address}/publish", new { publishedAt = Soon(random) });
            case 7:
                return await newsroom.SendAsync(HttpMethod.Post, $"{address}/unpublish");
            case 8:
                return await newsroom.SendAsync(HttpMethod.Post, $"{address}/archive");
            case 9:
                return await newsroom.SendAsync(HttpMethod.Post, $"{address}/restore");
            case 10:
                return await newsroom.SendAsync(HttpMethod.Delete, address, ifMatch: "*");
            case 11:
                return await AddCategoryAsync(newsroom, $"Kategoria {random.Next()}");
            case 12:
                return await RenameAsync(newsroom, random);
            default:
                return await newsroom.SendAsync(HttpMethod.Delete, $"/api/categories/{Any(categories, random)}?moveTo={Any(categories, random)}", ifMatch: "*");
        }
    }

    private object New(Random random) => new
    {
        title = $"Wpis {random.Next()}",
        body = $"Treść *{random.Next()}*.",
        status = random.Next(5) == 0 ? "draft" : "published",
        publishedAt = random.Next(2) == 0 ? Soon(random) : (DateTimeOffset?)null,
        expiresAt = random.Next(3) == 0 ? clock.GetUtcNow().AddMinutes(random.Next(60, 600)) : (DateTimeOffset?)null,
        categories = Some(random),
        pinned = random.Next(6) == 0,
    };

    private DateTimeOffset Soon(Random random) => clock.GetUtcNow().AddSeconds(random.Next(-3600, 3600));

    private async Task<Answer> AddCategoryAsync(Newsroom newsroom, string name)
    {
        Answer made = await newsroom.SendAsync(HttpMethod.Post, "/api/categories", new { name });
        if (made.Status == HttpStatusCode.Created)
        {
            Add(categories, made.Slug);
        }

        return made;
    }

    private async Task<Answer> RenameAsync(Newsroom newsroom, Random random)
    {
        string slug = $"kategoria-{random.Next()}";
        Answer renamed = await newsroom.SendAsync(HttpMethod.Put, $"/api/categories/{Any(categories, random)}", new { name = $"Nazwa {random.Next()}", slug }, "*");
        if (renamed.Status == HttpStatusCode.OK)
        {
            Add(categories, slug);
        }

        return renamed;
    }

    private string[] Some(Random random) => Enumerable.Range(0, random.Next(3)).Select(_ => Any(categories, random)!).Distinct().ToArray();

    private T? Any<T>(List<T> of, Random random)
    {
        lock (change)
        {
            return of.Count == 0 ? default : of[random.Next(of.Count)];
        }
    }

    private Guid? Any(List<Guid> of, Random random)
    {
        lock (change)
        {
            return of.Count == 0 ? null : of[random.Next(of.Count)];
        }
    }

    private void Add<T>(List<T> to, T one)
    {
        lock (change)
        {
            to.Add(one);
        }
    }
}
