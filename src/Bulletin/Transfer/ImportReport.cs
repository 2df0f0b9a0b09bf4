using System.Text.Json.Serialization;
using Bulletin.Problems;

namespace Bulletin.Transfer;

/// <summary>What became of the lines of an import.</summary>
/// <param name="Lines">
/// The lines in their order, but for those that only begin or end an export, and for refused ones beyond the first hundred.
/// </param>
/// <param name="Created">How many were written.</param>
/// <param name="Unchanged">How many say what the site says already.</param>
/// <param name="Refused">How many were not written, those included that are not named.</param>
internal sealed record ImportReport(IReadOnlyList<ImportReportLine> Lines, int Created, int Unchanged, int Refused);

/// <summary>What became of a line.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Status">Created, unchanged, exists or invalid.</param>
/// <param name="Id">The id of the announcement or category; null when it has none.</param>
/// <param name="Problem">What was wrong with it; null when nothing was.</param>
internal sealed record ImportReportLine(int Line, string Status, Guid? Id, string? Problem)
{
    public const string Created = "created";

    /// <summary>The site says the same already.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>The site has something else under this id or slug.</summary>
    public const string Exists = "exists";

    /// <summary>It cannot be.</summary>
    public const string Invalid = "invalid";

    /// <summary>What somebody should look at though the line was taken; absent when there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Remark { get; init; }

    /// <summary>Whether it is not written.</summary>
    [JsonIgnore]
    public bool IsRefused => Status is Exists or Invalid;

    /// <summary>What is wrong, by member.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Member, string Error)> Errors { get; init; } = [];

    public static ImportReportLine Refuse(int line, string status, Guid? id, params IReadOnlyList<(string Member, string Error)> errors) => new(
        line, status, id, string.Join("; ", errors.Select(error => error.Member.Length == 0 ? error.Error : $"{error.Member}: {error.Error}")))
    {
        Errors = errors,
    };
}
