using Bulletin.Announcements;
using Bulletin.Library;
using Bulletin.Media;
using Bulletin.Problems;
using Bulletin.Site;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.LocalRun;

/// <summary>Uploads the pictures and files of the sample content, and names them in its announcements.</summary>
internal sealed class SampleMedia(IServiceProvider services)
{
    /// <summary>The action that the change log has for an upload.</summary>
    public const string FirstAction = "add-medium";

    /// <summary>The pictures and files; none where they cannot be kept.</summary>
    public IReadOnlyList<SampleMedium> All { get; set; } = SampleFiles.Media();

    /// <summary>The ids of those that were uploaded, by their names.</summary>
    public Dictionary<string, Guid> Ids { get; } = [];

    /// <summary>Returns true if blob storage answers and pictures can be read.</summary>
    public async Task<bool> CanBeKeptAsync(CancellationToken cancellation)
    {
        try
        {
            await KeepAsync(All[0].File, cancellation);
            return true;
        }
        catch (UnavailableException)
        {
            return false;
        }
    }

    /// <summary>Uploads a picture or file: one write of the site.</summary>
    public async Task AddAsync(SampleMedium medium, Actor actor, CancellationToken cancellation) => Ids[medium.File] =
        (await services.GetRequiredService<MediumEditor>().AddAsync(
            await KeepAsync(medium.File, cancellation), medium.Input, null, actor, cancellation)).Id;

    /// <summary>Returns true if an announcement names any of them.</summary>
    public bool AreNamedBy(SampleAnnouncement sample) => All.Count > 0 && (sample.Picture is not null || sample.Attachments.Count > 0);

    /// <summary>Records the uses of an announcement: one write of the site.</summary>
    public Task RecordUsesAsync(Guid announcement, SampleAnnouncement sample, Actor actor, CancellationToken cancellation) =>
        services.GetRequiredService<MediaUses>().RecordAsync(announcement, InputOf(sample), actor, cancellation);

    /// <summary>Returns the change that names the picture and the attachments of an announcement.</summary>
    public AnnouncementInput InputOf(SampleAnnouncement sample) => new()
    {
        Image = sample.Picture is { } picture
            ? new(true, new ImageInput(new(true, Ids[picture.File].ToString("D")), default, new(true, picture.Alt)))
            : default,
        Attachments = sample.Attachments.Count > 0
            ? new(true, sample.Attachments.Select(one => new AttachmentInput(Ids[one.File], one.Title)).ToList())
            : default,
    };

    private async Task<KeptFile> KeepAsync(string name, CancellationToken cancellation)
    {
        using TemporaryFile file = await TemporaryFile.CreateAsync(async stream =>
        {
            using Stream content = SampleFiles.Open(name);
            await content.CopyToAsync(stream, cancellation);
        });
        return await services.GetRequiredService<FileStore>().KeepAsync(file.Path, name, cancellation);
    }
}
