using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Bulletin.Settings;

/// <summary>How far a site meets the law on digital accessibility.</summary>
public enum Conformance
{
    /// <summary>The site meets the law.</summary>
    Full,

    /// <summary>The site meets the law in part.</summary>
    Partial,

    /// <summary>The site does not meet the law.</summary>
    None,
}

/// <summary>The content of the declaration of accessibility (<c>Bulletin:Pages:Declaration</c>), validated.</summary>
/// <remarks>What is missing is shown as missing, and told at the start: see <see cref="Missing"/>.</remarks>
public sealed record DeclarationSettings
{
    private static readonly string[] Names =
    [
        "Published", "Updated", "Prepared", "Reviewed", "Status", "Exceptions", "Assessment", "AssessmentUrl", "Contact", "Email", "Phone",
        "Architecture", "ArchitectureUrl", "Communication", "Apps",
    ];

    /// <summary>The date on which the site was published (<c>Published</c>), or null.</summary>
    public LocalDate? Published { get; private init; }

    /// <summary>The date of the last important update of the site (<c>Updated</c>), or null.</summary>
    public LocalDate? Updated { get; private init; }

    /// <summary>The date on which the declaration was prepared (<c>Prepared</c>), or null.</summary>
    public LocalDate? Prepared { get; private init; }

    /// <summary>The date on which it was last reviewed (<c>Reviewed</c>), or null.</summary>
    public LocalDate? Reviewed { get; private init; }

    /// <summary>The conformance (<c>Status</c>: <c>full</c>, <c>partial</c> or <c>none</c>), or null.</summary>
    public Conformance? Status { get; private init; }

    /// <summary>The content that is not accessible, and why (<c>Exceptions</c>).</summary>
    public IReadOnlyList<string> Exceptions { get; private init; } = [];

    /// <summary>How the site was assessed (<c>Assessment</c>), or null.</summary>
    public string? Assessment { get; private init; }

    /// <summary>A URL of the report of the assessment (<c>AssessmentUrl</c>), or null.</summary>
    public string? AssessmentUrl { get; private init; }

    /// <summary>The person or department that answers requests (<c>Contact</c>), or null.</summary>
    public string? Contact { get; private init; }

    /// <summary>Their e-mail address (<c>Email</c>), or null.</summary>
    public string? Email { get; private init; }

    /// <summary>Their phone number (<c>Phone</c>), or null.</summary>
    public string? Phone { get; private init; }

    /// <summary>The accessibility of the building (<c>Architecture</c>), or null.</summary>
    public string? Architecture { get; private init; }

    /// <summary>A URL of a description of the building (<c>ArchitectureUrl</c>), or null.</summary>
    public string? ArchitectureUrl { get; private init; }

    /// <summary>The accessibility of communication, such as sign language (<c>Communication</c>), or null.</summary>
    public string? Communication { get; private init; }

    /// <summary>The mobile apps of the institution (<c>Apps</c>).</summary>
    public IReadOnlyList<string> Apps { get; private init; } = [];

    /// <summary>The names of the required settings that are missing.</summary>
    public IReadOnlyList<string> Missing => [.. new (string Name, bool IsThere)[]
    {
        (nameof(Published), Published is not null), (nameof(Updated), Updated is not null), (nameof(Prepared), Prepared is not null),
        (nameof(Status), Status is not null), (nameof(Contact), Contact is not null), (nameof(Email), Email is not null),
        (nameof(Phone), Phone is not null), (nameof(Architecture), (Architecture ?? ArchitectureUrl) is not null),
        (nameof(Communication), Communication is not null),
        (nameof(Exceptions), Status is null or Conformance.Full || Exceptions.Count > 0),
    }.Where(setting => !setting.IsThere).Select(setting => setting.Name)];

    /// <summary>
    /// Returns true if the declaration was not reviewed since the last 31 March by which it had to be; the law asks for a
    /// review every year by then.
    /// </summary>
    /// <param name="today">The date in the site's time zone.</param>
    public bool IsReviewOverdue(LocalDate today)
    {
        int year = today > new LocalDate(today.Year, 3, 31) ? today.Year : today.Year - 1;
        return (Reviewed ?? Prepared) is { } last && last < new LocalDate(year, 1, 1);
    }

    internal static DeclarationSettings Read(IConfigurationSection section)
    {
        PageSettings.CheckNames(section, Names);
        return new DeclarationSettings
        {
            Published = PageSettings.DateOf(section, "Published"),
            Updated = PageSettings.DateOf(section, "Updated"),
            Prepared = PageSettings.DateOf(section, "Prepared"),
            Reviewed = PageSettings.DateOf(section, "Reviewed"),
            Status = StatusOf(section),
            Exceptions = TextsOf(section.GetSection("Exceptions")),
            Assessment = PageSettings.TextOf(section, "Assessment", 1000),
            AssessmentUrl = PageSettings.LinkOf(section, "AssessmentUrl"),
            Contact = PageSettings.TextOf(section, "Contact", 200),
            Email = PageSettings.EmailOf(section, "Email"),
            Phone = PageSettings.TextOf(section, "Phone", 50),
            Architecture = PageSettings.TextOf(section, "Architecture", 5000),
            ArchitectureUrl = PageSettings.LinkOf(section, "ArchitectureUrl"),
            Communication = PageSettings.TextOf(section, "Communication", 5000),
            Apps = TextsOf(section.GetSection("Apps")),
        };
    }

    private static Conformance? StatusOf(IConfigurationSection section) => BulletinSettings.NullIfEmpty(section["Status"]) switch
    {
        null => null,
        "full" => Conformance.Full,
        "partial" => Conformance.Partial,
        "none" => Conformance.None,
        var text => throw new SettingsException($"{section.Path}:Status must be full, partial or none, not '{text}'."),
    };

    private static List<string> TextsOf(IConfigurationSection section) =>
        section.GetChildren().Select(child => PageSettings.TextOf(section, child.Key, 1000)).OfType<string>().ToList();
}
