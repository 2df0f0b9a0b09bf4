using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.Extensions.Configuration;

namespace Bulletin.Tests;

public sealed class BulletinSettingsTests
{
    private const string Emulator = "UseDevelopmentStorage=true";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string AzuriteOnAPort =
        $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={EmulatorKey};BlobEndpoint=http://127.0.0.1:51233/devstoreaccount1;TableEndpoint=http://127.0.0.1:51234/devstoreaccount1;";

    private const string Secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
    private const string Account = $"DefaultEndpointsProtocol=https;AccountName=ourcity;AccountKey={Secret};EndpointSuffix=core.windows.net";
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void With_a_storage_and_an_address_everything_else_has_a_default()
    {
        BulletinSettings settings = Read();
        Assert.Equal(
            ("main", "bulletin", "Europe/Warsaw", "https://news.example.org", "https://news.example.org/news/{slug}", TimeSpan.FromDays(365)),
            (settings.Site, settings.Table, settings.TimeZone.Id, settings.PublicUrl, settings.AnnouncementUrl, settings.ArchiveAfter));
        Assert.Equal(("Bulletin", "pl", TimeSpan.FromDays(90)), (settings.Title, settings.Language, settings.ChangeLogKept));
        Assert.Equal((0, 0), (settings.Keys.Length, settings.CorsOrigins.Length));
        Assert.Null(settings.RevisionsKept);
        var midnight = new DateTime(2024, 4, 23);
        Assert.Equal(midnight.AddMinutes(5), settings.ArchiveSchedule.GetNextOccurrence(midnight));
        Assert.Equal(midnight.AddMinutes(1), settings.PublishSchedule.GetNextOccurrence(midnight));
    }

