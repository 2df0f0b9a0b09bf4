using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Bulletin.Settings;

/// <summary>The extent to which a site meets the law on digital accessibility.</summary>
public enum Conformance
{
    /// <summary>The site meets the law.</summary>
    Full,

    /// <summary>The site meets the law in part.</summary>
    Partial,

    /// <summary>The site does not meet the law.</summary>
    None,
}

/// <summary>A mobile app of the institution.</summary>
/// <param name="Name">Its name, with the system for which it is made, 1 to 200 characters.</param>
/// <param name="Url">The address of its own declaration of accessibility.</param>
public sealed record DeclaredApp(string Name, string Url);

/// <summary>The content of the declaration of accessibility (<c>Bulletin:Pages:Declaration</c>), validated.</summary>
/// <remarks>
/// Missing values do not prevent the start: the page shows them as missing, and <see cref="Missing"/> names them. A text of
/// several paragraphs has a line for each.
/// </remarks>
public sealed record DeclarationSettings
{
    private const int TextLength = 5000;

    private static readonly string[] Names =
    [
        "Published", "Updated", "Prepared", "Reviewed", "Status", "Exceptions", "Exempt", "Costs", "CostsUrl", "Assessment",
        "AssessmentUrl", "Additional", "Contact", "Email", "Phone", "Architecture", "ArchitectureUrl", "Communication",
        "CommunicationUrl", "Apps",
    ];

    /// <summary>The date on which the site was published (<c>Published</c>), or null.</summary>
    public LocalDate? Published { get; private init; }

    /// <summary>The date of the last important update of the site (<c>Updated</c>), or null.</summary>
    public LocalDate? Updated { get; private init; }

    /// <summary>The date on which the declaration was prepared (<c>Prepared</c>), or null.</summary>
    public LocalDate? Prepared { get; private init; }

    /// <summary>The date on which it was last reviewed (<c>Reviewed</c>); null before the first review.</summary>
    public LocalDate? Reviewed { get; private init; }

    /// <summary>The conformance (<c>Status</c>: <c>full</c>, <c>partial</c> or <c>none</c>), or null.</summary>
    public Conformance? Status { get; private init; }

    /// <summary>The content that does not meet the law, and how to get it otherwise (<c>Exceptions</c>).</summary>
    public IReadOnlyList<string> Exceptions { get; private init; } = [];

    /// <summary>The content that is not accessible and to which the law does not apply (<c>Exempt</c>).</summary>
    public IReadOnlyList<string> Exempt { get; private init; } = [];

    /// <summary>The content whose accessibility would cost too much (<c>Costs</c>).</summary>
    public IReadOnlyList<string> Costs { get; private init; } = [];

    /// <summary>A URL of the assessment of these costs (<c>CostsUrl</c>), or null.</summary>
    public string? CostsUrl { get; private init; }

    /// <summary>The way in which the site was assessed (<c>Assessment</c>), or null.</summary>
    public string? Assessment { get; private init; }

    /// <summary>A URL of the report of the assessment (<c>AssessmentUrl</c>), or null.</summary>
    public string? AssessmentUrl { get; private init; }

    /// <summary>More about the accessibility of the site, such as plans (<c>Additional</c>), or null.</summary>
    public string? Additional { get; private init; }

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

    /// <summary>A URL of a description of communication (<c>CommunicationUrl</c>), or null.</summary>
    public string? CommunicationUrl { get; private init; }

    /// <summary>The mobile apps of the institution (<c>Apps</c>, each with <c>Name</c> and <c>Url</c>).</summary>
    public IReadOnlyList<DeclaredApp> Apps { get; private init; } = [];

    /// <summary>True if the declaration lists content that is not accessible.</summary>
    public bool HasInaccessible => Exceptions.Count + Exempt.Count + Costs.Count > 0;

