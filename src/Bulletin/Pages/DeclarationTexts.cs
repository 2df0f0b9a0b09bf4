namespace Bulletin.Pages;

#pragma warning disable CS1591 // The names say what the texts are; Texts/en.json has them in English.

/// <summary>The texts of the declaration of accessibility in one language.</summary>
/// <remarks>
/// The Polish texts follow the structure that the minister for digital affairs prescribes (version 2.0, 31 July 2024), with its
/// headings, its first sentence and its three sentences on the state of accessibility.
/// </remarks>
public sealed record DeclarationTexts
{
    public required string Missing { get; init; }

    public required string Intro { get; init; }

    public required string Scope { get; init; }

    public required string AppliesTo { get; init; }

    public required string Published { get; init; }

    public required string Updated { get; init; }

    public required string Status { get; init; }

    public required string StatusFull { get; init; }

    public required string StatusPartial { get; init; }

    public required string StatusNone { get; init; }

    public required string Inaccessible { get; init; }

    public required string Exceptions { get; init; }

    public required string Exempt { get; init; }

    public required string Costs { get; init; }

    public required string CostsAssessment { get; init; }

    public required string Preparation { get; init; }

    public required string Prepared { get; init; }

    public required string Reviewed { get; init; }

    public required string Assessment { get; init; }

    public required string Report { get; init; }

    public required string Additional { get; init; }

    public required string Shortcuts { get; init; }

    public required string ShortcutsText { get; init; }

    public required string Feedback { get; init; }

    public required string FeedbackTo { get; init; }

    public required string Right { get; init; }

    public required string Request { get; init; }

    public required IReadOnlyList<string> RequestParts { get; init; }

    public required string FirstTerm { get; init; }

    public required string SecondTerm { get; init; }

    public required string Alternative { get; init; }

    public required string Complaints { get; init; }

    public required string ComplaintsRefusal { get; init; }

    public required string ComplaintsAlternative { get; init; }

    public required string ComplaintsTo { get; init; }

    public required string ComplaintsHelp { get; init; }

    public required string ComplaintsHelpLink { get; init; }

    public required string Ombudsman { get; init; }

    public required string OmbudsmanLink { get; init; }

    public required string Address { get; init; }

    public required string Other { get; init; }

    public required string Apps { get; init; }

    public required string AppDeclaration { get; init; }

    public required string Architecture { get; init; }

    public required string Seat { get; init; }

    public required string ArchitectureLink { get; init; }

    public required string Communication { get; init; }

    public required string CommunicationLink { get; init; }
}
