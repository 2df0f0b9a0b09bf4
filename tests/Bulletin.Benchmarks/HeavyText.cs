namespace Bulletin.Benchmarks;

/// <summary>Texts that cost much to read for their length.</summary>
/// <param name="Name">The pattern, as the report shows it.</param>
/// <param name="Format">The format in which it is heavy.</param>
/// <param name="Of">The text of about so many characters.</param>
internal sealed record HeavyText(string Name, string Format, Func<int, string> Of)
{
    /// <summary>The patterns.</summary>
    public static IReadOnlyList<HeavyText> All { get; } =
    [
        Repeated("`- a` and an empty line", "markdown", "- a\n\n"),
        Repeated("`a` and `=`", "markdown", "a\n=\n"),
        Repeated("lone backticks", "markdown", "` `` ``` "),
        Repeated("unclosed fences", "markdown", "> ```\n\n"),
        new("`<b>` 95 times, then `<p>`", "html", length => Repeat("<b>", 95) + Repeat("<p>", (length - 285) / 3)),
    ];

    /// <summary>The body of a request that makes an announcement of it.</summary>
    public object Announcement(int number, int length, string status = "draft") => new { title = $"Ciężki {number}", body = Of(length), format = Format, status };

    private static HeavyText Repeated(string name, string format, string piece) => new(name, format, length => Repeat(piece, length / piece.Length));

    private static string Repeat(string piece, int times) => string.Concat(Enumerable.Repeat(piece, times));
}
