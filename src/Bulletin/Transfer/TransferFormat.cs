using Bulletin.Announcements;
using Bulletin.Problems;

namespace Bulletin.Transfer;

/// <summary>
/// The line format of exports and imports: one JSON object per line, with its kind in the member <c>type</c>.
/// </summary>
internal static class TransferFormat
{
    /// <summary>
    /// The number of the format that is written: 2, which adds drafts of next revisions, and media. Format 1 is still read.
    /// </summary>
    public const int Number = 2;

    /// <summary>The number of the oldest format that is read.</summary>
    public const int OldestNumber = 1;

    /// <summary>The maximum size of a line: 2 MiB.</summary>
    public const int MaximumLine = 2 * 1024 * 1024;

    public const string Site = "site";
    public const string Category = "category";
    public const string Medium = "medium";
    public const string Announcement = "announcement";
    public const string Draft = "draft";
    public const string Revision = "revision";
    public const string Page = "page";
    public const string End = "end";

    /// <summary>The action of an import in the change log.</summary>
    public const string Action = "import";

    /// <summary>Reads an array of slugs.</summary>
    public static IReadOnlyList<string> ReadSlugs(JsonMembers members, string name, int maximum) => members.Array(
        name,
        maximum,
        nullable: false,
        (item, place) =>
        {
            string? text = members.String(place, item, multiline: false);
            if (text is not null && AnnouncementInput.SlugOf(text).Error is { } error)
            {
                members.Error(place, error);
            }

            return text;
        }).Value ?? [];
}
