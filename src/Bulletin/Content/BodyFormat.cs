namespace Bulletin.Content;

/// <summary>The language in which an editor wrote a body.</summary>
public enum BodyFormat
{
    /// <summary>CommonMark with pipe tables, bare addresses as links, footnotes and strikethrough; raw HTML in it is sanitised.</summary>
    Markdown,

    /// <summary>An HTML fragment; it is sanitised.</summary>
    Html,
}