    [Theory]
    [InlineData("BulletinStorage", "")]
    [InlineData("BulletinStorage", "nonsense")]
    [InlineData("BulletinStorage", "AccountName=ourcity;AccountKey=not base64!;EndpointSuffix=core.windows.net")]
    [InlineData("BulletinStorage", "AccountName=;AccountKey=;")]
    [InlineData("Bulletin:PublicUrl", "")]
    [InlineData("Bulletin:PublicUrl", "news.example.org")]
    [InlineData("Bulletin:PublicUrl", "http://news.example.org")]
    [InlineData("Bulletin:PublicUrl", "https://news.example.org/?a=1")]
    [InlineData("Bulletin:PublicUrl", "https://news.example.org/#x")]
    [InlineData("Bulletin:PublicUrl", "javascript:alert(1)")]
    [InlineData("Bulletin:Site", "a/b")]
    [InlineData("Bulletin:Site", "a'b")]
    [InlineData("Bulletin:Site", "zażółć")]
    [InlineData("Bulletin:Table", "1table")]
    [InlineData("Bulletin:Table", "my-table")]
    [InlineData("Bulletin:Table", "ab")]
    [InlineData("Bulletin:TimeZone", "CET+1")]
    [InlineData("Bulletin:TimeZone", "europe/warsaw")]
    [InlineData("Bulletin:AnnouncementUrl", "https://www.example.org/news")]
    [InlineData("Bulletin:AnnouncementUrl", "/news/{slug}")]
    [InlineData("Bulletin:AnnouncementUrl", "ftp://example.org/{id}")]
    [InlineData("Bulletin:PreviewUrl", "https://www.example.org/preview")]
    [InlineData("Bulletin:PreviewUrl", "https://www.example.org/{slug}")]
    [InlineData("Bulletin:PreviewUrl", "/preview/{token}")]
    [InlineData("Bulletin:PreviewUrl", "ftp://example.org/{token}")]
    [InlineData("Bulletin:Archiving:After", "12:00:00")]
    [InlineData("Bulletin:Archiving:After", "0")]
    [InlineData("Bulletin:Archiving:After", "-365")]
    [InlineData("Bulletin:Archiving:After", "a year")]
    [InlineData("Bulletin:Archiving:After", "36526")]
    [InlineData("Bulletin:Revisions:Keep", "-1")]
    [InlineData("Bulletin:Revisions:Keep", "all")]
    [InlineData("Bulletin:Revisions:Keep", "100001")]
    [InlineData("Bulletin:Oidc:Rolleclaim", "roles")]
    [InlineData("Bulletin:ChangeLog:Keep", "0")]
    [InlineData("Bulletin:ChangeLog:Keep", "90.00:00:00")]
    [InlineData("Bulletin:ChangeLog:Keep", "36526")]
    [InlineData("Bulletin:Title", "Aktualno\u0007ści")]
    [InlineData("Bulletin:Title", "Aktualno\uFFFEści")]
    [InlineData("Bulletin:Language", "polski_PL")]
    [InlineData("ArchiveSchedule", "*/5 * * * *")]
    [InlineData("PublishSchedule", "every minute")]
    [InlineData("Bulletin:Cors:Origins:0", "https://editors.example.org/path")]
    [InlineData("Bulletin:Cors:Origins:0", "*")]
    [InlineData("Bulletin:Cors:Origins:1", "")]
    [InlineData("Bulletin:Table", "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghi")]
    [InlineData("Bulletin:TrustedProxies:0", "")]
    [InlineData("Bulletin:TrustedProxies:0", "proxy.example.org")]
    [InlineData("Bulletin:TrustedProxies:0", "10.1")]
    [InlineData("Bulletin:TrustedProxies:0", "10.0.0.1/8")]
    [InlineData("Bulletin:TrustedProxies:1", "10.0.0.0/33")]
    [InlineData("Bulletin:TrustedProxies:1", "::1/129")]
    [InlineData("Bulletin:RateLimits:Writes", "-1")]
    [InlineData("Bulletin:RateLimits:WritesPerAddress", "many")]
    [InlineData("Bulletin:RateLimits:FailedSignIns", "1000001")]
    [InlineData("Bulletin:RateLimits:Searches", "0.5")]
    [InlineData("Bulletin:Audit:Keep", "0")]
    [InlineData("Bulletin:Audit:Keep", "36526")]
    [InlineData("Bulletin:Keys:0:Name", "")]
    [InlineData("Bulletin:Keys:0:Name", "key/0198f2c4-5d1e-7c3a-9a51-0c6f6a5d2b11")]
    [InlineData("Bulletin:Keys:0:Name", "oidc/1")]
    [InlineData("Bulletin:Keys:0:Sha256", "abc")]
    [InlineData("Bulletin:Keys:0:Sha256", null)]
    [InlineData("Bulletin:Keys:0:Role", "root")]
    [InlineData("Bulletin:Keys:0:Role", "2")]
    [InlineData("Bulletin:Keys:0:Role", "author,editor")]
    [InlineData("Bulletin:Keys:0:Role", null)]
    public void A_wrong_setting_names_itself_in_one_line(string setting, string? value)
    {
        string message = Refused((setting, value));
        Assert.StartsWith(setting, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Two_keys_with_one_name_or_one_token_are_refused()
    {
        string message = Refused(("Bulletin:Keys:1:Name", "portal"), ("Bulletin:Keys:1:Role", "admin"), ("Bulletin:Keys:1:Sha256", new string('b', 64)));
        Assert.StartsWith("Bulletin:Keys:1:Name", message);
        message = Refused(("Bulletin:Keys:1:Name", "other"), ("Bulletin:Keys:1:Role", "admin"), ("Bulletin:Keys:1:Sha256", Hash.ToUpperInvariant()));
        Assert.StartsWith("Bulletin:Keys:1:Sha256", message);
    }

    [Theory]
    [InlineData("BulletinStorage", $"AccountNme=ourcity;AccountKey={Secret}")]
    [InlineData("BulletinStorage", $"AccountName=ourcity;AccountKey={Secret}!")]
    [InlineData("BulletinStorage", $"TableEndpoint=nonsense;SharedAccessSignature={Secret}")]
    [InlineData("BulletinStorage:tableServiceUri", $"https://ourcity.table.core.windows.net/?sig={Secret}")]
    [InlineData("BulletinStorage:tableServiceUri", $"http://ourcity.table.core.windows.net/?sv=1&sig={Secret}")]
    [InlineData("Bulletin:PublicUrl", $"https://user:{Secret}@news.example.org")]
    [InlineData("Bulletin:AnnouncementUrl", $"https://user:{Secret}@news.example.org/{{id}}")]
    [InlineData("Bulletin:PreviewUrl", $"https://user:{Secret}@news.example.org/{{token}}")]
    [InlineData("Bulletin:Cors:Origins:0", $"https://user:{Secret}@news.example.org")]
    [InlineData("Bulletin:Keys:0:Sha256", Secret)]
    public void No_message_shows_a_secret(string setting, string value)
    {
        bool isAddress = setting.EndsWith("tableServiceUri", StringComparison.Ordinal);
        string message = Refused(isAddress ? [("BulletinStorage", null), (setting, value)] : [(setting, value)]);
        Assert.DoesNotContain(Secret[..10], message, StringComparison.Ordinal);
        Assert.StartsWith(isAddress ? "BulletinStorage__tableServiceUri" : setting, message);
    }

    [Fact]
    public void Storage_may_be_an_address_with_a_managed_identity()
    {
        BulletinSettings settings = Read(
            ("BulletinStorage", null), ("BulletinStorage:tableServiceUri", "https://ourcity.table.core.windows.net"), ("BulletinStorage:clientId", "id"));
        Assert.Equal((null, "https://ourcity.table.core.windows.net/", "id"), (settings.StorageConnectionString, settings.TableServiceUri!.AbsoluteUri, settings.StorageClientId));
        Assert.StartsWith("BulletinStorage", Refused(("BulletinStorage", null)));
    }

    [Theory]
    [InlineData(Account)]
    [InlineData(AzuriteOnAPort)]
    [InlineData($"{Emulator};")]
    [InlineData("TableEndpoint=https://ourcity.table.core.windows.net/;SharedAccessSignature=sv=2020-01-01&sig=abc")]
    public void Every_usual_connection_string_is_taken(string connection) => Assert.Equal(connection, Read(("BulletinStorage", connection), ("BulletinMedia", Emulator)).StorageConnectionString);

    [Fact]
    public void In_Development_the_address_is_that_of_the_local_run() =>
        Assert.Equal("http://localhost:7071", ReadInDevelopment(("Bulletin:PublicUrl", null)).PublicUrl);

    [Fact]
    public void A_slash_at_the_end_of_the_address_makes_no_difference()
    {
        BulletinSettings settings = Read(("Bulletin:PublicUrl", "https://news.example.org/aktualnosci/"));
        Assert.Equal("https://news.example.org/aktualnosci/news/{slug}", settings.AnnouncementUrl);
        Assert.Equal("https://news.example.org/aktualnosci/preview/{token}", settings.PreviewUrl);
        Assert.Equal("https://www.example.org/?t={token}", Read(("Bulletin:PreviewUrl", "https://www.example.org/?t={token}")).PreviewUrl);
        Assert.Equal("https://www.example.org/podglad#{token}", Read(("Bulletin:PreviewUrl", "https://www.example.org/podglad#{token}")).PreviewUrl);
        Assert.Equal("https://www.example.org/{id}", Read(("Bulletin:AnnouncementUrl", "https://www.example.org/{id}")).AnnouncementUrl);
    }

    [Theory]
    [InlineData("365", 365)]
    [InlineData("1", 1)]
    [InlineData("30.00:00:00", 30)]
    [InlineData("36525", 36525)]
    public void The_age_is_given_in_days(string text, int days) => Assert.Equal(TimeSpan.FromDays(days), Read(("Bulletin:Archiving:After", text)).ArchiveAfter);

    [Fact]
    public void Keys_have_a_name_a_role_and_a_hash_in_either_case()
    {
        BulletinSettings settings = Read([.. Key, ("Bulletin:Keys:0:Sha256", Hash.ToUpperInvariant())]);
        Assert.Equal(new ConfiguredKey("portal", Role.Editor, Hash), Assert.Single(settings.Keys));
    }

    [Fact]
    public void An_origin_is_taken_as_browsers_send_it() =>
        Assert.Equal(["https://editors.example.org"], Read(("Bulletin:Cors:Origins:0", "https://Editors.example.org/")).CorsOrigins);

    [Theory]
    [InlineData(Emulator, true)]
    [InlineData($"{Emulator};", true)]
    [InlineData(AzuriteOnAPort, true)]
    [InlineData(Account, false)]
    // A real account, whatever else stands in the string.
    [InlineData($"AccountName=devstoreaccount1x;AccountKey={Secret};TableEndpoint=https://x.example.org/;BlobEndpoint=http://127.0.0.1:10000/", false)]
    [InlineData($"AccountName=devstoreaccount1;AccountKey={Secret};TableEndpoint=https://x.example.org/;BlobEndpoint=http://127.0.0.1:10000/", false)]
    public void It_is_local_on_an_emulator_in_Development_only(string connection, bool isLocal)
    {
        Assert.Equal(isLocal, ReadInDevelopment(("BulletinStorage", connection)).IsLocal);
        Assert.False(Read(("BulletinStorage", connection)).IsLocal);
    }

    [Fact]
    public void A_trusted_proxy_is_an_address_or_a_network() => Assert.Equal(
        ["127.0.0.1/32", "::1/128", "10.0.0.0/8", "2001:db8::/32"],
        Read(
            ("Bulletin:TrustedProxies:0", "127.0.0.1"), ("Bulletin:TrustedProxies:1", "::1"), ("Bulletin:TrustedProxies:2", "10.0.0.0/8"), ("Bulletin:TrustedProxies:3", " 2001:db8::/32 "))
            .TrustedProxies.Select(network => network.ToString()));

    [Fact]
    public void Nobody_is_trusted_and_everybody_is_limited_unless_a_setting_says_so_and_a_developer_is_not()
    {
        Assert.Empty(Read().TrustedProxies);
        Assert.Equal(new RateLimitSettings(120, 300, 20, 600), Read().RateLimits);
        Assert.Equal(new RateLimitSettings(0, 0, 0, 0), ReadInDevelopment().RateLimits);
        Assert.Equal(new RateLimitSettings(5, 0, 0, 0), ReadInDevelopment(("Bulletin:RateLimits:Writes", "5")).RateLimits);
        // Development somewhere else than on the emulator.
        Assert.Equal(new RateLimitSettings(120, 300, 20, 600), ReadInDevelopment(("BulletinStorage", Account)).RateLimits);
    }

    [Fact]
    public void The_audit_log_is_kept_as_long_as_the_change_log_unless_a_setting_says_otherwise()
    {
        Assert.Equal(TimeSpan.FromDays(90), Read().AuditKept);
        Assert.Equal(TimeSpan.FromDays(7), Read(("Bulletin:ChangeLog:Keep", "7")).AuditKept);
        BulletinSettings both = Read(("Bulletin:ChangeLog:Keep", "7"), ("Bulletin:Audit:Keep", "3650"));
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromDays(3650)), (both.ChangeLogKept, both.AuditKept));
    }

