using System.CommandLine;
using System.CommandLine.Parsing;

namespace Bulletin.Host;

/// <summary>
/// The command line, split into settings, such as <c>--Bulletin:Site city</c>, and all other words, which must be a
/// command with its options and arguments.
/// </summary>
/// <param name="Words">All words that are not settings, in order.</param>
/// <param name="Settings">The settings, each as <c>--name=value</c>.</param>
internal sealed record CommandLine(IReadOnlyList<string> Words, string[] Settings)
{
    // The settings whose names contain no colon. A name with colons is always a setting.
    private static readonly string[] SimpleSettings =
    [
        "urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "shutdownTimeoutSeconds", "AllowedHosts",
        "BulletinStorage", "BulletinStorage__tableServiceUri", "BulletinStorage__clientId", "ArchiveSchedule", "PublishSchedule",
        CustomHandler.CustomHandler.PortVariable,
    ];

    /// <summary>Splits the arguments of the program.</summary>
    /// <exception cref="ServerException">A setting has no value.</exception>
    public static CommandLine Split(IReadOnlyList<string> args)
    {
        List<string> words = [];
        List<string> settings = [];
        for (int at = 0; at < args.Count; at++)
        {
            if (!IsSetting(args[at]))
            {
                words.Add(args[at]);
            }
            else if (args[at].Contains('=', StringComparison.Ordinal))
            {
                settings.Add(args[at]);
            }
            else
            {
                string name = args[at];
                settings.Add(++at < args.Count && !args[at].StartsWith("--", StringComparison.Ordinal)
                    ? $"{name}={args[at]}"
                    : throw new ServerException($"The setting '{name}' has no value: write {name}=value."));
            }
        }

        return new CommandLine(words, [.. settings]);
    }

    /// <summary>Returns the first error of the command line as one line; null if there is none.</summary>
    public static string? WrongIn(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var unknown, ..])
        {
            return parsed.Errors is [var error, ..] ? $"{error.Message.ReplaceLineEndings(" ")} See {Called(parsed)} --help." : null;
        }

        bool isOption = unknown.StartsWith('-');
        string[] known = isOption ? [.. OptionsOf(parsed), .. SimpleSettings.Select(name => "--" + name)] : [.. CommandsOf(parsed)];
        if (known.Length == 0)
        {
            return $"'{unknown}' is one word too many: put a name of several words into quotation marks. See {Called(parsed)} --help.";
        }

        string hint = Nearest(unknown.Split('=')[0], known) is { } near ? $" Did you mean {near}?" : string.Empty;
        return $"'{unknown}' is no {(isOption ? "option or setting" : "command")}.{hint} See {Called(parsed)} --help.";
    }

    private static bool IsSetting(string word) =>
        word.StartsWith("--", StringComparison.Ordinal)
        && word[2..].Split('=')[0] is { Length: > 0 } name
        && (name.Contains(':', StringComparison.Ordinal) || SimpleSettings.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static string Called(ParseResult parsed) => string.Join(' ', ["Bulletin.Host", .. NamesUpTo(parsed.CommandResult)]);

    private static IEnumerable<string> NamesUpTo(SymbolResult result) => result is CommandResult { Command: not RootCommand } command
        ? [.. command.Parent is { } parent ? NamesUpTo(parent) : [], command.Command.Name]
        : [];

    private static IEnumerable<string> OptionsOf(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(option => option.Name).Distinct();

    private static IEnumerable<string> CommandsOf(ParseResult parsed) =>
        parsed.CommandResult.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name);

    // A name that differs in more than half of the word is not suggested.
    private static string? Nearest(string word, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(word.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(one => one.Distance <= Math.Max(2, word.Length / 2))
        .OrderBy(one => one.Distance)
        .Select(one => one.Name)
        .FirstOrDefault();

    // The number of letters to insert, remove or replace (Levenshtein distance).
    private static int Distance(string from, string to)
    {
        int[] above = [.. Enumerable.Range(0, to.Length + 1)];
        for (int row = 1; row <= from.Length; row++)
        {
            int[] here = new int[to.Length + 1];
            here[0] = row;
            for (int column = 1; column <= to.Length; column++)
            {
                int exchanged = above[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                here[column] = Math.Min(exchanged, 1 + Math.Min(above[column], here[column - 1]));
            }

            above = here;
        }

        return above[to.Length];
    }
}
