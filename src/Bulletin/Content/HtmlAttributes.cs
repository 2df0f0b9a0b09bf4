using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace Bulletin.Content;

/// <summary>
/// Writes the attributes of an element: those that <see cref="HtmlPolicy"/> allows, with each value checked.
/// </summary>
/// <param name="media">Returns the medium with an id; null to keep the addresses of media as they are.</param>
internal sealed class HtmlAttributes(Func<Guid, BodyMedium?>? media = null)
{
    // The layout is that of other sites, too: a picture is at most as wide as a usual column of text.
    private const string Sizes = "(min-width: 50rem) 50rem, 100vw";

    private const int MaximumPixels = 10_000;

    private readonly HashSet<string> takenIds = new(StringComparer.Ordinal);

    /// <summary>Returns true if an anchor is a link or the target of one; otherwise only its text is kept.</summary>
    public bool HasPurpose(IElement anchor) =>
        LinkAddress(anchor) is not null || FootnoteMark.Parse(anchor.GetAttribute("id")) is not null;

    /// <summary>Returns the address of an image; null if it has none that is allowed.</summary>
    public string? ImageAddress(IElement image) => Resolved(HtmlAddress.ForImage(image.GetAttribute("src")));

    /// <summary>Appends the attributes of an element that is written with a given name.</summary>
    public void Append(StringBuilder output, IElement element, string name)
    {
        foreach (string attribute in HtmlPolicy.AttributesOf(name))
        {
            if (Value(element, name, attribute) is { } value)
            {
                HtmlEscape.AppendAttribute(output, attribute, value);
            }
        }

        foreach (string attribute in HtmlPolicy.CommonAttributes)
        {
            if (Value(element, name, attribute) is { } value)
            {
                HtmlEscape.AppendAttribute(output, attribute, value);
            }
        }

        if (name == "img" && MediumOf(element.GetAttribute("src")) is { } medium)
        {
            AppendSizes(output, element, medium);
        }
    }

    // The editor's own width and height come first; a browser computes the other of the two from the picture.
    private static void AppendSizes(StringBuilder output, IElement image, BodyMedium medium)
    {
        bool isSized = Number(image, "width", 1, MaximumPixels) is not null || Number(image, "height", 1, MaximumPixels) is not null;
        if (!isSized && medium is { Width: { } width, Height: { } height })
        {
            HtmlEscape.AppendAttribute(output, "width", width.ToString(CultureInfo.InvariantCulture));
            HtmlEscape.AppendAttribute(output, "height", height.ToString(CultureInfo.InvariantCulture));
        }

        if (medium.SourceSet is { } set)
        {
            HtmlEscape.AppendAttribute(output, "srcset", set);
            HtmlEscape.AppendAttribute(output, "sizes", Sizes);
        }
    }

    private string? Value(IElement element, string name, string attribute) => attribute switch
    {
        "href" => LinkAddress(element),
        "src" => ImageAddress(element),
        "rel" => LinkAddress(element) is { } address && HtmlAddress.IsOutbound(address) ? "noopener noreferrer" : null,
        "alt" => element.GetAttribute("alt") ?? "",
        "title" => NotBlank(element.GetAttribute("title")),
        "id" => Id(element),
        "class" => HtmlPolicy.Classes.FirstOrDefault(element.ClassList.Contains),
        "align" => Alignment(element),
        "colspan" => Number(element, attribute, 2, ContentLimits.MaximumTableColumns),
        "rowspan" => Number(element, attribute, 2, ContentLimits.MaximumTableCells),
        "width" or "height" => Number(element, attribute, 1, MaximumPixels),
        "start" or "value" => Number(element, attribute, -1_000_000, 1_000_000),
        "type" => OneOf(element.GetAttribute("type"), "1", "a", "A", "i", "I"),
        "scope" => OneOf(element.GetAttribute("scope"), "col", "row", "colgroup", "rowgroup"),
        "dir" => OneOf(element.GetAttribute("dir"), "ltr", "rtl", "auto"),
        "lang" => element.GetAttribute("lang") is { } tag && LanguageTag.IsValid(tag) ? tag : null,
        "open" or "reversed" => element.HasAttribute(attribute) ? "" : null,
        "datetime" => DateTimeText(element.GetAttribute("datetime")),
        _ => throw new InvalidOperationException($"no rule for {attribute} of {name}"),
    };

    private string? LinkAddress(IElement anchor)
    {
        string? address = Resolved(HtmlAddress.ForLink(anchor.GetAttribute("href")));
        return address is ['#', .. var target] && FootnoteMark.Parse(target) is { } mark ? "#" + mark : address;
    }

    private string? Resolved(string? address) =>
        media is null || MediaAddress.Parse(address) is null ? address : MediumOf(address)?.Url;

    private BodyMedium? MediumOf(string? address) => MediaAddress.Parse(address) is { } id ? media?.Invoke(id) : null;

    // Only ids of footnotes are kept. Any other could replace an element of the page or, through the named properties
    // of window and document, a variable of its scripts.
    private string? Id(IElement element) =>
        FootnoteMark.Parse(element.GetAttribute("id")) is { } mark && takenIds.Add(mark) ? mark : null;

    // Markdown tables, and often pasted ones, use style="text-align: right". A style could cover the page, so only the
    // alignment is kept, as the obsolete but harmless and universally supported align attribute.
    private static string? Alignment(IElement cell)
    {
        string? value = cell.GetAttribute("align");
        foreach (string declaration in (cell.GetAttribute("style") ?? "").Split(';', 20))
        {
            if (declaration.Split(':', 2) is [var property, var alignment]
                && property.Trim().Equals("text-align", StringComparison.OrdinalIgnoreCase))
            {
                value = alignment;
            }
        }

        return OneOf(value?.Trim().ToLowerInvariant(), "left", "center", "right");
    }

    private static string? Number(IElement element, string attribute, int minimum, int maximum) =>
        int.TryParse(element.GetAttribute(attribute), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
        && number >= minimum
        && number <= maximum
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? OneOf(string? value, params ReadOnlySpan<string> allowed) =>
        value is not null && allowed.Contains(value) ? value : null;

    private static string? NotBlank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string? DateTimeText(string? value) =>
        value is { Length: > 0 and <= 40 } && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '.' or '+' or ' ')
            ? value
            : null;
}