    [Fact]
    public void An_issuer_is_given_whole_or_not_at_all()
    {
        (string, string?) authority = ("Bulletin:Oidc:Authority", "https://login.example.org/city/v2.0");
        (string, string?) audience = ("Bulletin:Oidc:Audience", "bulletin");
        Assert.Null(Read().Oidc);
        Assert.StartsWith("Bulletin:Oidc:Audience", Refused(authority));
        Assert.StartsWith("Bulletin:Oidc:Authority", Refused(audience));
        Assert.StartsWith("Bulletin:Oidc:Authority", Refused(("Bulletin:Oidc:Authority", "http://login.example.org"), audience));
        Assert.StartsWith("Bulletin:Oidc:Roles:Editors", Refused(authority, audience, ("Bulletin:Oidc:Roles:Editors", "root")));

        OidcSettings usual = Read(authority, audience).Oidc!;
        Assert.Equal(("bulletin", "roles", 6), (usual.Audience, usual.RoleClaim, usual.Roles.Count));
        Assert.Equal((Role.Editor, Role.Admin), (usual.Roles["editor"], usual.Roles["Bulletin.Admin"]));
        OidcSettings mapped = Read(authority, audience, ("Bulletin:Oidc:RoleClaim", "groups"), ("Bulletin:Oidc:Roles:Redakcja", "Editor")).Oidc!;
        Assert.Equal(("groups", Role.Editor, 1), (mapped.RoleClaim, mapped.Roles["redakcja"], mapped.Roles.Count));
    }

