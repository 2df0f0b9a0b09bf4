using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Bulletin.BrowserTests;

/// <summary>Asks axe-core about every page, with all its rules, in both themes and all languages.</summary>
public sealed class AxeTests(Sites sites) : PageTests(sites)
{
    // Only what is wrong is told in full: the rest is megabytes.
    private static readonly AxeRunOptions Options = new() { ResultTypes = [ResultType.Violations], Iframes = false };

    // The themes differ in colours and in nothing else.
    private static readonly AxeRunOptions ColoursOnly = new()
    {
        ResultTypes = [ResultType.Violations],
        Iframes = false,
        RunOnly = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] },
    };

    // The pages that differ between languages; the others are looked at in one.
    private static readonly string[] InAllLanguages =
    [
        "list", "article", "category", "archive", "year", "month", "search", "results", "no results", "preview", "not found", "gone",
        "declaration",
    ];

    public static TheoryData<string, string> PagesAndLanguages
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string language in Languages)
            {
                foreach (string page in language == "pl" ? Pages : InAllLanguages)
                {
                    data.Add(page, language);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PagesAndLanguages))]
    public async Task Axe_finds_nothing_in_either_theme(string page, string language)
    {
        IPage opened = await OpenAsync(page, new Look { Language = language, HasScripts = true });
        AxeResult light = await opened.RunAxe(Options);
        await opened.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        AxeResult dark = await opened.RunAxe(ColoursOnly);

        Assert.NotEmpty(dark.Passes);
        AssertNone(Found("light", light).Concat(Found("dark", dark)));
    }

    private static IEnumerable<string> Found(string theme, AxeResult result) => result.Violations
        .SelectMany(violation => violation.Nodes.Select(node => $"{theme}: {violation.Id}: {violation.Help}: {node.Html}"));
}
