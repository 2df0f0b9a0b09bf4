using System.Text;
using Bulletin.Announcements;
using Bulletin.Content;

namespace Bulletin.Search;

/// <summary>An announcement as it goes into an index.</summary>
internal sealed class SearchDocument
{
    // Between title, lead and body: no phrase goes across. It is no letter, so no query has it.
    private const string Gap = " ·";

    /// <summary>Stands before the words of an announcement in Polish: other forms of a word are found in these only. No query has it.</summary>
    public const string Inflected = "·pl";

    /// <summary>What an index needs of an announcement.</summary>
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

    /// <summary>What lists show of it.</summary>
    public AnnouncementSummary Announcement { get; }

    /// <summary>The text of the body, without its markup.</summary>
    public CompressedText Text { get; }

    /// <summary>Whether its words are inflected as those of Polish.</summary>
    public bool IsInflected { get; }

    /// <summary>The folded words of the title, between blanks.</summary>
    public string Title { get; }

    /// <summary>Those of title and lead.</summary>
    public string TitleAndLead { get; }

    /// <summary>Those of title, lead and body.</summary>
    public string All { get; }

    /// <summary>Whether the words of a language are inflected as those of Polish.</summary>
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

    // What was accepted once is within the bounds, unless they were made narrower since.
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
