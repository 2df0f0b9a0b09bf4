using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Reading;
using Bulletin.Site;
using Bulletin.Tests.Storage;

namespace Bulletin.Tests;

/// <summary>Things that tests start from: <c>A.Draft()</c>, <c>A.Category()</c>.</summary>
internal static class A
{
    public static readonly DateTimeOffset Moment = new(2024, 4, 23, 8, 33, 0, TimeSpan.Zero);

    public const string Language = "pl";

    public static readonly BodyPreparation Preparation = new(new BodyPreparationLimits(), new RenderedBodies(RenderedBodies.DefaultBytes));

    public static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static Announcement Draft() => AnnouncementChange.Blank(Guid.CreateVersion7(Moment), Language, Moment, new Actor("Ewa", Role.Editor)) with
    {
        Title = "Tytuł",
        Slug = "tytul",
        Body = "Treść",
        Lead = "Treść",
        Revision = 1,
    };

    public static Announcement Published(DateTimeOffset? at = null) => Settled(Draft(), AnnouncementStatus.Published, at ?? Moment);

    public static Announcement Scheduled(DateTimeOffset publishedAt) =>
        Settled(Draft() with { PublishedAt = publishedAt }, AnnouncementStatus.Published, Moment);

    public static Announcement Archived(DateTimeOffset? at = null) => Settled(Published(), AnnouncementStatus.Archived, at ?? Moment.AddDays(1));

    public static Announcement Deleted(DateTimeOffset? at = null) => Settled(Published(), AnnouncementStatus.Deleted, at ?? Moment.AddDays(1));

    /// <summary>Brought into a state, with nothing else changed.</summary>
    public static Announcement Settled(Announcement announcement, AnnouncementStatus status, DateTimeOffset at) =>
        AnnouncementChange.Settle(announcement, announcement, status, Year, at);

    public static Category Category(Guid? id = null, string? slug = null, string? name = null) => new()
    {
        Id = id ?? Guid.NewGuid(),
        Slug = slug ?? $"c{id ?? Guid.NewGuid():N}"[..20],
        Name = name ?? slug ?? $"Kategoria {id ?? Guid.NewGuid():N}"[..30],
        Revision = 1,
        CreatedAt = Moment,
        ChangedAt = Moment,
    };

    public static SiteWrite Write(FakeTable fake, Category[] categories, DateTimeOffset? now = null, int? kept = null) => new(
        fake.Table,
        new SiteVersion(0, "epoch", 0, null),
        new CategorySet(0, categories),
        now ?? Moment,
        new Actor("Ewa", Role.Editor),
        "test",
        ImmutableHashSet<string>.Empty)
    {
        RevisionsKept = kept,
    };

    public static AnnouncementInput Input(string json, bool isPatch = true) => AnnouncementInput.Read(Json(json), isPatch);

    /// <summary>A patch with what it makes of an announcement's body, prepared.</summary>
    public static AnnouncementInput Patch(Announcement present, string json) => Prepared(
        () => Preparation.PreparePatchAsync(Input(json), () => present, CancellationToken.None)) with
    { Media = NamedMedia };

    /// <summary>The input of a complete announcement, with its body prepared.</summary>
    public static AnnouncementInput Whole(string json) => Prepared(Input(json, isPatch: false)) with { Media = NamedMedia };

    /// <inheritdoc cref="Whole"/>
    public static AnnouncementInput Prepared(AnnouncementInput whole) => Prepared(() => Preparation.PrepareWholeAsync(whole, CancellationToken.None));

    // A test of pure rules has nothing else to wait for.
    private static AnnouncementInput Prepared(Func<Task<AnnouncementInput>> prepare) => Task.Run(prepare).GetAwaiter().GetResult();

    /// <summary>The id of a PDF.</summary>
    public const string MediumId = "0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b14";

    /// <summary>A PDF as an announcement keeps it.</summary>
    public static NamedMedium Document { get; } =
        new() { Id = Guid.Parse(MediumId), Hash = new string('a', 64), Kind = "pdf", Name = "uchwala.pdf", Bytes = 1000 };

    /// <summary>The URLs of the media of an announcement.</summary>
    public static MediaPlace Media { get; } = new("https://news.example.org/media/x");

    /// <summary>The media that a request can name.</summary>
    public static Dictionary<Guid, NamedMedium> NamedMedia => new() { [Document.Id] = Document };

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>The errors that a problem names, as <c>member: error</c>.</summary>
    public static IReadOnlyList<string> Errors(Action act)
    {
        Problem problem = Assert.Throws<ProblemException>(act).Problem;
        Assert.Equal(ProblemKind.Invalid, problem.Kind);
        return problem.Errors.SelectMany(member => member.Value.Select(error => $"{member.Key}: {error}")).ToList();
    }

    public static ProblemKind KindOf(Action act) => Assert.Throws<ProblemException>(act).Problem.Kind;

    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Text of so many bytes of UTF-8 that hardly compresses.</summary>
    public static string Noise(int bytes)
    {
        var text = new StringBuilder();
        var random = new Random(bytes);
        int length = 0;
        while (length < bytes)
        {
            var rune = new Rune(bytes - length < 4 ? random.Next(0x21, 0x7F) : random.Next(0x10000, 0x110000));
            text.Append(rune.ToString());
            length += rune.Utf8SequenceLength;
        }

        return text.ToString();
    }
}
