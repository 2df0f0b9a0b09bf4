using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Azure.Data.Tables;
using Bulletin.Content;
using Bulletin.Site;
using Microsoft.Extensions.Configuration;
using NCrontab;
using NodaTime;

namespace Bulletin.Settings;

/// <summary>
/// Thrown when a setting is missing or invalid. The message is one line for the operator of the service, and names the
/// setting.
/// </summary>
public sealed class SettingsException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SettingsException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public SettingsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public SettingsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>An API key from the settings.</summary>
/// <param name="Name">The name shown in revisions and in the change log; unique.</param>
/// <param name="Role">The role.</param>
/// <param name="Sha256">The SHA-256 of the token, 64 lower-case hexadecimal digits.</param>
public sealed record ConfiguredKey(string Name, Role Role, string Sha256);

/// <summary>
/// The numbers of requests per minute above which a request gets 429; 0: no limit. Each instance counts separately.
/// </summary>
/// <param name="Writes">Writes with one credential (<c>Bulletin:RateLimits:Writes</c>, default 120).</param>
/// <param name="WritesPerAddress">
/// Writes from one client address (<c>Bulletin:RateLimits:WritesPerAddress</c>, default 300).
/// </param>
/// <param name="FailedSignIns">
/// Requests with an invalid credential from one client address (<c>Bulletin:RateLimits:FailedSignIns</c>, default 20).
/// </param>
/// <param name="Searches">
/// Readers' searches from one client address that are not answered from the cache (<c>Bulletin:RateLimits:Searches</c>,
/// default 600).
/// </param>
public sealed record RateLimitSettings(int Writes, int WritesPerAddress, int FailedSignIns, int Searches);

/// <summary>The settings of the service, validated.</summary>
public sealed record BulletinSettings
{
    private static readonly string[] Names =
    [
        "Site", "Table", "TimeZone", "PublicUrl", "AnnouncementUrl", "PreviewUrl", "Title", "Language", "Archiving", "Revisions",
        "Keys", "Oidc",
        "RateLimits", "TrustedProxies", "Cors", "Cache", "ChangeLog", "Audit", "Pages", "Media",
    ];

    /// <summary>The token of the admin of a local run, accepted only in Development on an emulator.</summary>
    public const string LocalAdminToken = "bk_local_admin";

    private const string EmulatorAccount = "devstoreaccount1";

    // A table name may have 63 characters (Azure limit); the audit log's table has a suffix.
    private const int MaximumTableLength = 58;

    /// <summary>
    /// The connection string of the storage account (<c>BulletinStorage</c>); null if only a URL is given.
    /// </summary>
    public string? StorageConnectionString { get; private init; }

    /// <summary>
    /// The URL of the account's table service (<c>BulletinStorage__tableServiceUri</c>); null if a connection string is
    /// given.
    /// </summary>
    public Uri? TableServiceUri { get; private init; }

    /// <summary>The client id of a user-assigned managed identity (<c>BulletinStorage__clientId</c>); null: none.</summary>
    public string? StorageClientId { get; private init; }

    /// <summary>The site, which is the partition key of all its rows (<c>Bulletin:Site</c>, default <c>main</c>).</summary>
    public required string Site { get; init; }

    /// <summary>The table (<c>Bulletin:Table</c>, default <c>bulletin</c>).</summary>
    public required string Table { get; init; }

    /// <summary>The site's time zone (<c>Bulletin:TimeZone</c>, an IANA name, default <c>Europe/Warsaw</c>).</summary>
    public required DateTimeZone TimeZone { get; init; }

    /// <summary>The public URL of the service, without a trailing slash (<c>Bulletin:PublicUrl</c>).</summary>
    public required string PublicUrl { get; init; }

    /// <summary>True if readers see announcements on the pages of the service, and not on those of another site.</summary>
    public bool HasOwnPages => Pages.Enabled && AnnouncementUrl.StartsWith(PublicUrl + "/", StringComparison.Ordinal);

    /// <summary>The path of the public URL, without a trailing slash; empty if the service has a host of its own.</summary>
    public string Root => new Uri(PublicUrl).AbsolutePath.TrimEnd('/');

    /// <summary>
    /// The URL template of an announcement, with <c>{slug}</c> or <c>{id}</c> (<c>Bulletin:AnnouncementUrl</c>).
    /// </summary>
    public required string AnnouncementUrl { get; init; }

