namespace Bulletin.BrowserTests;

/// <summary>The Chromium of the machine; nothing is downloaded.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>The program: that which the environment variable CHROMIUM names, or Debian's.</summary>
    public static readonly string Program =
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";

    private readonly IPlaywright playwright;

    private Browser(IPlaywright playwright, IBrowser chromium)
    {
        this.playwright = playwright;
        Chromium = chromium;
    }

    public IBrowser Chromium { get; }

    public static bool Exists => File.Exists(Program);

    public static string Absence => $"There is no {Program}: install Chromium, or name it in CHROMIUM.";

    public static async Task<Browser> StartAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        // Chromium has no sandbox for root, as which CI runs.
        IBrowser chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
        return new Browser(playwright, chromium);
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        playwright.Dispose();
    }
}
