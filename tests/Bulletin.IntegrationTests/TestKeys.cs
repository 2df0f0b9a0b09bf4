using System.Security.Cryptography;
using System.Text;

namespace Bulletin.IntegrationTests;

/// <summary>
/// The API keys and the other usual settings of a service under test, whichever host it runs in. The keys open nothing but the
/// emulator of a test run.
/// </summary>
public static class TestKeys
{
    public const string Admin = "bk_test_admin";
    public const string Editor = "bk_test_editor";
    public const string SecondEditor = "bk_test_editor_2";
    public const string Author = "bk_test_author";
    public const string SecondAuthor = "bk_test_author_2";

    /// <summary>
    /// The settings of a site with these keys and without rate limits, with colons; for environment variables replace <c>:</c> by
    /// <c>__</c>.
    /// </summary>
    /// <param name="connectionString">The storage; or null when it is set elsewhere.</param>
    /// <param name="table">The table, or null for a new one.</param>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(string? connectionString, string? table = null) =>
    [
        .. Keys(),
        .. NoRateLimits(),
        new("BulletinStorage", connectionString),
        new("Bulletin:Table", table ?? AzuriteFixture.NewTableName()),
        new("Bulletin:PublicUrl", "https://news.example.org"),
        new("Bulletin:Cors:Origins:0", "https://editors.example.org"),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> Keys()
    {
        (string Name, string Role, string Token)[] keys =
        [
            ("admin", "admin", Admin), ("editor", "editor", Editor), ("second editor", "editor", SecondEditor),
            ("author", "author", Author), ("second author", "author", SecondAuthor),
        ];
        foreach ((int index, (string name, string role, string token)) in keys.Index())
        {
            yield return new($"Bulletin:Keys:{index}:Name", name);
            yield return new($"Bulletin:Keys:{index}:Role", role);
            yield return new($"Bulletin:Keys:{index}:Sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))));
        }
    }

    // Tests write much with one key from one address: no limits, but where a test sets them.
    private static IEnumerable<KeyValuePair<string, string?>> NoRateLimits() =>
    [
        new("Bulletin:RateLimits:Writes", "0"), new("Bulletin:RateLimits:WritesPerAddress", "0"), new("Bulletin:RateLimits:FailedSignIns", "0"),
        new("Bulletin:RateLimits:Searches", "0"),
    ];
}
