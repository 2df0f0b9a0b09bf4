using Bulletin.LocalRun;
using Bulletin.Settings;
using Bulletin.Storage;
using Microsoft.Extensions.Configuration;

namespace Bulletin.IntegrationTests;

/// <summary>The sample content is loaded once, whole, however often its loading is cut off.</summary>
public sealed class SampleLoadTests(AzuriteFixture azurite)
{
    private readonly string table = AzuriteFixture.NewTableName();
    private readonly BeforeStorage before = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_load_that_was_cut_off_is_continued()
    {
        int runs = 0;
        // After the first category, among the categories, and after every thirty writes.
        foreach (int commits in (int[])[1, 3, 30, 30])
        {
            await LoadAsync(commits);
            runs++;
        }

        await LoadAsync(null);

        await using Service service = await Service.StartAsync(azurite, table: table);
        int version = await VersionAsync(service);
        Assert.True(version > 64, $"{version} writes after {runs} runs.");
        await using Service other = await Service.StartAsync(azurite);
        await LoadAsync(null, Table(other));
        Assert.Equal(version, await VersionAsync(other));
        foreach (string prefix in (string[])["a:", "k:", "h:", "t:", "z:", "n:draft:", "n:scheduled:"])
        {
            Assert.Equal((await new SiteRows(other).ReadAsync(prefix)).Count, (await new SiteRows(service).ReadAsync(prefix)).Count);
        }

        Assert.Empty(await service.VerifyAsync());
        // A complete sample is not loaded again.
        await LoadAsync(null);
        Assert.Equal(version, await VersionAsync(service));
    }

    [Fact]
    public async Task A_site_to_which_somebody_else_wrote_gets_no_sample()
    {
        await LoadAsync(2);
        await using Service service = await Service.StartAsync(azurite, table: table);
        using var newsroom = Newsroom.At(service);
        await newsroom.CreateAsync(new { title = "Własne" });
        int version = await VersionAsync(service);

        await LoadAsync(null);

        Assert.Equal(version, await VersionAsync(service));
    }

    private async Task LoadAsync(int? commits, string? into = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        int seen = 0;
        before.Happens = async (request, _) =>
        {
            if (BeforeStorage.IsTransaction(request) && ++seen == commits)
            {
                await stop.CancelAsync();
            }
        };
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("BulletinStorage", azurite.ConnectionString), new("Bulletin:Table", into ?? table), new("Bulletin:PublicUrl", "https://news.example.org"),
        ]).Build();
        try
        {
            await SampleContent.LoadOnceAsync(BulletinSettings.Read(configuration, isDevelopment: false), _ => { }, stop.Token, before);
            Assert.Null(commits);
        }
        catch (OperationCanceledException) when (commits is not null && !Cancellation.IsCancellationRequested)
        {
        }
    }

    private static string Table(Service service) => ((BulletinSettings)service.Services.GetService(typeof(BulletinSettings))!).Table;

    private static async Task<int> VersionAsync(Service service) => (int)(await new SiteRows(service).SingleAsync(RowKeys.Version)).GetInt64("Version")!.Value;
}
