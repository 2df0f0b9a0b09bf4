using System.Collections.Frozen;

namespace Bulletin.Content;

/// <summary>The allow-list for rendered HTML: elements, their attributes, classes and address schemes.</summary>
internal static class HtmlPolicy
{
    private static readonly FrozenDictionary<string, string[]> AttributesByElement = new Dictionary<string, string[]>
    {
        ["a"] = ["href", "title", "rel", "id", "class"],
        ["abbr"] = ["title"],
        ["b"] = [],
        ["bdi"] = [],
        ["blockquote"] = [],
        ["br"] = [],
        ["caption"] = [],
        ["cite"] = [],
        ["code"] = [],
        ["dd"] = [],
        ["del"] = [],
        ["details"] = ["open"],
        ["dfn"] = [],
        ["div"] = ["class"],
        ["dl"] = [],
        ["dt"] = [],
        ["em"] = [],
        ["figcaption"] = [],
        ["figure"] = [],
        ["h2"] = [],
        ["h3"] = [],
        ["h4"] = [],
        ["h5"] = [],
        ["h6"] = [],
        ["hr"] = [],
        ["i"] = [],
        ["img"] = ["src", "alt", "width", "height", "title"],
        ["ins"] = [],
        ["kbd"] = [],
        ["li"] = ["id", "value"],
        ["mark"] = [],
        ["ol"] = ["start", "type", "reversed"],
        ["p"] = [],
        ["pre"] = [],
        ["q"] = [],
        ["s"] = [],
        ["samp"] = [],
        ["small"] = [],
        ["span"] = [],
        ["strong"] = [],
        ["sub"] = [],
        ["summary"] = [],
        ["sup"] = [],
        ["table"] = [],
        ["tbody"] = [],
        ["td"] = ["align", "colspan", "rowspan"],
        ["tfoot"] = [],
        ["th"] = ["align", "colspan", "rowspan", "scope"],
        ["thead"] = [],
        ["time"] = ["datetime"],
        ["tr"] = [],
        ["u"] = [],
        ["ul"] = [],
        ["var"] = [],
        ["wbr"] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Elements that are not allowed, with the allowed element that has the same meaning or line break: without it the
    // words of two neighbours would run together.
    private static readonly FrozenDictionary<string, string> Replacements = new Dictionary<string, string>
    {
        ["acronym"] = "abbr",
        ["address"] = "div",
        ["article"] = "div",
        ["aside"] = "div",
        ["center"] = "div",
        ["dir"] = "ul",
        ["fieldset"] = "div",
        ["footer"] = "div",
        ["form"] = "div",
        ["header"] = "div",
        ["hgroup"] = "div",
        ["legend"] = "div",
        ["listing"] = "pre",
        ["main"] = "div",
        ["menu"] = "ul",
        ["nav"] = "div",
        ["search"] = "div",
        ["section"] = "div",
        ["strike"] = "s",
        ["tt"] = "code",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Elements whose content is not text for readers, so it is removed with them. Every other element that is not
    // allowed loses its tags and keeps its content.
    private static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(
        [
            "applet", "audio", "base", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe", "input", "link",
            "math", "meta", "noembed", "noframes", "noscript", "object", "optgroup", "option", "param", "plaintext", "portal",
            "script", "select", "source", "style", "svg", "template", "textarea", "title", "track", "video", "xmp",
        ],
        StringComparer.Ordinal);

    /// <summary>The attributes that every allowed element may have.</summary>
    public static IReadOnlyList<string> CommonAttributes { get; } = ["dir", "lang"];

    /// <summary>The allowed classes, which are those of rendered footnotes.</summary>
    public static IReadOnlyCollection<string> Classes { get; } = ["footnotes", "footnote-ref", "footnote-back-ref"];

    /// <summary>The allowed schemes of links.</summary>
    public static IReadOnlyCollection<string> LinkSchemes { get; } = ["http", "https", "mailto", "tel"];

    /// <summary>Returns the attributes that an allowed element may have besides <see cref="CommonAttributes"/>.</summary>
    public static IReadOnlyList<string> AttributesOf(string element) => AttributesByElement[element];

    /// <summary>Returns true if an element must be removed with its content.</summary>
    public static bool IsDropped(string element) => Dropped.Contains(element);

    /// <summary>Returns the allowed element to write for a given one; null if only its content is kept.</summary>
    public static string? AllowedNameOf(string element) =>
        AttributesByElement.ContainsKey(element) ? element : Replacements.GetValueOrDefault(element);

    /// <summary>Returns true for elements that have no content and no end tag.</summary>
    public static bool IsVoid(string element) => element is "br" or "hr" or "img" or "wbr";
}
