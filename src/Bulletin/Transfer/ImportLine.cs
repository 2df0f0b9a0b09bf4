using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Transfer;

/// <summary>What a line is.</summary>
internal enum ImportLineKind
{
    /// <summary>It cannot be read.</summary>
    Unreadable,

    /// <summary>The beginning of an export, or of a page of one.</summary>
    Site,

    Category,

    Announcement,

    /// <summary>The draft of an announcement's next version.</summary>
    Draft,

    /// <summary>A former revision of an announcement.</summary>
    Revision,

    /// <summary>The end of a page, or of a whole file.</summary>
    End,
}

/// <summary>A line of an import that was read, but not held against the site.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Kind">What it is.</param>
internal sealed record ImportLine(int Number, ImportLineKind Kind)
{
    /// <summary>What is wrong with it, by member; empty when nothing is.</summary>
    public IReadOnlyList<(string Member, string Error)> Errors { get; init; } = [];

    /// <summary>What it says of an announcement or a former revision.</summary>
    public AnnouncementLine? Announcement { get; private init; }

    /// <summary>What it says of the draft of an announcement's next version.</summary>
    public DraftLine? Draft { get; private init; }

    /// <summary>What it says of a category.</summary>
    public CategoryLine? Category { get; private init; }

    /// <summary>How many announcements the end of a file says there are; null when it does not.</summary>
    public int? Count { get; private init; }

    /// <summary>Reads a line.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="bytes">The line as it is.</param>
    public static ImportLine Read(int number, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > TransferFormat.MaximumLine)
        {
            return Wrong(number, [(string.Empty, $"has more than {TransferFormat.MaximumLine / 1024 / 1024} MiB")]);
        }

        try
        {
            using JsonDocument document = RequestBody.Parse(bytes, "It");
            return Read(number, document.RootElement);
        }
        catch (ProblemException refused)
        {
            return Wrong(number, refused.Problem.Errors.IsEmpty
                ? [(string.Empty, refused.Problem.Detail)]
                : [.. refused.Problem.Errors.SelectMany(member => member.Value.Select(error => (member.Key, error)))]);
        }
    }

    /// <summary>The line with the lead that its body begins with, as it was prepared.</summary>
    public ImportLine WithPreparedLead(string lead) => this with
    {
        Announcement = Announcement is { } announcement ? announcement with { PreparedLead = lead } : null,
        Draft = Draft is { } draft ? draft with { PreparedLead = lead } : null,
    };

    private static ImportLine Wrong(int number, IReadOnlyList<(string, string)> errors) => new(number, ImportLineKind.Unreadable) { Errors = errors };

    private static ImportLine Read(int number, JsonElement root)
    {
        // Often what is imported by mistake has no type in any of its lines: that costs no exception for each.
        string? type = root.TryGetProperty("type", out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return type switch
        {
            TransferFormat.Site => ReadSite(number, root),
            TransferFormat.Category => new ImportLine(number, ImportLineKind.Category) { Category = CategoryLine.Read(root) },
            TransferFormat.Announcement => new ImportLine(number, ImportLineKind.Announcement) { Announcement = AnnouncementLine.Read(root, isFormer: false) },
            TransferFormat.Revision => new ImportLine(number, ImportLineKind.Revision) { Announcement = AnnouncementLine.Read(root, isFormer: true) },
            TransferFormat.Page or TransferFormat.End => ReadEnd(number, root),
            TransferFormat.Draft => new ImportLine(number, ImportLineKind.Draft) { Draft = DraftLine.Read(root) },
            _ => Wrong(number, [("type", "must be one of site, category, announcement, draft, revision, page, end")]),
        };
    }

    private static ImportLine ReadSite(int number, JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore("type", "site", "version", "exportedAt");
        if (members.Integer("format", TransferFormat.OldestNumber, TransferFormat.Number).Value is null)
        {
            throw Problem.Invalid("format", $"must be {TransferFormat.OldestNumber} or {TransferFormat.Number}: this service knows no other format");
        }

        members.ThrowIfWrong();
        return new ImportLine(number, ImportLineKind.Site);
    }

    private static ImportLine ReadEnd(int number, JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore("type", "version", "next", "categories");
        int? count = members.Integer("announcements", 0, int.MaxValue).Value;
        members.ThrowIfWrong();
        return new ImportLine(number, ImportLineKind.End) { Count = count };
    }
}
