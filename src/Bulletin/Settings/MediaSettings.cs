using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;

namespace Bulletin.Settings;

/// <summary>The settings of the storage of media: <c>BulletinMedia</c> and <c>Bulletin:Media</c>.</summary>
public sealed partial record MediaSettings
{
    private const string ConnectionSetting = "BulletinMedia";
    private const string AddressSetting = "BulletinMedia__blobServiceUri";
    private const string ContainerSetting = "Bulletin:Media:Container";

    private const string CacheSetting = "Bulletin:Media:Cache:Megabytes";

    private const int UsualCacheMegabytes = 64;

    private const int MaximumCacheMegabytes = 2048;

    private static readonly string[] Names = ["Container", "Cache"];

    /// <summary>
    /// The connection string of the account (<c>BulletinMedia</c>; default: <c>BulletinStorage</c>); null if only a URL is given.
    /// </summary>
    public string? ConnectionString { get; private init; }

    /// <summary>
    /// The URL of the account's blob service (<c>BulletinMedia__blobServiceUri</c>; default: that of the account of
    /// <c>BulletinStorage__tableServiceUri</c>); null if a connection string is given.
    /// </summary>
    public Uri? BlobServiceUri { get; private init; }

    /// <summary>
    /// The client id of a user-assigned managed identity (<c>BulletinMedia__clientId</c>; default: that of
    /// <c>BulletinStorage</c>); null: none.
    /// </summary>
    public string? ClientId { get; private init; }

    /// <summary>The container (<c>Bulletin:Media:Container</c>, default <c>bulletin-media</c>).</summary>
    public required string Container { get; init; }

    /// <summary>
    /// The memory limit of cached pictures and attachments (<c>Bulletin:Media:Cache:Megabytes</c>, 1 to 2,048; default 64), in bytes.
    /// </summary>
    public long CacheBytes { get; private init; } = UsualCacheMegabytes * 1_000_000L;

    /// <exception cref="SettingsException">A setting is missing or invalid.</exception>
    internal static MediaSettings Read(IConfiguration configuration)
    {
        configuration.GetSection("Bulletin:Media").CheckParts(Names);
        string? connection = BulletinSettings.NullIfEmpty(configuration[ConnectionSetting]);
        string? address = BulletinSettings.NullIfEmpty(configuration[$"{ConnectionSetting}:blobServiceUri"]);
        string? clientId = BulletinSettings.NullIfEmpty(configuration[$"{ConnectionSetting}:clientId"]);
        MediaSettings settings = (connection, address) switch
        {
            ({ } given, _) => new() { Container = ContainerOf(configuration), ConnectionString = Checked(ConnectionSetting, given) },
            (_, { } given) => new()
            {
                Container = ContainerOf(configuration),
                BlobServiceUri = BulletinSettings.UrlOf(AddressSetting, given, https: true),
            },
            _ => OfTableAccount(configuration),
        };
        return settings with
        {
            CacheBytes = BulletinSettings.NumberOf(configuration, CacheSetting, UsualCacheMegabytes, 1, MaximumCacheMegabytes) * 1_000_000L,
            ClientId = clientId ?? BulletinSettings.NullIfEmpty(configuration["BulletinStorage:clientId"]),
        };
    }

    private static MediaSettings OfTableAccount(IConfiguration configuration)
    {
        string container = ContainerOf(configuration);
        if (BulletinSettings.NullIfEmpty(configuration["BulletinStorage"]) is { } connection)
        {
            return NamesOnlyTables(connection)
                ? throw new SettingsException(
                    $"{ConnectionSetting} is missing, the storage of media: BulletinStorage names only a table service. "
                        + $"Give the connection string of an account with blobs, or {AddressSetting} with a managed identity.")
                : new() { Container = container, ConnectionString = Checked("BulletinStorage", connection) };
        }

        var tables = new Uri(BulletinSettings.NullIfEmpty(configuration["BulletinStorage:tableServiceUri"])!);
        // Azure Cosmos DB has tables, too, but no blobs.
        return AzureTables().IsMatch(tables.Host)
            ? new() { Container = container, BlobServiceUri = new UriBuilder(tables) { Host = BlobHostOf(tables.Host) }.Uri }
            : throw new SettingsException(
                $"{AddressSetting} is missing, the storage of media: "
                    + "it does not follow from BulletinStorage__tableServiceUri. Give the address of a blob service.");
    }

    private static string BlobHostOf(string tableHost) => tableHost.Replace(".table.", ".blob.", StringComparison.OrdinalIgnoreCase);

    // Without an address of blobs, the client would take the one of the account's name on Azure.
    private static bool NamesOnlyTables(string connection)
    {
        string[] names = [.. connection.Split(';').Select(part => part.Split('=')[0].Trim())];
        return names.Contains("TableEndpoint", StringComparer.OrdinalIgnoreCase)
            && !names.Contains("BlobEndpoint", StringComparer.OrdinalIgnoreCase);
    }

    // Parses the string with the client that will use it, so that an unusable one is found at startup.
    private static string Checked(string setting, string connection)
    {
        try
        {
            return new BlobServiceClient(connection).CanGenerateAccountSasUri
                ? connection
                : throw new SettingsException(
                    $"{ConnectionSetting} must be a connection string with the account's key, which signs addresses of large files; "
                        + $"{(setting == ConnectionSetting ? "this one" : setting)} has none.");
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or InvalidOperationException)
        {
            // The value, and the client's error message, may contain a secret: neither is shown.
            throw new SettingsException(
                $"{setting} is not a storage connection string (AccountName=...;AccountKey=... or UseDevelopmentStorage=true).");
        }
    }

    private static string ContainerOf(IConfiguration configuration)
    {
        string name = BulletinSettings.NullIfEmpty(configuration[ContainerSetting]) ?? "bulletin-media";
        return ContainerName().IsMatch(name)
            ? name
            : throw new SettingsException(
                $"{ContainerSetting} must have 3 to 63 lower-case letters, digits and single hyphens between them, not '{name}'.");
    }

    [GeneratedRegex(@"\.table\.(core|storage)\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AzureTables();

    // "Naming and referencing containers, blobs, and metadata" of Azure Storage.
    [GeneratedRegex(@"^(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ContainerName();
}
