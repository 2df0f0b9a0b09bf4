namespace Bulletin.IntegrationTests.Contract;

/// <summary>
/// The base of the tests of the HTTP contract. They know only the address of the service, and about its clock only that
/// it is close to the real one: past and future dates in the tests are years away.
/// </summary>
public abstract class ContractTests : IClassFixture<ContractFixture>, IDisposable
{
    /// <summary>The setting <c>Bulletin:PublicUrl</c> of the service under test.</summary>
    protected const string PublicUrl = "https://news.example.org";

    /// <summary>The setting <c>Bulletin:Cors:Origins:0</c> of the service under test.</summary>
    protected const string EditorsOrigin = "https://editors.example.org";

    protected const string LongAgo = "2020-01-01T00:00:00Z";
    protected const string FarAway = "2099-01-01T00:00:00Z";

    private readonly HttpClient http;

    protected ContractTests(ContractFixture service)
    {
        http = service.Client();
        Address = service.Address;
        Reader = new Caller(http, null);
        Author = new Caller(http, TestKeys.Author);
        SecondAuthor = new Caller(http, TestKeys.SecondAuthor);
        Editor = new Caller(http, TestKeys.Editor);
        SecondEditor = new Caller(http, TestKeys.SecondEditor);
        Admin = new Caller(http, TestKeys.Admin);
    }

    protected Uri Address { get; }

    protected Caller Reader { get; }

    protected Caller Author { get; }

    protected Caller SecondAuthor { get; }

    protected Caller Editor { get; }

    protected Caller SecondEditor { get; }

    protected Caller Admin { get; }

    /// <summary>A text that no other test has: the site is shared.</summary>
    public static string Unique(string text) => $"{text} {Guid.NewGuid():N}"[..(text.Length + 13)];

    /// <summary>A slug that no other test has.</summary>
    public static string UniqueSlug(string text = "slug") => Unique(text).Replace(' ', '-');

    protected Caller With(string token) => new(http, token);

    public void Dispose()
    {
        http.Dispose();
        GC.SuppressFinalize(this);
    }
}
