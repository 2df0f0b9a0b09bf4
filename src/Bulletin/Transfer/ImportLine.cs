using System.Text.Json;
using Bulletin.Http;
using Bulletin.Media;
using Bulletin.Problems;

namespace Bulletin.Transfer;

/// <summary>The kinds of lines.</summary>
internal enum ImportLineKind
{
    /// <summary>A line that cannot be read.</summary>
    Unreadable,

    /// <summary>The first line of an export, or of a page of one.</summary>
    Site,

    Category,

    Medium,

    Announcement,

    /// <summary>The draft of an announcement's next revision.</summary>
    Draft,

    /// <summary>A former revision of an announcement.</summary>
    Revision,

    /// <summary>The last line of a page or a file.</summary>
    End,
}

/// <summary>A line of an import, as read, before it is checked against the site.</summary>
/// <param name="Number">The line number, from 1.</param>
/// <param name="Kind">The kind of the line.</param>
internal sealed record ImportLine(int Number, ImportLineKind Kind)
{
    /// <summary>The errors, by member; empty if there are none.</summary>
    public IReadOnlyList<(string Member, string Error)> Errors { get; init; } = [];

    /// <summary>The announcement or former revision of the line, if any.</summary>
    public AnnouncementLine? Announcement { get; private init; }

    /// <summary>The draft of the line, if any.</summary>
    public DraftLine? Draft { get; private init; }

    /// <summary>The category of the line, if any.</summary>
    public CategoryLine? Category { get; private init; }

    /// <summary>The medium of the line, if any.</summary>
    public Medium? Medium { get; private init; }

    /// <summary>The number of announcements stated at the end of a file; null if none is stated.</summary>
    public int? Count { get; private init; }

    /// <summary>Reads a line.</summary>
    /// <param name="number">The line number, from 1.</param>
    /// <param name="bytes">The bytes of the line.</param>
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

    /// <summary>Returns the line with a lead that was derived from its body.</summary>
    public ImportLine WithPreparedLead(string lead) => this with
    {
        Announcement = Announcement is { } announcement ? announcement with { PreparedLead = lead } : null,
        Draft = Draft is { } draft ? draft with { PreparedLead = lead } : null,
    };

    private static ImportLine Wrong(int number, IReadOnlyList<(string, string)> errors) =>
        new(number, ImportLineKind.Unreadable) { Errors = errors };

    private static ImportLine Read(int number, JsonElement root)
    {
        // A file imported by mistake often has no type in any of its lines; they must not cost one exception each.
        string? type = root.TryGetProperty("type", out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        return type switch
        {
            TransferFormat.Site => ReadSite(number, root),
            TransferFormat.Category => new ImportLine(number, ImportLineKind.Category) { Category = CategoryLine.Read(root) },
            TransferFormat.Medium => new ImportLine(number, ImportLineKind.Medium) { Medium = MediumLine.Read(root) },
            TransferFormat.Announcement => new ImportLine(number, ImportLineKind.Announcement)
            {
                Announcement = AnnouncementLine.Read(root, isFormer: false),
            },
            TransferFormat.Revision => new ImportLine(number, ImportLineKind.Revision)
            {
                Announcement = AnnouncementLine.Read(root, isFormer: true),
            },
            TransferFormat.Page or TransferFormat.End => ReadEnd(number, root),
            TransferFormat.Draft => new ImportLine(number, ImportLineKind.Draft) { Draft = DraftLine.Read(root) },
            _ => Wrong(number, [("type", "must be one of site, category, medium, announcement, draft, revision, page, end")]),
        };
    }

    private static ImportLine ReadSite(int number, JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore("type", "site", "version", "exportedAt");
        if (members.Integer("format", TransferFormat.OldestNumber, TransferFormat.Number).Value is null)
        {
            throw Problem.Invalid(
                "format",
                $"must be {TransferFormat.OldestNumber} or {TransferFormat.Number}: this service knows no other format");
        }

        members.ThrowIfWrong();
        return new ImportLine(number, ImportLineKind.Site);
    }

    private static ImportLine ReadEnd(int number, JsonElement root)
    {
        var members = new JsonMembers(root);
        members.Ignore("type", "version", "next", "categories", "media");
        int? count = members.Integer("announcements", 0, int.MaxValue).Value;
        members.ThrowIfWrong();
        return new ImportLine(number, ImportLineKind.End) { Count = count };
    }
}