    /// <summary>The names of the required settings that are missing.</summary>
    public IReadOnlyList<string> Missing => [.. new (string Name, bool IsThere)[]
    {
        (nameof(Published), Published is not null), (nameof(Updated), Updated is not null), (nameof(Status), Status is not null),
        (nameof(Exceptions), Status is null or Conformance.Full || HasInaccessible),
        (nameof(CostsUrl), Costs.Count == 0 || CostsUrl is not null),
        (nameof(Prepared), Prepared is not null), (nameof(Assessment), (Assessment ?? AssessmentUrl) is not null),
        (nameof(Contact), Contact is not null), (nameof(Email), Email is not null), (nameof(Phone), Phone is not null),
        (nameof(Architecture), (Architecture ?? ArchitectureUrl) is not null),
        (nameof(Communication), (Communication ?? CommunicationUrl) is not null),
    }.Where(setting => !setting.IsThere).Select(setting => setting.Name)];

    /// <summary>Returns true if the review that the law asks for every year by 31 March was not done in time.</summary>
    /// <remarks>
    /// Every calendar year has its own review: from 1 April, one of the same year must have been done, and until 31 March
    /// one of the year before is enough. Preparing the declaration counts as the review of its year. A date in the future,
    /// such as a mistyped one, does not count.
    /// </remarks>
    /// <param name="today">The date in the site's time zone.</param>
    public bool IsReviewOverdue(LocalDate today)
    {
        int due = today > new LocalDate(today.Year, 3, 31) ? today.Year : today.Year - 1;
        List<LocalDate> told = new LocalDate?[] { Prepared, Reviewed }.OfType<LocalDate>().ToList();
        return told.Count > 0 && told.Where(date => date <= today).All(date => date.Year < due);
    }

    internal static DeclarationSettings Read(IConfigurationSection section)
    {
        section.CheckParts(Names);
        DeclarationSettings settings = new()
        {
            Published = section.Date("Published"),
            Updated = section.Date("Updated"),
            Prepared = section.Date("Prepared"),
            Reviewed = section.Date("Reviewed"),
            Status = StatusOf(section),
            Exceptions = TextsOf(section.GetSection("Exceptions")),
            Exempt = TextsOf(section.GetSection("Exempt")),
            Costs = TextsOf(section.GetSection("Costs")),
            CostsUrl = section.Link("CostsUrl"),
            Assessment = section.Text("Assessment", 1000),
            AssessmentUrl = section.Link("AssessmentUrl"),
            Additional = section.Lines("Additional", TextLength),
            Contact = section.Text("Contact", 200),
            Email = section.Email("Email"),
            Phone = section.Text("Phone", 50),
            Architecture = section.Lines("Architecture", TextLength),
            ArchitectureUrl = section.Link("ArchitectureUrl"),
            Communication = section.Lines("Communication", TextLength),
            CommunicationUrl = section.Link("CommunicationUrl"),
            Apps = [.. ItemsOf(section.GetSection("Apps")).Select(AppOf)],
        };
        return settings is { Status: Conformance.Full, Exceptions.Count: > 0 }
            ? throw new SettingsException($"{section.Path}:Exceptions must be empty if the status is full.")
            : settings;
    }

    private static Conformance? StatusOf(IConfigurationSection section) => BulletinSettings.NullIfEmpty(section["Status"]) switch
    {
        null => null,
        "full" => Conformance.Full,
        "partial" => Conformance.Partial,
        "none" => Conformance.None,
        var text => throw new SettingsException($"{section.Path}:Status must be full, partial or none, not '{text}'."),
    };

    private static DeclaredApp AppOf(IConfigurationSection section)
    {
        (string name, string url) = section.NamedLink("Name", 200);
        return new DeclaredApp(name, url);
    }

    private static List<string> TextsOf(IConfigurationSection section) =>
        ItemsOf(section).Select(child => section.Text(child.Key, 1000)).OfType<string>().ToList();

    // A single text in the place of a list would be ignored silently.
    private static IEnumerable<IConfigurationSection> ItemsOf(IConfigurationSection section) =>
        BulletinSettings.NullIfEmpty(section.Value) is null
            ? section.GetChildren()
            : throw new SettingsException($"{section.Path} must be a list: its first item is {section.Path}:0.");
}
