using System.Collections.Frozen;

namespace Bulletin.Content;

/// <summary>What may stand in rendered HTML: elements, their attributes, classes and the schemes of addresses.</summary>
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

    // Elements that are not kept but whose meaning or whose line break an allowed one can carry:
    // without it the words of two neighbours would run into each other.
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

    // The content of these is no text for readers, so it goes with them. Everything else that is not allowed
    // loses its tags and keeps its content.
    private static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(
        [
            "applet", "audio", "base", "canvas", "datalist", "embed", "frame", "frameset", "head", "iframe", "input", "link",
            "math", "meta", "noembed", "noframes", "noscript", "object", "optgroup", "option", "param", "plaintext", "portal",
            "script", "select", "source", "style", "svg", "template", "textarea", "title", "track", "video", "xmp",
        ],
        StringComparer.Ordinal);

    /// <summary>Attributes that every allowed element may have.</summary>
    public static IReadOnlyList<string> CommonAttributes { get; } = ["dir", "lang"];

    /// <summary>The allowed elements.</summary>
    public static IReadOnlyCollection<string> Elements => AttributesByElement.Keys;

    /// <summary>Every attribute that some allowed element may have.</summary>
    public static IReadOnlySet<string> AllAttributes { get; } =
        AttributesByElement.Values.SelectMany(names => names).Concat(CommonAttributes).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The classes that rendered footnotes carry; there are no others.</summary>
    public static IReadOnlyCollection<string> Classes { get; } = ["footnotes", "footnote-ref", "footnote-back-ref"];

    /// <summary>The schemes a link may have.</summary>
    public static IReadOnlyCollection<string> LinkSchemes { get; } = ["http", "https", "mailto", "tel"];

    /// <summary>The attributes an allowed element may have besides <see cref="CommonAttributes"/>.</summary>
    public static IReadOnlyList<string> AttributesOf(string element) => AttributesByElement[element];

    /// <summary>True when the element and all it contains must not be shown.</summary>
    public static bool IsDropped(string element) => Dropped.Contains(element);

    /// <summary>The allowed element that stands for a given one, or null when only its content is kept.</summary>
    public static string? AllowedNameOf(string element) =>
        AttributesByElement.ContainsKey(element) ? element : Replacements.GetValueOrDefault(element);

    /// <summary>True for elements that have no content and no end tag.</summary>
    public static bool IsVoid(string element) => element is "br" or "hr" or "img" or "wbr";
}
