using System.Text.Json;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Http;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.LocalRun;

/// <summary>
/// Loads the sample content by living through its history: every announcement is made, published, changed and archived by the
/// service itself, with its clock at the moment at which that happened.
/// </summary>
internal static class SampleContent
{
    private static readonly Actor Newsroom = new("Redakcja", Role.Admin);

    /// <summary>Loads it into a site that has never been written to; does nothing in any other.</summary>
    /// <exception cref="StorageUnavailableException">Storage is away.</exception>
    public static async Task LoadOnceAsync(BulletinSettings settings, Action<string> say, CancellationToken cancellation)
    {
        var clock = new HistoricClock();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddBulletin(settings);
        ServiceProvider provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            if ((await SiteVersion.ReadAsync(provider.GetRequiredService<SiteTable>(), cancellation)).Version > 0)
            {
                return;
            }

            say("Loading the sample content…");
            List<SampleEvent> events = [.. SampleFiles.Categories().Select(category => CategoryEvent(provider, category, clock.Real))];
            events.AddRange(SampleFiles.Announcements(settings.TimeZone, clock.Real)
                .SelectMany(sample => Events(provider.GetRequiredService<AnnouncementEditor>(), sample, clock.Real)));
            foreach (SampleEvent happening in events.OrderBy(happening => happening.At))
            {
                clock.Now = happening.At;
                await happening.Happen(cancellation);
            }
        }
    }

    private static SampleEvent CategoryEvent(ServiceProvider provider, JsonElement category, DateTimeOffset now) => new(
        now.AddDays(-1000),
        stop => provider.GetRequiredService<CategoryEditor>().CreateAsync(CategoryInput.Read(category), Newsroom, stop));

    private static IEnumerable<SampleEvent> Events(AnnouncementEditor editor, SampleAnnouncement sample, DateTimeOffset now)
    {
        Guid id = default;
        DateTimeOffset published = sample.Published ?? now.AddDays(-2);
        DateTimeOffset created = published > now ? now.AddDays(-1) : published.AddHours(-2);
        yield return new SampleEvent(created, async stop =>
            id = (await editor.CreateAsync(sample.Input, null, Newsroom, stop)).Announcement.Id);
        if (sample.Published is null)
        {
            yield break;
        }

        DateTimeOffset publication = published > now ? created.AddHours(1) : published;
        yield return new SampleEvent(publication, stop => editor.PublishAsync(
            id, new AnnouncementInput { PublishedAt = new(true, published) }, IfMatch.None, Newsroom, stop));
        if (sample.Updated is { } updated)
        {
            yield return new SampleEvent(updated, stop => editor.PatchAsync(id, sample.Update, IfMatch.None, Newsroom, stop));
        }

        if (sample.IsArchived)
        {
            yield return new SampleEvent((sample.Updated ?? published).AddDays(1), stop => editor.ArchiveAsync(id, IfMatch.None, Newsroom, stop));
        }
    }

    private sealed record SampleEvent(DateTimeOffset At, Func<CancellationToken, Task> Happen);

    private sealed class HistoricClock : TimeProvider
    {
        public DateTimeOffset Real { get; } = System.GetUtcNow().ToMilliseconds();

        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
