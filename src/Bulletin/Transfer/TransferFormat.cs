using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Transfer;

/// <summary>The lines of exports and imports: JSON objects, one a line, whose <c>type</c> says what they are.</summary>
internal static class TransferFormat
{
    /// <summary>The number of the format that is written. 2 has drafts of next versions; what was written as 1 is read too.</summary>
    public const int Number = 2;

    /// <summary>The oldest format that is read.</summary>
    public const int OldestNumber = 1;

    /// <summary>The most bytes of a line: 2 MiB.</summary>
    public const int MaximumLine = 2 * 1024 * 1024;

    public const string Site = "site";
    public const string Category = "category";
    public const string Announcement = "announcement";
    public const string Draft = "draft";
    public const string Revision = "revision";
    public const string Page = "page";
    public const string End = "end";

    /// <summary>What the change log calls an import.</summary>
    public const string Action = "import";

    /// <summary>Reads an array of slugs.</summary>
    public static IReadOnlyList<string> ReadSlugs(JsonMembers members, string name, int maximum) => members.Array(name, maximum, nullable: false, (item, place) =>
    {
        string? text = members.String(place, item, multiline: false);
        if (text is not null && AnnouncementInput.SlugOf(text).Error is { } error)
        {
            members.Error(place, error);
        }

        return text;
    }).Value ?? [];
}
