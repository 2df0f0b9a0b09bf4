using Azure.Data.Tables;
using Bulletin.Access;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Bulletin.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Access;

/// <summary>Two instances over one table: each has its own memory of the keys.</summary>
public sealed class ApiKeysTests
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(30);
    private static readonly Actor Admin = new("Ola", Role.Admin);

    private readonly FakeTable fake = new();
    private readonly FakeTable uses = new();
    private readonly FakeTimeProvider clock = new(A.Moment);
    private readonly ApiKeys one;
    private readonly ApiKeys other;
    private readonly ApiKeyUses oneUses;
    private readonly ApiKeyEditor editor;
    private bool isAway;

    public ApiKeysTests()
    {
        BulletinSettings settings = BulletinSettingsTests.Read(
            [.. BulletinSettingsTests.Key, ("Bulletin:Keys:0:Sha256", ApiKeyToken.HashOf("bk_token"))]);
        oneUses = new ApiKeyUses(uses.Table, NullLogger<ApiKeyUses>.Instance);
        one = new ApiKeys(settings, fake.Table, oneUses, clock);
        other = new ApiKeys(settings, fake.Table, new ApiKeyUses(new FakeTable().Table, NullLogger<ApiKeyUses>.Instance), clock);
        var categories = new CategoryCache(fake.Table, clock, new RefillLimits { Fresh = TimeSpan.Zero, Stale = TimeSpan.Zero });
        editor = new ApiKeyEditor(fake.Table, new SiteWriter(fake.Table, categories, clock, new SiteWriterLimits()), one, oneUses, clock);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_of_the_settings_is_found_by_its_token_only_and_costs_storage_nothing()
    {
        GoAway();
        Assert.Equal(new Actor("portal", Role.Editor), await one.FindAsync("bk_token", Stop));
        foreach (string token in (string[])["", "bk_toke", "bk_token ", "BK_TOKEN", "portal", new string('x', 5000)])
        {
            Assert.Null(await one.FindAsync(token, Stop));
        }
    }

    [Fact]
    public async Task The_local_admin_exists_in_the_local_run_only()
    {
        Assert.Equal(Role.Admin, (await Keys(BulletinSettingsTests.ReadInDevelopment()).FindAsync(BulletinSettings.LocalAdminToken, Stop))!.Role);
        Assert.Null(await Keys(BulletinSettingsTests.Read()).FindAsync(BulletinSettings.LocalAdminToken, Stop));

        ApiKeys Keys(BulletinSettings settings) => new(settings, fake.Table, oneUses, clock);
    }

    [Fact]
    public async Task A_stored_key_is_found_by_its_token_and_its_holder_is_told_by_its_id()
    {
        (ApiKey key, string token) = await CreateAsync();

        Actor actor = (await one.FindAsync(token, Stop))!;

        Assert.Equal(("Ewa", Role.Author, $"key/{key.Id}"), (actor.Name, actor.Role, actor.Id));
        Assert.Equal(actor, await other.FindAsync(token, Stop));
        Assert.Null(await one.FindAsync(ApiKeyToken.New(), Stop));
    }

    [Fact]
    public async Task A_mistyped_token_is_refused_without_asking_storage()
    {
        (_, string token) = await CreateAsync();
        GoAway();

        Assert.Null(await other.FindAsync(token[..^1] + (token[^1] == 'x' ? 'y' : 'x'), Stop));
        Assert.Null(await other.FindAsync(token[..^1], Stop));
    }

    [Fact]
    public async Task A_key_that_another_instance_has_just_made_is_found_at_once()
    {
        (_, string first) = await CreateAsync();
        Assert.NotNull(await other.FindAsync(first, Stop));
        (_, string second) = await CreateAsync("Adam");
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(await other.FindAsync(second, Stop));
    }

    [Fact]
    public async Task Who_guesses_makes_storage_be_read_once_a_second_at_most()
    {
        await CreateAsync();
        await other.FindAsync(ApiKeyToken.New(), Stop);
        await CreateAsync("Adam");
        int before = fake.Queries;
        for (int guess = 0; guess < 50; guess++)
        {
            Assert.Null(await other.FindAsync(ApiKeyToken.New(), Stop));
        }

        Assert.Equal(0, fake.Queries - before);
        clock.Advance(TimeSpan.FromSeconds(1));
        for (int guess = 0; guess < 50; guess++)
        {
            Assert.Null(await other.FindAsync(ApiKeyToken.New(), Stop));
        }

        Assert.Equal(1, fake.Queries - before);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_where_it_was_revoked_and_soon_everywhere()
    {
        (ApiKey key, string token) = await CreateAsync();
        Assert.NotNull(await other.FindAsync(token, Stop));

        await editor.DeleteAsync(key.Id, IfMatch.None, Admin, Stop);

        Assert.Null(await one.FindAsync(token, Stop));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await other.FindAsync(token, Stop));
    }

    [Fact]
    public async Task While_storage_is_away_a_key_that_was_known_is_used_on_and_never_for_as_long_as_was_promised()
    {
        (ApiKey key, string token) = await CreateAsync();
        Assert.NotNull(await other.FindAsync(token, Stop));
        await editor.DeleteAsync(key.Id, IfMatch.None, Admin, Stop);
        GoAway();

        TimeSpan used = TimeSpan.Zero;
        while (await IsUsedAsync())
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            used += TimeSpan.FromSeconds(1);
            Assert.True(used < Promise, "It is still accepted.");
        }

        Assert.Equal(TimeSpan.FromSeconds(25), used);
        isAway = false;
        Assert.Null(await other.FindAsync(token, Stop));

        async Task<bool> IsUsedAsync()
        {
            try
            {
                return await other.FindAsync(token, Stop) is not null;
            }
            catch (StorageUnavailableException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task While_storage_is_away_nobody_is_told_that_a_token_is_unknown_which_may_be_known()
    {
        (_, string token) = await CreateAsync();
        Assert.NotNull(await other.FindAsync(token, Stop));
        GoAway();
        clock.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => other.FindAsync(ApiKeyToken.New(), Stop).AsTask());
        Assert.NotNull(await other.FindAsync(token, Stop));
    }

    [Fact]
    public async Task Other_writes_of_the_site_do_not_keep_what_was_revoked_elsewhere()
    {
        (ApiKey key, string token) = await CreateAsync();
        (ApiKey second, _) = await CreateAsync("Adam");
        Assert.NotNull(await other.FindAsync(token, Stop));
        await editor.DeleteAsync(key.Id, IfMatch.None, Admin, Stop);
        // After its own write, an instance caches everything at that version, not its previous cache plus the write.
        ApiKey renamed = second with { Name = "Jan" };
        other.Keep((await ApiKeySet.ReadAsync(fake.Table, fake.Version, "epoch", Stop)).With(renamed));

        Assert.Null(await other.FindAsync(token, Stop));
    }

    [Fact]
    public async Task A_key_is_refused_from_its_expiry_on()
    {
        (_, string token) = await CreateAsync(expiresAt: A.Moment.AddMinutes(5));
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await one.FindAsync(token, Stop));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await one.FindAsync(token, Stop));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_locks_nobody_else_out()
    {
        (_, string token) = await CreateAsync();
        fake.Put(new TableEntity(FakeTable.Site, RowKeys.ApiKey(Guid.NewGuid())) { ["ApiKey"] = "{ not json"u8.ToArray() });
        fake.Put(new TableEntity(FakeTable.Site, RowKeys.ApiKey(Guid.NewGuid())));

        Assert.NotNull(await other.FindAsync(token, Stop));
    }

    [Fact]
    public async Task The_last_use_is_recorded_once_an_hour_and_by_one_instance()
    {
        (ApiKey key, string token) = await CreateAsync();
        for (int minute = 0; minute < 60; minute++)
        {
            Assert.NotNull(await one.FindAsync(token, Stop));
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        await oneUses.Recording;
        Assert.Equal((1, A.Moment), (uses.Submissions, (await oneUses.ReadAsync(Stop))[key.Id]));

        Assert.NotNull(await one.FindAsync(token, Stop));
        await oneUses.Recording;
        Assert.Equal((2, A.Moment.AddHours(1)), (uses.Submissions, (await oneUses.ReadAsync(Stop))[key.Id]));

        var started = new ApiKeyUses(uses.Table, NullLogger<ApiKeyUses>.Instance);
        started.Note(key.Id, A.Moment.AddMinutes(100));
        await started.Recording;
        Assert.Equal(2, uses.Submissions);
    }

    [Fact]
    public async Task A_use_that_cannot_be_recorded_fails_nobody_and_the_next_one_is_recorded()
    {
        (ApiKey key, string token) = await CreateAsync();
        uses.FailSubmit(FakeTable.Failure(503, "ServerBusy"));
        Assert.NotNull(await one.FindAsync(token, Stop));
        await oneUses.Recording;
        Assert.Empty(await oneUses.ReadAsync(Stop));

        Assert.NotNull(await one.FindAsync(token, Stop));
        await oneUses.Recording;
        Assert.Equal([key.Id], (await oneUses.ReadAsync(Stop)).Keys);
    }

    [Fact]
    public async Task Two_admins_who_revoke_each_other_do_not_both_succeed()
    {
        (ApiKey first, _) = await CreateAsync("Ola", Role.Admin);
        (ApiKey second, _) = await CreateAsync("Jan", Role.Admin);
        // Both requests were authorized before either wrote.
        await editor.DeleteAsync(second.Id, IfMatch.None, first.Actor, Stop);

        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(() => editor.DeleteAsync(first.Id, IfMatch.None, second.Actor, Stop));

        Assert.Equal("forbidden", refused.Problem.Kind.Name);
        Assert.Equal([first.Id], (await editor.ListAsync(Stop)).Keys.All.Select(key => key.Id));
    }

    [Fact]
    public async Task A_site_has_so_many_keys_and_no_more()
    {
        for (int number = 0; number < ApiKey.MaximumCount; number++)
        {
            fake.Put(new ApiKey
            {
                Id = Guid.NewGuid(),
                Name = $"Klucz {number}",
                Role = Role.Author,
                Sha256 = ApiKeyToken.HashOf($"{number}"),
                Revision = 1,
                CreatedAt = A.Moment,
                CreatedBy = "Ola",
            }.ToRow(fake.Table));
        }

        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(() => CreateAsync());
        Assert.Contains("200 keys", refused.Problem.Detail, StringComparison.Ordinal);
    }

    private Task<(ApiKey Key, string Token)> CreateAsync(string name = "Ewa", Role role = Role.Author, DateTimeOffset? expiresAt = null) => editor.CreateAsync(
        new ApiKeyInput { Name = new(true, name), Role = new(true, role), ExpiresAt = new(true, expiresAt) }, Admin, Stop);

    // Every read from now on fails, until it is back.
    private void GoAway()
    {
        isAway = true;
        for (int read = 0; read < 500; read++)
        {
            fake.OnRead(_ => isAway ? throw FakeTable.Failure(503, "ServerBusy") : Task.CompletedTask);
        }
    }
}
