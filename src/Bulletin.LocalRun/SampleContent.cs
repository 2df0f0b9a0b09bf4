using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Editing;
using Bulletin.Http;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.LocalRun;

/// <summary>
/// Loads the sample content by replaying its history: the service itself creates, publishes, changes and archives every
/// announcement, with its clock set to the time of the event.
/// </summary>
internal static class SampleContent
{
    // More events than the sample has.
    private const int MostEvents = 1_000;

    private static readonly Actor Newsroom = new("Redakcja", Role.Admin);

    // The age of the categories, whose creation comes before all other events. Each event is one write, so the version
    // of the site is the number of past events.
    private static readonly TimeSpan BeforeEverything = TimeSpan.FromDays(1000);

    /// <summary>
    /// Loads the sample into a site that has never been written to, or continues an interrupted load; does nothing in
    /// any other site.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="say">Receives a message when loading starts.</param>
    /// <param name="cancellation">Stops the load between two events; the next run continues it.</param>
    /// <param name="observer">Observes every storage request, if given.</param>
    /// <exception cref="StorageUnavailableException">Storage is unavailable.</exception>
    public static async Task LoadOnceAsync(
        BulletinSettings settings,
        Action<string> say,
        CancellationToken cancellation,
        Azure.Core.Pipeline.HttpPipelinePolicy? observer = null)
    {
        var clock = new HistoricClock();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddBulletin(settings, observer);
        ServiceProvider provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var media = new SampleMedia(provider);
            if (await RestAsync(provider, settings, media, say, cancellation) is not { Count: > 0 } rest)
            {
                return;
            }

            say("Loading the sample content…");
            foreach (SampleEvent happening in rest)
            {
                clock.Now = happening.At;
                await happening.Happen(cancellation);
            }
        }
    }

    // Returns the events that have not happened yet; null if anything else was written to the site.
    private static async Task<List<SampleEvent>?> RestAsync(
        IServiceProvider services, BulletinSettings settings, SampleMedia media, Action<string> say, CancellationToken cancellation)
    {
        SiteTable table = services.GetRequiredService<SiteTable>();
        long version = (await SiteVersion.ReadAsync(table, cancellation)).Version;
        DateTimeOffset now = TimeProvider.System.GetUtcNow().ToMilliseconds();
        if (version == 0)
        {
            if (!await media.CanBeKeptAsync(cancellation))
            {
                media.All = [];
                say("The sample comes without pictures and attachments: blob storage or libvips is not there.");
            }

            return Events(services, settings, media, now, []);
        }

        if (version > MostEvents)
        {
            // A site in use, whose log is long.
            return null;
        }

        List<ChangeLogEntry> log = [];
        // The log of an old site lacks its beginning.
        await foreach (Azure.Data.Tables.TableEntity row in table.RowsAsync(
            new RowRange(RowKeys.Change(1), RowKeys.Change(version + 1)), null, cancellation))
        {
            log.Add(ChangeLogEntry.FromRow(row));
        }

        if (log is not [{ Version: 1 } first, ..])
        {
            return null;
        }

        // The dates of the sample are relative to the start of its loading.
        if (first.Action != SampleMedia.FirstAction)
        {
            media.All = [];
        }

        List<SampleEvent> events = Events(services, settings, media, first.At + BeforeEverything, log);
        bool isCutOff = version < events.Count && log.Count == version
            && log.Zip(events).All(pair => pair.First.At == pair.Second.At && pair.First.Actor == Newsroom.Name);
        return isCutOff ? events[(int)version..] : null;
    }

    // Returns the events in chronological order. The ids of existing announcements come from the log.
    private static List<SampleEvent> Events(
        IServiceProvider services, BulletinSettings settings, SampleMedia media, DateTimeOffset now, List<ChangeLogEntry> log)
    {
        List<SampleEvent> events = [.. media.All.Select(medium => MediumEvent(media, medium, now))];
        events.AddRange(SampleFiles.Categories().Select(category => CategoryEvent(services, category, now)));
        events.AddRange(SampleFiles.Announcements(settings.TimeZone, now)
            .SelectMany(sample => Events(services.GetRequiredService<AnnouncementEditor>(), media, sample, now)));
        List<SampleEvent> inOrder = [.. events.OrderBy(happening => happening.At)];
        foreach ((SampleEvent happening, ChangeLogEntry entry) in inOrder.Zip(log))
        {
            happening.Happened?.Invoke(entry.Changes[0].Id);
        }

        return inOrder;
    }

    private static SampleEvent CategoryEvent(IServiceProvider provider, JsonElement category, DateTimeOffset now) => new(
        now - BeforeEverything,
        stop => provider.GetRequiredService<CategoryEditor>().CreateAsync(CategoryInput.Read(category), Newsroom, stop));

    private static SampleEvent MediumEvent(SampleMedia media, SampleMedium medium, DateTimeOffset now) => new(
        now - BeforeEverything, stop => media.AddAsync(medium, Newsroom, stop))
    {
        Happened = made => media.Ids[medium.File] = made,
    };

    private static IEnumerable<SampleEvent> Events(
        AnnouncementEditor editor, SampleMedia media, SampleAnnouncement sample, DateTimeOffset now)
    {
        Guid id = default;
        DateTimeOffset published = sample.Published ?? now.AddDays(-2);
        DateTimeOffset created = published > now ? now.AddDays(-1) : published.AddHours(-2);
        yield return new SampleEvent(created, async stop =>
            id = (await editor.CreateAsync(sample.Input, null, Newsroom, stop)).Announcement.Id)
        {
            Happened = made => id = made,
        };
        if (media.AreNamedBy(sample))
        {
            // The uses are a write of their own, which a later one that names the media finds.
            yield return new SampleEvent(created.AddSeconds(1), stop => media.RecordUsesAsync(id, sample, Newsroom, stop));
            yield return new SampleEvent(
                created.AddSeconds(2), stop => editor.PatchAsync(id, media.InputOf(sample), IfMatch.None, Newsroom, stop));
        }

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
            DateTimeOffset archived = (sample.Updated ?? published).AddDays(1);
            yield return new SampleEvent(archived, stop => editor.ArchiveAsync(id, IfMatch.None, Newsroom, stop));
        }
    }

    // An event, and an action that restores its result if it happened in an earlier load.
    private sealed record SampleEvent(DateTimeOffset At, Func<CancellationToken, Task> Happen)
    {
        public Action<Guid>? Happened { get; init; }
    }

    private sealed class HistoricClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
