namespace Bulletin.Content;

/// <summary>
/// The bounds of a body. They are far above what a real announcement needs; they exist so that no body, however
/// contrived, costs more than a quarter of a second of one processor core, a few dozen megabytes for a moment, or the process its stack.
/// </summary>
public static class ContentLimits
{
    /// <summary>Longest body, in UTF-16 code units. A body of at most 256 KiB of UTF-8 never has more.</summary>
    public const int MaximumBodyLength = 256 * 1024;

    /// <summary>Deepest nesting: Markdown blocks and inlines in each other, and HTML elements in each other.</summary>
    public const int MaximumNesting = 100;

    /// <summary>Most cells in one row of a table.</summary>
    public const int MaximumTableColumns = 50;

    /// <summary>Most table cells in a body, all its tables together, counted as rendered (short rows are filled up).</summary>
    public const int MaximumTableCells = 5_000;

    /// <summary>Most HTML elements of a body, as a browser would make them; those that Markdown stands for too.</summary>
    public const int MaximumElements = 12_500;

    /// <summary>Most blocks of a Markdown body: paragraphs, headings, lists and their items, quotes.</summary>
    public const int MaximumBlocks = 25_000;

    /// <summary>Most lines of a Markdown body, empty ones too.</summary>
    public const int MaximumLines = 50_000;

    /// <summary>Most definitions of links and footnotes in a Markdown body.</summary>
    public const int MaximumDefinitions = 5_000;

    /// <summary>Most attributes of one tag.</summary>
    public const int MaximumAttributes = 100;

    /// <summary>Longest rendered HTML, in bytes of UTF-8.</summary>
    public const int MaximumHtmlBytes = 1024 * 1024;

    /// <summary>The refusal of a body that is nested deeper than <see cref="MaximumNesting"/>.</summary>
    internal static ContentException TooDeep(Exception? cause = null) =>
        cause is null ? new(TooDeepMessage) : new(TooDeepMessage, cause);

    /// <summary>The refusal of a table wider than <see cref="MaximumTableColumns"/>.</summary>
    internal static ContentException TooManyColumns() => new("a table may have at most 50 columns");

    /// <summary>The refusal of a body with more cells than <see cref="MaximumTableCells"/>.</summary>
    internal static ContentException TooManyCells() => new("the tables of a body may have at most 5,000 cells together");

    /// <summary>The refusal of a body with more elements than <see cref="MaximumElements"/>.</summary>
    internal static ContentException TooManyElements() => new("a body may have at most 12,500 HTML elements");

    /// <summary>The refusal of Markdown with more blocks than <see cref="MaximumBlocks"/>.</summary>
    internal static ContentException TooManyBlocks() => new("a body may have at most 25,000 paragraphs, headings, list items and other blocks");

    /// <summary>The refusal of Markdown with more lines than <see cref="MaximumLines"/>.</summary>
    internal static ContentException TooManyLines() => new("a body may have at most 50,000 lines");

    /// <summary>The refusal of Markdown with more definitions than <see cref="MaximumDefinitions"/>.</summary>
    internal static ContentException TooManyDefinitions() => new("a body may have at most 5,000 link definitions and footnotes");

    /// <summary>The refusal of Markdown in which too much is taken back once it was read.</summary>
    internal static ContentException TooManyRemovals() =>
        new("a body of so many blocks may have fewer link definitions and fewer headings that are underlined with = or -");

    /// <summary>The refusal of a tag with more attributes than <see cref="MaximumAttributes"/>.</summary>
    internal static ContentException TooManyAttributes() => new("a tag may have at most 100 attributes");

    /// <summary>The refusal of HTML whose tags cost too much to be set right.</summary>
    internal static ContentException TooBadlyNested() => new("the HTML of the body has too many tags that do not fit together, or signs < that begin no tag");

    /// <summary>The refusal of a body whose HTML is longer than <see cref="MaximumHtmlBytes"/>.</summary>
    internal static ContentException TooMuchHtml() => new("the body renders to more than 1 MiB of HTML");

    /// <summary>The refusal of Markdown whose inline markup costs too much to read.</summary>
    internal static ContentException TooMuchInParagraph() =>
        new("a paragraph or table has too much markup (signs such as * _ ~ [ ` < and bare addresses): divide it by empty lines");

    /// <summary>The refusal of Markdown with many lines in deep lists and quotes.</summary>
    internal static ContentException TooManyLinesInContainers() =>
        new("a body of so many lines may not have lists and quotes in each other so deeply");

    /// <summary>The refusal of a body at which the Markdown library fails.</summary>
    internal static ContentException NotReadable(Exception cause) => new("the body cannot be read as Markdown", cause);

    private const string TooDeepMessage = "the markup of the body is nested too deeply (at most 100 levels)";
}
