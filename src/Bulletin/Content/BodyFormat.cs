namespace Bulletin.Content;

/// <summary>The markup language of a body.</summary>
public enum BodyFormat
{
    /// <summary>
    /// CommonMark with pipe tables, bare addresses as links, footnotes and strikethrough. Raw HTML in it is sanitised.
    /// </summary>
    Markdown,

    /// <summary>An HTML fragment, which is sanitised.</summary>
    Html,
}
