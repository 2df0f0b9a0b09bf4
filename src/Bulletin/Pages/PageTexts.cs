using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bulletin.Pages;

#pragma warning disable CS1591 // The names say what the texts are; Texts/en.json has them in English.

/// <summary>The texts of the pages around announcements, in one language: a file in <c>Pages/Texts</c>.</summary>
/// <remarks>
/// A new file adds a language. Formats are those of .NET; <c>months</c> are the names that stand alone, <c>monthsInDates</c>
/// those after a day. <c>{0}</c> stands for a name or a number.
/// </remarks>
public sealed record PageTexts
{
    public required string Language { get; init; }

    public required string DateTime { get; init; }

    public required string TimeAndDate { get; init; }

    public required string Date { get; init; }

    public required IReadOnlyList<string> Months { get; init; }

    public required IReadOnlyList<string> MonthsInDates { get; init; }

    public required string SkipToContent { get; init; }

    public required string MainNavigation { get; init; }

    public required string News { get; init; }

    public required string NewsOf { get; init; }

    public required string Archive { get; init; }

    public required string Search { get; init; }

    public required string SearchLabel { get; init; }

    public required string SearchHint { get; init; }

    public required string SearchResultsFor { get; init; }

    public required string NothingFound { get; init; }

    public required string QueryNotUsable { get; init; }

    public required string Categories { get; init; }

    public required string Pinned { get; init; }

    public required string Archived { get; init; }

    public required string Published { get; init; }

    public required string Planned { get; init; }

    public required string Updated { get; init; }

    public required string Author { get; init; }

    public required string Pages { get; init; }

    public required string Older { get; init; }

    public required string Newer { get; init; }

    public required string MoreResults { get; init; }

    public required string FirstResults { get; init; }

    public required string NoPosts { get; init; }

    public required string NoPostsInCategory { get; init; }

    public required string NoPostsInPeriod { get; init; }

    public required string ArchiveOfYear { get; init; }

    public required string ArchiveIntro { get; init; }

    public required string Years { get; init; }

    public required string MonthsOfYear { get; init; }

    public required string WholeArchive { get; init; }

    public required string ArchivedNotice { get; init; }

    public required string ArchivedSince { get; init; }

    public required string Source { get; init; }

    public required string SourceLink { get; init; }

    public required string Responsibility { get; init; }

    public required string Institution { get; init; }

    public required string ProducedBy { get; init; }

    public required string EnteredBy { get; init; }

    public required string Created { get; init; }

    public required string Changed { get; init; }

    public required string NotChanged { get; init; }

    public required string RoleOfAuthor { get; init; }

    public required string History { get; init; }

    public required string HistoryPublished { get; init; }

    public required string HistoryNoReason { get; init; }

    public required string HistoryOlder { get; init; }

    public required string Table { get; init; }

    public required string Attachments { get; init; }

    public required string NotAccessible { get; init; }

    public required string SizeInBytes { get; init; }

    public required string SizeInKilobytes { get; init; }

    public required string SizeInMegabytes { get; init; }

    public required string DecimalSeparator { get; init; }

    public required string Preview { get; init; }

    public required string PreviewNotice { get; init; }

    public required string NotDated { get; init; }

    public required string Declaration { get; init; }

    public required string Footer { get; init; }

    public required string Phone { get; init; }

    public required string Email { get; init; }

    public required string FeedOf { get; init; }

    public required string NotFoundTitle { get; init; }

    public required string NotFoundText { get; init; }

    public required string GoneTitle { get; init; }

    public required string GoneText { get; init; }

    public required string PreviewOverTitle { get; init; }

    public required string PreviewOverText { get; init; }

    public required string BadRequestTitle { get; init; }

    public required string BadRequestText { get; init; }

    public required string TooManyTitle { get; init; }

    public required string TooManyText { get; init; }

    public required string UnavailableTitle { get; init; }

    public required string UnavailableText { get; init; }

    public required string UnavailableContact { get; init; }

    public required string GoToNews { get; init; }

    public required string GoToArchive { get; init; }

    public required DeclarationTexts DeclarationTexts { get; init; }

    /// <summary>
    /// Returns the texts for a language: those of its file, or of the language without region and script, or else English.
    /// </summary>
    /// <param name="language">A BCP 47 tag.</param>
    public static PageTexts For(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return Read(language) ?? Read(language.Split('-')[0]) ?? Read("en")!;
    }

    private static PageTexts? Read(string language)
    {
        using Stream? stream = typeof(PageTexts).Assembly.GetManifestResourceStream("texts/" + language);
        return stream is null ? null : JsonSerializer.Deserialize(stream, PageTextsJson.Default.PageTexts);
    }
}

/// <summary>Reads the files of texts. A text that is missing or unknown is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PageTexts))]
internal sealed partial class PageTextsJson : JsonSerializerContext;
