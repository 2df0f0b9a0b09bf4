using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Library;
using Bulletin.Problems;
using NodaTime;

namespace Bulletin.LocalRun;

/// <summary>An announcement of the sample content and its history.</summary>
internal sealed record SampleAnnouncement(
    AnnouncementInput Input, DateTimeOffset? Published, DateTimeOffset? Updated, AnnouncementInput Update, bool IsArchived)
{
    /// <summary>The name of its picture among the media of the sample, with the alternative text; null if it has none.</summary>
    public (string File, string Alt)? Picture { get; init; }

    /// <summary>The names of its attachments among the media of the sample, with the texts of their links.</summary>
    public IReadOnlyList<(string File, string Title)> Attachments { get; init; } = [];
}

/// <summary>A picture or file of the sample content.</summary>
/// <param name="File">Its name.</param>
/// <param name="Input">Its description.</param>
internal sealed record SampleMedium(string File, MediumInput Input);

/// <summary>Reads the files of <c>Sample/</c>; <c>Sample/README.md</c> describes their format.</summary>
internal static class SampleFiles
{
    private static readonly Assembly Files = typeof(SampleFiles).Assembly;

    /// <summary>Reads the categories, in the form in which a client sends them.</summary>
    public static IReadOnlyList<JsonElement> Categories()
    {
        using var document = JsonDocument.Parse(Read("Sample/categories.json"));
        return document.RootElement.EnumerateArray().Select(category => category.Clone()).ToList();
    }

    /// <summary>Reads the descriptions of pictures and files, in the form in which a client sends them.</summary>
    public static IReadOnlyList<SampleMedium> Media()
    {
        using var document = JsonDocument.Parse(Read("Sample/media.json"));
        return document.RootElement.EnumerateArray()
            .Select(one => new SampleMedium(one.GetProperty("file").GetString()!, MediumInput.Read(WithoutFile(one)))).ToList();
    }

    /// <summary>Opens a picture or file.</summary>
    public static Stream Open(string file) => Files.GetManifestResourceStream($"Sample/media/{file}")
        ?? throw new InvalidDataException($"There is no Sample/media/{file}.");

    /// <summary>Reads the announcements, with dates relative to <paramref name="now"/>.</summary>
    public static IEnumerable<SampleAnnouncement> Announcements(DateTimeZone zone, DateTimeOffset now) => Files.GetManifestResourceNames()
        .Where(name => name.EndsWith(".md", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name => Parse(Read(name), zone, now));

    // The default language of the sample, stated because the site may have another.
    private static readonly Member<string> Polish = new(true, "pl");

    private static SampleAnnouncement Parse(string file, DateTimeZone zone, DateTimeOffset now)
    {
        string[] parts = file.Split("\n\n", 2);
        Dictionary<string, string> header = parts[0].Split('\n')
            .Select(line => line.Split(':', 2))
            .ToDictionary(line => line[0], line => line[1].Trim(), StringComparer.Ordinal);
        string body = parts[1].TrimEnd();
        string? image = header.GetValueOrDefault("image");
        bool isElsewhere = image?.StartsWith("https:", StringComparison.Ordinal) == true;
        Instants instants = new(zone, now);
        DateTimeOffset? published = header.TryGetValue("published", out string? publishedText) ? instants.Parse(publishedText) : null;
        var input = new AnnouncementInput
        {
            Title = new(true, header["title"]),
            Lead = Text(header, "lead"),
            Body = new(true, body),
            Language = Text(header, "language") is { IsPresent: true } named ? named : Polish,
            Categories = header.TryGetValue("categories", out string? categories)
                ? new(true, categories.Split(',', StringSplitOptions.TrimEntries))
                : default,
            Image = isElsewhere ? new(true, new ImageInput(default, new(true, image), new(true, header["imageAlt"]))) : default,
            Author = Text(header, "author"),
            SourceUrl = Text(header, "sourceUrl"),
            Pinned = new(true, header.ContainsKey("pinned")),
            Keep = new(true, header.ContainsKey("keep")),
            ExpiresAt = header.TryGetValue("expires", out string? expires) ? new(true, instants.Parse(expires)) : default,
        };
        return new SampleAnnouncement(
            input,
            published,
            header.TryGetValue("updated", out string? minutes)
                ? published?.AddMinutes(int.Parse(minutes, CultureInfo.InvariantCulture))
                : null,
            new AnnouncementInput
            {
                Title = Text(header, "updatedTitle"),
                Body = header.TryGetValue("updateAppend", out string? appended) ? new(true, $"{body}\n\n{appended}") : default,
            },
            header.ContainsKey("status"))
        {
            Picture = image is null || isElsewhere ? null : (image, header["imageAlt"]),
            Attachments = header.TryGetValue("attachments", out string? files)
                ? files.Split("; ").Select(file => file.Split(' ', 2)).Select(file => (file[0], file[1])).ToList()
                : [],
        };
    }

    private static JsonElement WithoutFile(JsonElement medium) => JsonSerializer.SerializeToElement(
        medium.EnumerateObject().Where(member => member.Name != "file").ToDictionary(member => member.Name, member => member.Value));

    private static Member<string> Text(Dictionary<string, string> header, string key) =>
        header.TryGetValue(key, out string? value) ? new(true, value) : default;

    private static string Read(string name)
    {
        using var reader = new StreamReader(Files.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    // "-12d 10:33": 10:33 twelve days ago, in the site's time zone; "-0d": now.
    private sealed class Instants(DateTimeZone zone, DateTimeOffset now)
    {
        public DateTimeOffset Parse(string text)
        {
            string[] parts = text.Split(' ');
            int days = int.Parse(parts[0].TrimEnd('d'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            if (parts.Length == 1)
            {
                return now.AddDays(days);
            }

            LocalDate day = SiteDate.Of(now, zone).PlusDays(days);
            TimeOnly time = TimeOnly.ParseExact(parts[1], "HH:mm", CultureInfo.InvariantCulture);
            return zone.AtLeniently(day.At(new LocalTime(time.Hour, time.Minute))).ToDateTimeOffset().ToUniversalTime();
        }
    }
}
