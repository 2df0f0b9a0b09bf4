using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bulletin.IntegrationTests;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bulletin.BrowserTests;

/// <summary>The latest posts in a page of another origin, which has a strict policy and styles of its own.</summary>
public sealed partial class EmbedTests(Sites sites) : PageTests(sites)
{
    private const string Own = "<a href=\"https://news.example.org/\">Zobacz aktualności</a>";

    // The policy of the page allows these by their hash.
    private const string Styles = "a { color: #004000 }";

    // The end of an element, from within its own content on.
    private const int Half = 25;

    private const string StylesHash = "sha256-zioxmOiaOEA4IKpDyixo0fcn1f/568moevOPPmVGR0w=";

    [Theory]
    [InlineData("", "limit=5")]
    [InlineData("category='rada-miasta'", "limit=5&category=rada-miasta")]
    [InlineData("category='rada-miasta,drogi-i-komunikacja'", "limit=5&category=rada-miasta,drogi-i-komunikacja")]
    [InlineData("limit='1'", "limit=1")]
    [InlineData("limit='20'", "limit=20")]
    public async Task The_list_is_that_of_the_service(string attributes, string query)
    {
        IPage page = await ShowAsync($"<bulletin-list {attributes}>{Own}</bulletin-list>");
        JsonArray items = (await (await SiteAsync()).Newsroom.ReadAsync($"/api/announcements?{query}")).Body!["items"]!.AsArray();
        await Assertions.Expect(page.Locator("bulletin-list li")).ToHaveCountAsync(items.Count);
        Assert.Equal(
            items.Select(item => $"{item!["title"]} {item["url"]}"),
            await page.Locator("bulletin-list a")
                .EvaluateAllAsync<string[]>("links => links.map(link => `${link.textContent} ${link.href}`)"));
        await Assertions.Expect(page.GetByText("Zobacz aktualności")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_item_has_title_date_and_language_and_the_lead_on_request()
    {
        IPage page = await ShowAsync(
            $"<bulletin-list limit='20' label='Aktualności' lead time-zone='Europe/Warsaw'>{Own}</bulletin-list>"
            + $"<bulletin-list limit='19' lead='false'>{Own}</bulletin-list>");
        ILocator list = page.GetByRole(AriaRole.List, new() { Name = "Aktualności" });
        ILocator foreign = list.Locator("li").Filter(new() { Has = page.Locator("a[lang=ar]") });
        await Assertions.Expect(foreign.Locator("p")).ToHaveAttributeAsync("lang", "ar");
        await Assertions.Expect(foreign.Locator("p")).ToHaveCSSAsync("direction", "rtl");
        await Assertions.Expect(foreign.Locator("time")).ToHaveTextAsync(PolishDate());
        await Assertions.Expect(list.GetByText(FilledSite.RichTitle)).Not.ToHaveAttributeAsync("lang", "pl");
        await Assertions.Expect(page.Locator("bulletin-list").Last.Locator("p")).ToHaveCountAsync(0);
        // The page's own styles apply.
        await Assertions.Expect(list.Locator("a").First).ToHaveCSSAsync("color", "rgb(0, 64, 0)");
    }

    [Fact]
    public async Task Markup_in_a_title_is_text()
    {
        IPage page = await ShowAsync($"<bulletin-list limit='20'>{Own}</bulletin-list>");
        ILocator title = page.Locator("bulletin-list a").GetByText(FilledSite.MarkupTitle, new() { Exact = true });
        await Assertions.Expect(title).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("bulletin-list script, bulletin-list b")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("limit='0'", false)]
    [InlineData("limit='21'", false)]
    [InlineData("limit='many'", false)]
    [InlineData("src='javascript:alert(1)'", false)]
    [InlineData("category='nie-ma'", true)]
    [InlineData("category='pusta'", true)]
    public async Task What_is_wrong_or_empty_leaves_the_page_its_own_content(string attributes, bool isAsked)
    {
        string element = $"<bulletin-list {attributes}>{Own}</bulletin-list>";
        IPage page = await ShowAsync(element, before: null, isAsked);
        await Assertions.Expect(page.Locator("bulletin-list > a")).ToHaveTextAsync("Zobacz aktualności");
    }

    [Theory]
    [InlineData("away")]
    [InlineData("unavailable")]
    [InlineData("no JSON")]
    public async Task So_does_a_service_in_trouble(string trouble)
    {
        IPage page = await ShowAsync($"<bulletin-list>{Own}</bulletin-list>", window => window.RouteAsync("**/api/announcements*", Answer));
        await Assertions.Expect(page.Locator("bulletin-list > a")).ToHaveTextAsync("Zobacz aktualności");

        Task Answer(IRoute route) => trouble switch
        {
            "away" => route.AbortAsync("connectionrefused"),
            "unavailable" => route.FulfillAsync(new() { Status = 503 }),
            _ => route.FulfillAsync(new() { ContentType = "application/json", Body = "<html>" }),
        };
    }

    [Fact]
    public async Task A_category_changed_to_an_unknown_one_brings_the_content_of_the_page_back()
    {
        IPage page = await ShowAsync($"<bulletin-list category='rada-miasta'>{Own}</bulletin-list>");
        ILocator element = page.Locator("bulletin-list");
        await Assertions.Expect(element.Locator("li")).ToHaveCountAsync(5);
        await element.EvaluateAsync("element => element.setAttribute('category', 'nie-ma')");
        await Assertions.Expect(element.Locator("> a")).ToHaveTextAsync("Zobacz aktualności");
        await element.EvaluateAsync("element => element.setAttribute('category', 'rada-miasta')");
        await Assertions.Expect(element.Locator("li")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Equal_elements_cause_one_request_and_a_move_none()
    {
        int requests = 0;
        IPage page = await ShowAsync($"<bulletin-list>{Own}</bulletin-list><bulletin-list>{Own}</bulletin-list><p id='end'></p>", window =>
        {
            window.Request += (_, request) => requests += request.Url.Contains("/api/announcements", StringComparison.Ordinal) ? 1 : 0;
            return Task.CompletedTask;
        });
        await Assertions.Expect(page.Locator("bulletin-list li")).ToHaveCountAsync(10);
        await page.EvaluateAsync("() => document.getElementById('end').append(document.querySelector('bulletin-list'))");
        await Assertions.Expect(page.Locator("#end li")).ToHaveCountAsync(5);
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task A_removed_element_cancels_its_request_unless_another_waits_for_it()
    {
        var hold = new TaskCompletionSource();
        IPage page = await ShowAsync($"<bulletin-list>{Own}</bulletin-list><bulletin-list>{Own}</bulletin-list>", async window =>
        {
            await window.RouteAsync("**/api/announcements?limit=5", async route =>
            {
                await hold.Task;
                await route.ContinueAsync();
            });
            await window.RouteAsync("**/api/announcements?limit=6", _ => Task.CompletedTask);
        }, isAsked: false);
        await page.EvaluateAsync("() => document.querySelector('bulletin-list').remove()");
        hold.SetResult();
        await Assertions.Expect(page.Locator("bulletin-list li")).ToHaveCountAsync(5);

        await page.RunAndWaitForRequestAsync(
            () => page.Locator("bulletin-list").EvaluateAsync("element => element.setAttribute('limit', '6')"),
            request => request.Url.Contains("limit=6", StringComparison.Ordinal));
        var cancelled = new TaskCompletionSource();
        page.RequestFailed += (_, _) => cancelled.TrySetResult();
        await page.Locator("bulletin-list").EvaluateAsync("element => element.remove()");
        await cancelled.Task.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task A_page_that_arrives_slowly_gets_its_list_all_the_same()
    {
        IPage page = await ShowAsync($"<bulletin-list>{Own}</bulletin-list>", script: "<script src='{0}'></script>", isSlow: true);
        await Assertions.Expect(page.Locator("bulletin-list li")).ToHaveCountAsync(5);
        await Assertions.Expect(page.GetByText("Zobacz aktualności")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("<script src='{0}' defer></script>")]
    [InlineData("<script src='{0}' async></script>")]
    [InlineData("<script src='{0}' type='module'></script>")]
    [InlineData("<script src='{0}'></script>")]
    [InlineData("<script src='{0}'></script><script src='{0}' defer></script>")]
    public async Task The_script_may_be_loaded_in_any_way_and_twice(string script)
    {
        IPage page = await ShowAsync($"<bulletin-list>{Own}</bulletin-list>", script: script);
        await Assertions.Expect(page.Locator("bulletin-list li")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Axe_finds_nothing()
    {
        IPage page = await ShowAsync($"<bulletin-list limit='20' lead label='Lista'>{Own}</bulletin-list>");
        await Assertions.Expect(page.Locator("bulletin-list li")).ToHaveCountAsync(20);
        AxeResult result = await page.RunAxe();
        AssertNone(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")));
    }

    // Chromium tells of each response that is an error; the script does not.
    protected override bool IsExpected(IPage page, IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource:", StringComparison.Ordinal)
        && message.Location.Contains("/api/announcements", StringComparison.Ordinal);

    /// <summary>Opens a page of another origin with the element, and waits until the script has done what it does.</summary>
    private async Task<IPage> ShowAsync(
        string element,
        Func<IPage, Task>? before = null,
        bool isAsked = true,
        string script = "<script src='{0}' defer></script>",
        bool isSlow = false)
    {
        var answered = new TaskCompletionSource();
        var look = new Look { HasScripts = true };
        FilledSite site = await SiteAsync(look);
        string service = site.Address.GetLeftPart(UriPartial.Authority);
        string tag = script.Replace("{0}", $"{service}/embed.js", StringComparison.Ordinal);
        await using WebApplication other = Loopback.CreateBuilder().Build();
        other.Run(async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src {service}; connect-src {service}; "
                + $"style-src '{StylesHash}'; require-trusted-types-for 'script'";
            await context.Response.WriteAsync(
                $"<!doctype html><html lang='pl'><head><meta charset='utf-8'><title>Inna strona</title><style>{Styles}</style>{tag}</head>"
                + $"<body><main><h1>Inna strona</h1>{element[..^Half]}");
            if (isSlow)
            {
                // The rest of the element comes after the list has been answered.
                await context.Response.Body.FlushAsync();
                await answered.Task.WaitAsync(Patience);
            }

            await context.Response.WriteAsync($"{element[^Half..]}</main></body></html>");
        });
        await other.StartAsync(Cancellation);
        var address = new Uri(other.Urls.Single());
        Allow(address);
        IPage page = await NewPageAsync(look, site);
        if (before is not null)
        {
            await before(page);
        }

        page.RequestFinished += (_, request) => NoteAnswer(request);
        page.RequestFailed += (_, request) => NoteAnswer(request);
        // The script does not read the body of an error, so its request does not finish.
        page.Response += (_, response) => NoteAnswer(response.Ok ? null : response.Request);
        await page.GotoAsync(address.AbsoluteUri);
        if (isAsked)
        {
            await answered.Task.WaitAsync(Patience, Cancellation);
        }

        // After the response, the script needs no more than a few turns of the event loop.
        await page.EvaluateAsync("() => customElements.whenDefined('bulletin-list').then(() => new Promise(done => setTimeout(done)))");
        return page;

        void NoteAnswer(IRequest? request)
        {
            if (request?.Url.Contains("/api/announcements", StringComparison.Ordinal) == true)
            {
                answered.TrySetResult();
            }
        }
    }

    [GeneratedRegex("^[0-9]+ [a-z]+a 202[56]$")]
    private static partial Regex PolishDate();
}
