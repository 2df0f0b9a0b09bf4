using Bulletin.Host;

namespace Bulletin.IntegrationTests;

/// <summary>Tests the command line: an unknown command never starts a server, and settings are told apart from words.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("verfy", "'verfy' is no command. Did you mean verify?")]
    [InlineData("Verify", "'Verify' is no command. Did you mean verify?")]
    [InlineData("exprot site.ndjson", "'exprot' is no command. Did you mean export?")]
    [InlineData("import-wordpres export.xml", "'import-wordpres' is no command. Did you mean import-wordpress?")]
    [InlineData("key list", "'key' is no command. Did you mean keys?")]
    [InlineData("keys lst", "'lst' is no command. Did you mean list?")]
    [InlineData("qqqqqqqqq", "'qqqqqqqqq' is no command. See Bulletin.Host --help.")]
    [InlineData("--url=http://localhost:8080", "'--url=http://localhost:8080' is no option or setting. Did you mean --urls?")]
    [InlineData("--prot 8080", "'--prot' is no option or setting.")]
    [InlineData("import site.ndjson --partail", "'--partail' is no option or setting. Did you mean --partial?")]
    [InlineData("verify now", "'now' is one word too many")]
    [InlineData("export a.ndjson b.ndjson", "'b.ndjson' is one word too many")]
    [InlineData("keys create Jan Nowak --role author", "'Nowak' is one word too many: put a name of several words into quotation marks.")]
    [InlineData("keys create Jan", "Option '--role' is required.")]
    [InlineData("export", "Required argument 'file' missing for command: 'export'.")]
    [InlineData("keys", "Required command was not provided.")]
    public void What_is_wrong_is_one_line_with_the_nearest_name(string line, string message)
    {
        string wrong = WrongIn(line) ?? string.Empty;
        Assert.StartsWith(message, wrong, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong);
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("--urls http://localhost:8080", "", "--urls=http://localhost:8080")]
    [InlineData("--Urls=http://localhost:8080 --environment Development", "", "--Urls=http://localhost:8080 --environment=Development")]
    [InlineData("verify --Bulletin:Site city", "verify", "--Bulletin:Site=city")]
    // A setting before the file name is not taken for the file, nor is its value.
    [InlineData("export --Bulletin:Site city site.ndjson", "export site.ndjson", "--Bulletin:Site=city")]
    [InlineData("import --BulletinStorage=UseDevelopmentStorage=true - --partial", "import - --partial", "--BulletinStorage=UseDevelopmentStorage=true")]
    [InlineData("keys create Ewa --Bulletin:Site=city --role admin --expires 2099-01-01", "keys create Ewa --role admin --expires 2099-01-01", "--Bulletin:Site=city")]
    [InlineData("import-feed https://example.org/feed --to lines.ndjson --Bulletin:TimeZone Europe/Kyiv", "import-feed https://example.org/feed --to lines.ndjson", "--Bulletin:TimeZone=Europe/Kyiv")]
    public void Settings_are_told_from_what_is_a_command(string line, string words, string settings)
    {
        var split = CommandLine.Split(Words(line));
        Assert.Equal((words, settings), (string.Join(' ', split.Words), string.Join(' ', split.Settings)));
        Assert.Null(WrongIn(line));
    }

    [Theory]
    [InlineData("--urls")]
    [InlineData("verify --Bulletin:Site --Bulletin:Table x")]
    public void A_setting_without_a_value_is_told(string line) =>
        Assert.Contains("has no value", Assert.Throws<ServerException>(() => CommandLine.Split(Words(line))).Message, StringComparison.Ordinal);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string? WrongIn(string line)
    {
        var split = CommandLine.Split(Words(line));
        return CommandLine.WrongIn(Commands.Create(split.Settings).Parse(split.Words));
    }
}
