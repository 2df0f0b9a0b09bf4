using System.Text;
using Bulletin.Announcements;
using Bulletin.Content;

namespace Bulletin.Search;

/// <summary>An announcement in the form in which it is indexed.</summary>
internal sealed class SearchDocument
{
    // Separates title, lead and body, so that no phrase matches across them. It is not a letter, so no query contains
    // it.
    private const string Gap = " ·";

    /// <summary>
    /// A marker before the words of a Polish announcement: other forms of a word are searched only in announcements
    /// that have it. No query contains it.
    /// </summary>
    public const string Inflected = "·pl";

    /// <summary>Creates the document of an announcement.</summary>
    public SearchDocument(Announcement announcement)
    {
        Announcement = announcement.Summary();
        string text = TextOf(announcement);
        Text = new CompressedText(text);
        var words = new StringBuilder(announcement.Title.Length + announcement.Lead.Length + text.Length);
        IsInflected = IsPolish(announcement.Language);
        words.Append(IsInflected ? Inflected : string.Empty);
        Append(words, announcement.Title);
        Title = words.ToString();
        Append(words.Append(Gap), announcement.Lead);
        TitleAndLead = words.ToString();
        Append(words.Append(Gap), text);
        All = words.ToString();
    }

    /// <summary>The summary shown in lists.</summary>
    public AnnouncementSummary Announcement { get; }

    /// <summary>The text of the body, without its markup.</summary>
    public CompressedText Text { get; }

    /// <summary>True if the announcement is in Polish, so that other forms of its words are found.</summary>
    public bool IsInflected { get; }

    /// <summary>The folded words of the title, separated by spaces.</summary>
    public string Title { get; }

    /// <summary>The folded words of title and lead.</summary>
    public string TitleAndLead { get; }

    /// <summary>The folded words of title, lead and body.</summary>
    public string All { get; }

    /// <summary>Returns true for Polish, with or without a region.</summary>
    /// <param name="language">A BCP 47 tag.</param>
    public static bool IsPolish(string language) => language == "pl" || language.StartsWith("pl-", StringComparison.OrdinalIgnoreCase);

    private static void Append(StringBuilder words, string text)
    {
        var reader = new WordReader(text);
        while (reader.Read())
        {
            words.Append(words.Length == 0 ? string.Empty : " ").Append(reader.Folded);
        }
    }

    // A body stored under older limits may exceed today's limits; it is then left out of the index.
    private static string TextOf(Announcement announcement)
    {
        try
        {
            return (announcement.Format == BodyFormat.Markdown ? MarkdownText.Of(announcement.Body) : null)
                ?? PlainText.FromBody(announcement.Body, announcement.Format);
        }
        catch (ContentException)
        {
            return string.Empty;
        }
    }
}
