using System.Text.Json.Serialization;

namespace Bulletin.Transfer;

/// <summary>The results of an import.</summary>
/// <param name="Lines">
/// The results of the lines, in order, without those that only begin or end an export, and without refused ones after
/// the first hundred.
/// </param>
/// <param name="Created">The number of lines written.</param>
/// <param name="Unchanged">The number of lines whose content the site already has.</param>
/// <param name="Refused">The number of refused lines, including those not listed.</param>
internal sealed record ImportReport(IReadOnlyList<ImportReportLine> Lines, int Created, int Unchanged, int Refused);

/// <summary>The result of a line.</summary>
/// <param name="Line">The line number, from 1.</param>
/// <param name="Status">Created, unchanged, exists or invalid.</param>
/// <param name="Id">The id of the announcement or category; null if it has none.</param>
/// <param name="Problem">The errors of the line; null if there are none.</param>
internal sealed record ImportReportLine(int Line, string Status, Guid? Id, string? Problem)
{
    public const string Created = "created";

    /// <summary>The site already has the same content.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>The site has other content under this id or slug.</summary>
    public const string Exists = "exists";

    /// <summary>The line is invalid.</summary>
    public const string Invalid = "invalid";

    /// <summary>A remark on an accepted line that needs attention; absent if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Remark { get; init; }

    /// <summary>True if the line is refused.</summary>
    [JsonIgnore]
    public bool IsRefused => Status is Exists or Invalid;

    /// <summary>The errors, by member.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Member, string Error)> Errors { get; init; } = [];

    public static ImportReportLine Refuse(
        int line, string status, Guid? id, params IReadOnlyList<(string Member, string Error)> errors) => new(
            line,
            status,
            id,
            string.Join("; ", errors.Select(error => error.Member.Length == 0 ? error.Error : $"{error.Member}: {error.Error}")))
        {
            Errors = errors,
        };
}