    [Fact]
    public void An_address_is_never_taken_for_the_emulator() =>
        Assert.False(ReadInDevelopment(("BulletinStorage", null), ("BulletinStorage:tableServiceUri", "http://127.0.0.1:10002/devstoreaccount1"), ("BulletinMedia", Emulator)).IsLocal);

    internal static (string, string?)[] Key =>
        [("Bulletin:Keys:0:Name", "portal"), ("Bulletin:Keys:0:Role", "editor"), ("Bulletin:Keys:0:Sha256", Hash)];

    internal static BulletinSettings Read(params (string Setting, string? Value)[] settings) => Read(isDevelopment: false, settings);

    internal static BulletinSettings ReadInDevelopment(params (string Setting, string? Value)[] settings) => Read(isDevelopment: true, settings);

    private static BulletinSettings Read(bool isDevelopment, (string Setting, string? Value)[] settings)
    {
        Dictionary<string, string?> all = new() { ["BulletinStorage"] = Emulator, ["Bulletin:PublicUrl"] = "https://news.example.org" };
        foreach ((string setting, string? value) in settings)
        {
            all[setting] = value;
        }

        return BulletinSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), isDevelopment);
    }

    private static string Refused(params (string Setting, string? Value)[] settings) =>
        Assert.Throws<SettingsException>(() => Read([.. Key, .. settings])).Message;
}