    /// <summary>The URL template of a preview, with <c>{token}</c> (<c>Bulletin:PreviewUrl</c>).</summary>
    public required string PreviewUrl { get; init; }

    /// <summary>
    /// The name of the site, shown in feeds (<c>Bulletin:Title</c>, default <c>Bulletin</c>; at most 200 characters).
    /// </summary>
    public required string Title { get; init; }

    /// <summary>The language of the site, a BCP 47 tag (<c>Bulletin:Language</c>, default <c>pl</c>).</summary>
    public required string Language { get; init; }

    /// <summary>
    /// The age at which announcements are archived (<c>Bulletin:Archiving:After</c>, default 365 days; 1 day to 100
    /// years).
    /// </summary>
    public required TimeSpan ArchiveAfter { get; init; }

    /// <summary>
    /// The number of former revisions kept per announcement (<c>Bulletin:Revisions:Keep</c>, 1 to 100,000; default 0:
    /// all); null: all.
    /// </summary>
    public required int? RevisionsKept { get; init; }

    /// <summary>The API keys from the settings (<c>Bulletin:Keys</c>).</summary>
    public required ImmutableArray<ConfiguredKey> Keys { get; init; }

    /// <summary>The OpenID Connect issuer whose tokens are accepted (<c>Bulletin:Oidc</c>); null: none.</summary>
    public OidcSettings? Oidc { get; private init; }

    /// <summary>
    /// The origins from which browsers may use the operations for editors (<c>Bulletin:Cors:Origins</c>).
    /// </summary>
    public required ImmutableArray<string> CorsOrigins { get; init; }

    /// <summary>
    /// Time for which a public response is used before it is made again (<c>Bulletin:Cache:Fresh</c>, seconds, default
    /// 5; 0 to 60; 0: no cache).
    /// </summary>
    public required TimeSpan CacheFresh { get; init; }

    /// <summary>
    /// Additional time for which it is used while storage is unavailable (<c>Bulletin:Cache:Stale</c>, seconds, default
    /// 600; 0 to 86,400).
    /// </summary>
    public required TimeSpan CacheStale { get; init; }

    /// <summary>
    /// The memory limit of the cached public responses in bytes (<c>Bulletin:Cache:Megabytes</c>, default 64; 1 to
    /// 4,096).
    /// </summary>
    public required long CacheBytes { get; init; }

    /// <summary>
    /// Time for which the change log is kept (<c>Bulletin:ChangeLog:Keep</c>, days, default 90; 1 to 36,525). A client
    /// that was offline for longer must start over.
    /// </summary>
    public required TimeSpan ChangeLogKept { get; init; }

    /// <summary>
    /// Time for which the audit log is kept (<c>Bulletin:Audit:Keep</c>, days, 1 to 36,525; default: as long as the
    /// change log, whose entries are one half of it).
    /// </summary>
    public required TimeSpan AuditKept { get; init; }

    /// <summary>
    /// The proxies whose forwarded client addresses are trusted (<c>Bulletin:TrustedProxies</c>, each an address or a
    /// network such as <c>10.0.0.0/8</c>; default: none).
    /// </summary>
    public required ImmutableArray<IPNetwork> TrustedProxies { get; init; }

    /// <summary>The rate limits, above which a request gets 429 (<c>Bulletin:RateLimits</c>).</summary>
    public required RateLimitSettings RateLimits { get; init; }

    /// <summary>
    /// The schedule for archiving old announcements (<c>ArchiveSchedule</c>, NCRONTAB with seconds, default <c>0 */5 *
    /// * * *</c>).
    /// </summary>
    public required CrontabSchedule ArchiveSchedule { get; init; }

    /// <summary>
    /// The schedule for settling due announcements (<c>PublishSchedule</c>, NCRONTAB with seconds, default <c>0 * * * *
    /// *</c>).
    /// </summary>
    public required CrontabSchedule PublishSchedule { get; init; }

    /// <summary>The settings of the public pages (<c>Bulletin:Pages</c>).</summary>
    public required PageSettings Pages { get; init; }

    /// <summary>The storage of media (<c>BulletinMedia</c>, <c>Bulletin:Media</c>).</summary>
    public required MediaSettings Media { get; init; }

