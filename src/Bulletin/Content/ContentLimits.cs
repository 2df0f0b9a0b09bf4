namespace Bulletin.Content;

/// <summary>
/// The limits of a body. They are far above the needs of a real announcement. They ensure that no body, however
/// contrived, takes more than a quarter of a second of one processor core or temporarily more than a few dozen
/// megabytes, or overflows the stack.
/// </summary>
public static class ContentLimits
{
    /// <summary>The maximum length of a body in UTF-16 code units. A body of 256 KiB of UTF-8 never exceeds it.</summary>
    public const int MaximumBodyLength = 256 * 1024;

    /// <summary>The maximum nesting depth, both of Markdown blocks and inlines and of HTML elements.</summary>
    public const int MaximumNesting = 100;

    /// <summary>The maximum number of cells in one table row.</summary>
    public const int MaximumTableColumns = 50;

    /// <summary>The maximum number of table cells in a body, counted as rendered (short rows are filled up).</summary>
    public const int MaximumTableCells = 5_000;

    /// <summary>
    /// The maximum number of HTML elements in a body, counted as a browser would create them, including those rendered
    /// from Markdown.
    /// </summary>
    public const int MaximumElements = 12_500;

    /// <summary>
    /// The maximum number of blocks in a Markdown body: paragraphs, headings, lists and their items, quotes.
    /// </summary>
    public const int MaximumBlocks = 25_000;

    /// <summary>The maximum number of lines in a Markdown body, including empty ones.</summary>
    public const int MaximumLines = 50_000;

    /// <summary>The maximum number of link and footnote definitions in a Markdown body.</summary>
    public const int MaximumDefinitions = 5_000;

    /// <summary>The maximum number of attributes of one tag.</summary>
    public const int MaximumAttributes = 100;

    /// <summary>The maximum size of the rendered HTML in bytes of UTF-8.</summary>
    public const int MaximumHtmlBytes = 1024 * 1024;

    /// <summary>The exception for a body nested deeper than <see cref="MaximumNesting"/>.</summary>
    internal static ContentException TooDeep(Exception? cause = null) =>
        cause is null ? new(TooDeepMessage) : new(TooDeepMessage, cause);

    /// <summary>The exception for a table wider than <see cref="MaximumTableColumns"/>.</summary>
    internal static ContentException TooManyColumns() => new("a table may have at most 50 columns");

    /// <summary>The exception for a body with more cells than <see cref="MaximumTableCells"/>.</summary>
    internal static ContentException TooManyCells() => new("the tables of a body may have at most 5,000 cells together");

    /// <summary>The exception for a body with more elements than <see cref="MaximumElements"/>.</summary>
    internal static ContentException TooManyElements() => new("a body may have at most 12,500 HTML elements");

    /// <summary>The exception for Markdown with more blocks than <see cref="MaximumBlocks"/>.</summary>
    internal static ContentException TooManyBlocks() =>
        new("a body may have at most 25,000 paragraphs, headings, list items and other blocks");

    /// <summary>The exception for Markdown with more lines than <see cref="MaximumLines"/>.</summary>
    internal static ContentException TooManyLines() => new("a body may have at most 50,000 lines");

    /// <summary>The exception for Markdown with more definitions than <see cref="MaximumDefinitions"/>.</summary>
    internal static ContentException TooManyDefinitions() => new("a body may have at most 5,000 link definitions and footnotes");

    /// <summary>The exception for Markdown in which the parser removes too many blocks after reading them.</summary>
    internal static ContentException TooManyRemovals() =>
        new("a body of so many blocks may have fewer link definitions and fewer headings that are underlined with = or -");

    /// <summary>The exception for a tag with more attributes than <see cref="MaximumAttributes"/>.</summary>
    internal static ContentException TooManyAttributes() => new("a tag may have at most 100 attributes");

    /// <summary>The exception for HTML whose tags are too expensive to correct.</summary>
    internal static ContentException TooBadlyNested() =>
        new("the HTML of the body has too many tags that do not fit together, or signs < that begin no tag");

    /// <summary>The exception for a body whose HTML is longer than <see cref="MaximumHtmlBytes"/>.</summary>
    internal static ContentException TooMuchHtml() => new("the body renders to more than 1 MiB of HTML");

    /// <summary>The exception for Markdown whose inline markup is too expensive to parse.</summary>
    internal static ContentException TooMuchInParagraph() =>
        new("a paragraph or table has too much markup (signs such as * _ ~ [ ` < and bare addresses): divide it by empty lines");

    /// <summary>The exception for Markdown with many lines in deeply nested lists and quotes.</summary>
    internal static ContentException TooManyLinesInContainers() =>
        new("a body of so many lines may not have lists and quotes in each other so deeply");

    /// <summary>The exception for a body on which the Markdown library fails.</summary>
    internal static ContentException NotReadable(Exception cause) => new("the body cannot be read as Markdown", cause);

    private const string TooDeepMessage = "the markup of the body is nested too deeply (at most 100 levels)";
}
