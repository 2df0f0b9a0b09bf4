using Bulletin.Settings;

namespace Bulletin.Tests.Settings;

public sealed class MediaSettingsTests
{
    private const string Secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
    private const string Account = $"DefaultEndpointsProtocol=https;AccountName=ourcity;AccountKey={Secret};EndpointSuffix=core.windows.net";
    private const string Other = $"DefaultEndpointsProtocol=https;AccountName=ourmedia;AccountKey={Secret};EndpointSuffix=core.windows.net";
    private const string Sas = $"BlobEndpoint=https://ourmedia.blob.core.windows.net/;SharedAccessSignature=sv=2020-01-01&sig={Secret}";

    [Fact]
    public void The_account_of_the_tables_keeps_the_media_too()
    {
        MediaSettings media = Read(("BulletinStorage", Account));

        Assert.Equal((Account, null, null, "bulletin-media"), (media.ConnectionString, media.BlobServiceUri, media.ClientId, media.Container));
    }

    [Fact]
    public void Another_account_may_keep_them()
    {
        Assert.Equal(Other, Read(("BulletinStorage", Account), ("BulletinMedia", Other)).ConnectionString);
        MediaSettings media = Read(
            ("BulletinStorage", Account),
            ("BulletinMedia:blobServiceUri", "https://ourmedia.blob.core.windows.net"),
            ("BulletinMedia:clientId", "id"),
            ("Bulletin:Media:Container", "files"));
        Assert.Equal(
            (null, "https://ourmedia.blob.core.windows.net/", "id", "files"),
            (media.ConnectionString, media.BlobServiceUri!.AbsoluteUri, media.ClientId, media.Container));
    }

    [Theory]
    [InlineData("https://ourcity.table.core.windows.net", "https://ourcity.blob.core.windows.net/")]
    [InlineData("https://ourcity.table.core.windows.net/", "https://ourcity.blob.core.windows.net/")]
    [InlineData("https://ourcity.table.core.chinacloudapi.cn", "https://ourcity.blob.core.chinacloudapi.cn/")]
    [InlineData("https://ourcity.z05.table.storage.azure.net", "https://ourcity.z05.blob.storage.azure.net/")]
    [InlineData("https://ourcity-secondary.table.core.windows.net", "https://ourcity-secondary.blob.core.windows.net/")]
    public void The_address_of_blobs_follows_from_that_of_the_tables(string tables, string blobs)
    {
        MediaSettings media = Read(("BulletinStorage", null), ("BulletinStorage:tableServiceUri", tables), ("BulletinStorage:clientId", "id"));

        Assert.Equal((blobs, "id"), (media.BlobServiceUri!.AbsoluteUri, media.ClientId));
    }

    [Theory]
    [InlineData("https://ourcity.table.cosmos.azure.com")]
    [InlineData("https://tables.example.org")]
    [InlineData("http://127.0.0.1:10002/devstoreaccount1")]
    public void An_address_of_tables_from_which_none_follows_needs_the_setting(string tables) => Assert.StartsWith(
        "BulletinMedia__blobServiceUri is missing",
        Refused(("BulletinStorage", null), ("BulletinStorage:tableServiceUri", tables)));

    [Theory]
    [InlineData("TableEndpoint=https://ourcity.table.core.windows.net/;SharedAccessSignature=sv=2020-01-01&sig=abc")]
    [InlineData($"AccountName=ourcity;AccountKey={Secret};TableEndpoint=https://ourcity.table.cosmos.azure.com:443/;")]
    [InlineData($"AccountName=devstoreaccount1;AccountKey={Secret};tableendpoint=http://127.0.0.1:10002/devstoreaccount1;")]
    public void A_connection_string_without_blobs_needs_the_setting(string connection) =>
        Assert.StartsWith("BulletinMedia is missing", Refused(("BulletinStorage", connection)));

    [Theory]
    [InlineData("BulletinMedia", "nonsense")]
    [InlineData("BulletinMedia", $"AccountName=ourcity;AccountKey={Secret}!;EndpointSuffix=core.windows.net")]
    [InlineData("BulletinMedia", Sas)]
    [InlineData("BulletinMedia:blobServiceUri", "ourmedia")]
    [InlineData("BulletinMedia:blobServiceUri", "http://ourmedia.blob.core.windows.net")]
    [InlineData("BulletinMedia:blobServiceUri", $"https://ourmedia.blob.core.windows.net/?sig={Secret}")]
    [InlineData("Bulletin:Media:Container", "ab")]
    [InlineData("Bulletin:Media:Container", "Files")]
    [InlineData("Bulletin:Media:Container", "files_of_ours")]
    [InlineData("Bulletin:Media:Container", "-files")]
    [InlineData("Bulletin:Media:Container", "files-")]
    [InlineData("Bulletin:Media:Container", "our--files")]
    [InlineData("Bulletin:Media:Container", "$web")]
    [InlineData("Bulletin:Media:Container", "zażółć")]
    [InlineData("Bulletin:Media:Container", "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd")]
    [InlineData("Bulletin:Media:Contaner", "files")]
    [InlineData("Bulletin:Media", "files")]
    public void A_wrong_one_is_refused_in_one_line_that_names_it_and_shows_no_secret(string setting, string value)
    {
        string message = Refused((setting, value));

        Assert.StartsWith(setting.Replace("BulletinMedia:", "BulletinMedia__", StringComparison.Ordinal), message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain(Secret[..10], message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("a-b-c")]
    [InlineData("123")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc")]
    public void Every_name_that_Azure_takes_is_taken(string container) =>
        Assert.Equal(container, Read(("Bulletin:Media:Container", container)).Container);

    private static MediaSettings Read(params (string Setting, string? Value)[] settings) => BulletinSettingsTests.Read(settings).Media;

    private static string Refused(params (string Setting, string? Value)[] settings) =>
        Assert.Throws<SettingsException>(() => BulletinSettingsTests.Read(settings)).Message;
}