    /// <summary>True for a local run on an emulator, in which the local admin key is accepted.</summary>
    public bool IsLocal { get; private init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="configuration">The configuration that contains the settings.</param>
    /// <param name="isDevelopment">True if the service runs in the Development environment.</param>
    /// <exception cref="SettingsException">A setting is missing or invalid.</exception>
    public static BulletinSettings Read(IConfiguration configuration, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string? connection = NullIfEmpty(configuration["BulletinStorage"]);
        string? address = NullIfEmpty(configuration["BulletinStorage:tableServiceUri"]);
        if (connection is null && address is null)
        {
            throw new SettingsException(
                "BulletinStorage is missing: give a connection string, or BulletinStorage__tableServiceUri with a managed identity.");
        }

        TableServiceClient? storage = connection is null ? null : StorageOf(connection);
        configuration.GetSection("Bulletin").CheckNames(Names);
        PageSettings pages = PageSettings.Read(configuration);
        string publicUrl = PublicUrlOf(configuration, isDevelopment);
        bool isLocal = isDevelopment && storage is { AccountName: EmulatorAccount, Uri.IsLoopback: true };
        TimeSpan changeLogKept = DaysOf(configuration, "Bulletin:ChangeLog:Keep", whenAbsent: 90);
        return new BulletinSettings
        {
            StorageConnectionString = connection,
            TableServiceUri = connection is null ? UrlOf("BulletinStorage__tableServiceUri", address!, https: true) : null,
            StorageClientId = NullIfEmpty(configuration["BulletinStorage:clientId"]),
            Site = NameOf(
                configuration,
                "Bulletin:Site",
                "main",
                text => text.Length <= 63 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'),
                "1 to 63 letters, digits and hyphens"),
            Table = NameOf(
                configuration,
                "Bulletin:Table",
                "bulletin",
                text => text.Length is >= 3 and <= MaximumTableLength && char.IsAsciiLetter(text[0]) && text.All(char.IsAsciiLetterOrDigit),
                $"3 to {MaximumTableLength} letters and digits, a letter first"),
            TimeZone = TimeZoneOf(configuration),
            PublicUrl = publicUrl,
            AnnouncementUrl = TemplateOf(configuration, "Bulletin:AnnouncementUrl", publicUrl + "/news/{slug}", "{slug}", "{id}"),
            PreviewUrl = TemplateOf(
                configuration,
                "Bulletin:PreviewUrl",
                publicUrl + (pages.Enabled ? "/preview/{token}" : "/api/previews/{token}"),
                "{token}"),
            Title = NameOf(
                configuration,
                "Bulletin:Title",
                "Bulletin",
                text => text.Length <= 200 && VisibleText.IsIn(text) && InputText.Problem(text, multiline: false) is null,
                "at most 200 characters, none of them a control character, some of them visible"),
            Language = LanguageTag.Canonical(
                NameOf(configuration, "Bulletin:Language", "pl", LanguageTag.IsValid, "a BCP 47 language tag such as pl or en-GB")),
            ArchiveAfter = ArchiveAfterOf(configuration),
            RevisionsKept = NumberOf(configuration, "Bulletin:Revisions:Keep", 0, 0, 100_000) is > 0 and var kept ? (int)kept : null,
            Keys = KeysOf(configuration),
            Oidc = OidcSettings.Read(configuration),
            CorsOrigins = CorsOriginsOf(configuration),
            CacheFresh = TimeSpan.FromSeconds(NumberOf(configuration, "Bulletin:Cache:Fresh", 5, 0, 60)),
            CacheStale = TimeSpan.FromSeconds(NumberOf(configuration, "Bulletin:Cache:Stale", 600, 0, 86_400)),
            CacheBytes = NumberOf(configuration, "Bulletin:Cache:Megabytes", 64, 1, 4096) * 1_000_000,
            ChangeLogKept = changeLogKept,
            AuditKept = DaysOf(configuration, "Bulletin:Audit:Keep", whenAbsent: (int)changeLogKept.TotalDays),
            TrustedProxies = TrustedProxiesOf(configuration),
            RateLimits = RateLimitsOf(configuration, isLocal),
            ArchiveSchedule = ScheduleOf(configuration, "ArchiveSchedule", "0 */5 * * * *"),
            PublishSchedule = ScheduleOf(configuration, "PublishSchedule", "0 * * * * *"),
            Pages = pages,
            Media = MediaSettings.Read(configuration),
            IsLocal = isLocal,
        };
    }

    // Parses the string with the client that will use it, so that an unusable one is found at startup.
    private static TableServiceClient StorageOf(string connection)
    {
        try
        {
            return new TableServiceClient(connection);
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            // The value, and the client's error message, may contain a secret: neither is shown.
            throw new SettingsException(
                "BulletinStorage is not a storage connection string (AccountName=...;AccountKey=... or UseDevelopmentStorage=true).");
        }
    }

    private static string PublicUrlOf(IConfiguration configuration, bool isDevelopment)
    {
        string? text = NullIfEmpty(configuration["Bulletin:PublicUrl"]);
        if (text is null)
        {
            return isDevelopment
                ? "http://localhost:7071"
                : throw new SettingsException(
                    "Bulletin:PublicUrl is missing: "
                        + "give the address at which the public reaches the service, such as https://news.example.org.");
        }

        return UrlOf("Bulletin:PublicUrl", text, https: !isDevelopment).AbsoluteUri.TrimEnd('/');
    }

    // Reads a URL template for a site that renders its own pages: a name in braces stands for the slug, id or token.
    private static string TemplateOf(IConfiguration configuration, string setting, string whenAbsent, params string[] names)
    {
        string text = NullIfEmpty(configuration[setting]) ?? whenAbsent;
        if (!names.Any(name => text.Contains(name, StringComparison.Ordinal)))
        {
            throw new SettingsException($"{setting} must have {string.Join(" or ", names)} in it{Not(text)}.");
        }

        // Some sites have the name in the query, or after the "#", which is not sent to the server.
        UrlOf(
            setting,
            names.Aggregate(text, (address, name) => address.Replace(name, "x", StringComparison.Ordinal)).Split('?', '#')[0],
            https: false);
        return text;
    }

    internal static Uri UrlOf(string setting, string text, bool https) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && (url.Scheme == Uri.UriSchemeHttps
                || (!https && url.Scheme == Uri.UriSchemeHttp)
                || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0
            ? url
            : throw new SettingsException(
                $"{setting} must be an absolute {(https ? "https" : "http or https")} address without a query or a password{Not(text)}.");

    // A URL that contains a password or a signature is not shown.
    private static string Not(string address) => address.AsSpan().ContainsAny('@', '?') ? string.Empty : $", not '{address}'";

    /// <summary>Reads the time zone only, for commands that need no storage.</summary>
    /// <exception cref="SettingsException">The time zone does not exist.</exception>
    internal static DateTimeZone TimeZoneOf(IConfiguration configuration)
    {
        string name = NullIfEmpty(configuration["Bulletin:TimeZone"]) ?? "Europe/Warsaw";
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
            ?? throw new SettingsException($"Bulletin:TimeZone must be an IANA time zone such as Europe/Warsaw, not '{name}'.");
    }

    private static TimeSpan ArchiveAfterOf(IConfiguration configuration)
    {
        string? text = NullIfEmpty(configuration["Bulletin:Archiving:After"]);
        if (text is null)
        {
            return TimeSpan.FromDays(365);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan after)
            && after >= TimeSpan.FromDays(1)
            && after <= TimeSpan.FromDays(36525)
            ? after
            : throw new SettingsException($"Bulletin:Archiving:After must be 1 to 36525 days, such as 365 or 365.00:00:00, not '{text}'.");
    }

    internal static long NumberOf(IConfiguration configuration, string setting, int whenAbsent, int minimum, int maximum) =>
        NullIfEmpty(configuration[setting]) is not { } text ? whenAbsent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= minimum
            && number <= maximum ? number
        : throw new SettingsException($"{setting} must be a whole number from {minimum} to {maximum}, not '{text}'.");

    private static TimeSpan DaysOf(IConfiguration configuration, string setting, int whenAbsent) =>
        TimeSpan.FromDays(NumberOf(configuration, setting, whenAbsent, 1, 36_525));

    // Limits would only disturb a developer on a local machine; a setting enables them there too.
    private static RateLimitSettings RateLimitsOf(IConfiguration configuration, bool isLocal) => new(
        LimitOf(configuration, "Writes", isLocal ? 0 : 120),
        LimitOf(configuration, "WritesPerAddress", isLocal ? 0 : 300),
        LimitOf(configuration, "FailedSignIns", isLocal ? 0 : 20),
        LimitOf(configuration, "Searches", isLocal ? 0 : 600));

    private static int LimitOf(IConfiguration configuration, string name, int whenAbsent) =>
        (int)NumberOf(configuration, $"Bulletin:RateLimits:{name}", whenAbsent, 0, 1_000_000);

    private static ImmutableArray<IPNetwork> TrustedProxiesOf(IConfiguration configuration) => [.. configuration
        .GetSection("Bulletin:TrustedProxies").GetChildren()
        .Select(section => NetworkOf($"Bulletin:TrustedProxies:{section.Key}", section.Value?.Trim() ?? string.Empty))];

    // The framework also accepts addresses such as 10.1, which means 10.0.0.1 and is probably a mistake.
    private static IPNetwork NetworkOf(string setting, string text)
    {
        string address = text.Split('/')[0];
        bool isWhole = address.Contains(':', StringComparison.Ordinal) || address.Count(character => character == '.') == 3;
        return isWhole && IPAddress.TryParse(text, out IPAddress? single) ? new IPNetwork(single, single.GetAddressBytes().Length * 8)
            // If host bits are set, it is unclear whether the address or the network was meant.
            : isWhole && IPNetwork.TryParse(text, out IPNetwork network) && network.BaseAddress.Equals(IPAddress.Parse(address)) ? network
            : throw new SettingsException(
                $"{setting} must be an IP address, or a network such as 10.0.0.0/8 without host bits, not '{text}'.");
    }

    private static ImmutableArray<ConfiguredKey> KeysOf(IConfiguration configuration)
    {
        ImmutableArray<ConfiguredKey>.Builder keys = ImmutableArray.CreateBuilder<ConfiguredKey>();
        foreach (IConfigurationSection section in configuration.GetSection("Bulletin:Keys").GetChildren())
        {
            string setting = $"Bulletin:Keys:{section.Key}";
            string name = NullIfEmpty(section["Name"]) ?? throw new SettingsException($"{setting}:Name is missing.");
            string sha256 = section["Sha256"]?.ToLowerInvariant() ?? string.Empty;
            if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            {
                throw new SettingsException($"{setting}:Sha256 must be the SHA-256 of the token: 64 hexadecimal digits.");
            }

            Role role = RoleWords.Parse(section["Role"]?.ToLowerInvariant() ?? string.Empty)
                ?? throw new SettingsException($"{setting}:Role must be author, editor or admin, not '{section["Role"]}'.");
            if (keys.Any(key => key.Sha256 == sha256))
            {
                throw new SettingsException($"{setting}:Sha256 is the one of another key: every key has a token of its own.");
            }

            if (TextFolding.Fold(name) == TextFolding.Fold(Actor.Service.Name))
            {
                throw new SettingsException($"{setting}:Name must not be {Actor.Service.Name}: that is the service itself.");
            }

            if (name.Length > 100 || keys.Any(key => key.Name == name))
            {
                throw new SettingsException($"{setting}:Name must have at most 100 characters and be unique.");
            }

            // The name of a key from the settings is also its holder's actor id, which must differ from all others.
            if (name.StartsWith(Actor.KeyPrefix, StringComparison.Ordinal) || name.StartsWith(Actor.OidcPrefix, StringComparison.Ordinal))
            {
                throw new SettingsException($"{setting}:Name must not begin with {Actor.KeyPrefix} or {Actor.OidcPrefix}.");
            }

            keys.Add(new ConfiguredKey(name, role, sha256));
        }

        return keys.ToImmutable();
    }

    private static ImmutableArray<string> CorsOriginsOf(IConfiguration configuration) => [.. configuration
        .GetSection("Bulletin:Cors:Origins").GetChildren()
        .Select(section =>
            UrlOf($"Bulletin:Cors:Origins:{section.Key}", section.Value ?? string.Empty, https: false) is { PathAndQuery: "/" } origin
                ? origin.GetLeftPart(UriPartial.Authority)
                : throw new SettingsException(
                    $"Bulletin:Cors:Origins:{section.Key} must be an origin such as https://editors.example.org, without a path."))];

    private static CrontabSchedule ScheduleOf(IConfiguration configuration, string setting, string whenAbsent)
    {
        string text = NullIfEmpty(configuration[setting]) ?? whenAbsent;
        return CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw new SettingsException(
                $"{setting} must be an NCRONTAB expression of six fields, such as '{whenAbsent}', not '{text}'.");
    }

    private static string NameOf(IConfiguration configuration, string setting, string whenAbsent, Func<string, bool> isValid, string rule)
    {
        string text = NullIfEmpty(configuration[setting]) ?? whenAbsent;
        return isValid(text) ? text : throw new SettingsException($"{setting} must have {rule}, not '{text}'.");
    }

    /// <summary>Returns a setting without blanks around it; null if it is absent or blank.</summary>
    internal static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
