namespace Bulletin.Content;

/// <summary>
/// The bounds of a body. They are far above what a real announcement needs; they exist so that no body, however
/// contrived, costs more than about a second, a few hundred megabytes for a moment, or the process its stack.
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

    /// <summary>Longest rendered HTML, in bytes of UTF-8.</summary>
    public const int MaximumHtmlBytes = 1024 * 1024;

    /// <summary>The refusal of a body that is nested deeper than <see cref="MaximumNesting"/>.</summary>
    internal static ContentException TooDeep(Exception? cause = null) =>
        cause is null ? new(TooDeepMessage) : new(TooDeepMessage, cause);

    /// <summary>The refusal of a table wider than <see cref="MaximumTableColumns"/>.</summary>
    internal static ContentException TooManyColumns() => new("a table may have at most 50 columns");

    /// <summary>The refusal of a body with more cells than <see cref="MaximumTableCells"/>.</summary>
    internal static ContentException TooManyCells() => new("the tables of a body may have at most 5,000 cells together");

    /// <summary>The refusal of a body whose HTML is longer than <see cref="MaximumHtmlBytes"/>.</summary>
    internal static ContentException TooMuchHtml() => new("the body renders to more than 1 MiB of HTML");

    /// <summary>The refusal of a body whose markup costs too much to read.</summary>
    internal static ContentException TooComplex() => new("the markup of the body is too complex to be rendered");

    private const string TooDeepMessage = "the markup of the body is nested too deeply (at most 100 levels)";
}
