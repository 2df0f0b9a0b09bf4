using Microsoft.Extensions.Configuration;

namespace Bulletin.Settings;

/// <summary>A link in the footer of all pages.</summary>
/// <param name="Text">The text of the link, 1 to 100 characters.</param>
/// <param name="Url">An absolute http or https URL, or a path that starts with <c>/</c>.</param>
public sealed record FooterLink(string Text, string Url);

/// <summary>The logo of the site.</summary>
/// <param name="Url">An absolute https URL, or a path that starts with <c>/</c>.</param>
/// <param name="Alt">The alternative text, 1 to 200 characters.</param>
public sealed record Logo(string Url, string Alt);

/// <summary>The contact of the institution, shown in the footer and when the service is unavailable.</summary>
/// <param name="Email">The e-mail address, or null.</param>
/// <param name="Phone">The phone number, or null.</param>
/// <param name="Address">The postal address, or null.</param>
public sealed record Contact(string? Email, string? Phone, string? Address);

/// <summary>The settings of the public pages (<c>Bulletin:Pages</c>), validated.</summary>
public sealed record PageSettings
{
    /// <summary>The default accent colour: a blue with a contrast of 7:1 to white.</summary>
    public const string DefaultAccent = "#0b57a4";

    private static readonly string[] Names =
        ["Enabled", "Logo", "Accent", "AccentDark", "FooterLinks", "Contact", "Institution", "ShowNames", "Declaration"];

    /// <summary>True if the service serves pages (<c>Enabled</c>, default true).</summary>
    public bool Enabled { get; private init; } = true;

    /// <summary>The logo (<c>Logo:Url</c> and <c>Logo:Alt</c>), or null.</summary>
    public Logo? Logo { get; private init; }

    /// <summary>The accent colour of the light theme (<c>Accent</c>, <c>#rrggbb</c>).</summary>
    public Colour Accent { get; private init; }

    /// <summary>
    /// The accent colour of the dark theme (<c>AccentDark</c>, <c>#rrggbb</c>; default: made from <see cref="Accent"/>).
    /// </summary>
    public Colour AccentDark { get; private init; }

    /// <summary>The links in the footer (<c>FooterLinks</c>), in the order of their keys.</summary>
    public IReadOnlyList<FooterLink> FooterLinks { get; private init; } = [];

    /// <summary>The contact of the institution (<c>Contact</c>).</summary>
    public Contact Contact { get; private init; } = new(null, null, null);

    /// <summary>The name of the public body that is responsible for the content (<c>Institution</c>), or null.</summary>
    public string? Institution { get; private init; }

    /// <summary>
    /// True if pages name the people who entered and changed an announcement; otherwise they name their roles
    /// (<c>ShowNames</c>, default false).
    /// </summary>
    public bool ShowNames { get; private init; }

    /// <summary>The content of the declaration of accessibility (<c>Declaration</c>).</summary>
    public DeclarationSettings Declaration { get; private init; } = new();

    /// <summary>The full names of the settings that the declaration of accessibility needs and that are missing.</summary>
    public IReadOnlyList<string> MissingForDeclaration =>
    [
        .. Institution is null ? ["Bulletin:Pages:Institution"] : Array.Empty<string>(),
        .. Contact.Address is null ? ["Bulletin:Pages:Contact:Address"] : Array.Empty<string>(),
        .. Declaration.Missing.Select(name => "Bulletin:Pages:Declaration:" + name),
    ];

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="configuration">The configuration of the service.</param>
    /// <exception cref="SettingsException">A setting is invalid.</exception>
    internal static PageSettings Read(IConfiguration configuration)
    {
        IConfigurationSection pages = configuration.GetSection("Bulletin:Pages");
        pages.CheckParts(Names);
        Colour accent = ColourOf(pages, "Accent") ?? Colour.Parse(DefaultAccent)!.Value;
        return new PageSettings
        {
            Enabled = pages.Boolean("Enabled", whenAbsent: true),
            Logo = LogoOf(pages.GetSection("Logo")),
            Accent = accent,
            AccentDark = ColourOf(pages, "AccentDark") ?? ColourPairs.ForDark(accent),
            FooterLinks = [.. pages.GetSection("FooterLinks").GetChildren().Select(FooterLinkOf)],
            Contact = ContactOf(pages.GetSection("Contact")),
            Institution = pages.Text("Institution", 200),
            ShowNames = pages.Boolean("ShowNames", whenAbsent: false),
            Declaration = DeclarationSettings.Read(pages.GetSection("Declaration")),
        } is var settings && ColourPairs.FirstWrong(settings.Accent, settings.AccentDark) is { } wrong
            ? throw new SettingsException(wrong)
            : settings;
    }

    private static Colour? ColourOf(IConfigurationSection section, string name) =>
        BulletinSettings.NullIfEmpty(section[name]) is not { } text ? null
        : Colour.Parse(text) ?? throw new SettingsException($"{section.Path}:{name} must be a colour such as #0b57a4, not '{text}'.");

    private static Logo? LogoOf(IConfigurationSection section)
    {
        section.CheckParts(["Url", "Alt"]);
        string? url = section.Link("Url");
        if (url?.StartsWith("http:", StringComparison.Ordinal) == true)
        {
            throw new SettingsException($"{section.Path}:Url must be an https address: pages show no pictures of others.");
        }

        string? alt = section.Text("Alt", 200);
        return (url, alt) switch
        {
            (null, null) => null,
            ({ } address, { } text) => new Logo(address, text),
            _ => throw new SettingsException($"{section.Path} must have both Url and Alt."),
        };
    }

    private static FooterLink FooterLinkOf(IConfigurationSection section)
    {
        (string text, string url) = section.NamedLink("Text", 100);
        return new FooterLink(text, url);
    }

    private static Contact ContactOf(IConfigurationSection section)
    {
        section.CheckParts(["Email", "Phone", "Address"]);
        return new Contact(section.Email("Email"), section.Text("Phone", 50), section.Text("Address", 300));
    }
}
