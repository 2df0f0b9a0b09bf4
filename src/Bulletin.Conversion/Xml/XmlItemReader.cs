using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>
/// Reads one element of a long file with its content, up to a size limit. An end tag also ends every element left open
/// within its own. If the end tag of the element itself is missing, the next item or the end of the surrounding element
/// ends it.
/// </summary>
/// <param name="next">Returns the next token.</param>
/// <param name="damage">Collects violations of XML's syntax.</param>
/// <param name="isLeftOut">Selects the elements within this one to skip; null: none.</param>
/// <param name="isItem">Returns true if an element is an item.</param>
/// <param name="endsAround">Returns true if an end tag belongs to a surrounding element.</param>
internal sealed class XmlItemReader(
    Func<XmlToken> next, XmlDamage damage, Func<XName, bool>? isLeftOut, Func<XName, bool> isItem, Func<string, bool> endsAround)
{
    /// <summary>
    /// The maximum size of an item, in characters; each element in it counts as 50 more. It is far more than an announcement may
    /// have, because page builders store their data beside the text.
    /// </summary>
    public const int MaximumCharacters = 8 * 1024 * 1024;

    private const int MaximumDepth = 200;

    // The size that each element counts for, in addition to the characters of its text and attribute values.
    private const int NodeCharacters = 50;

    private static readonly HashSet<string> Void = new(XmlMarkup.VoidElements, StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> EndedByNext = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "li", "td", "th", "tr", "dt", "dd", "option",
    };

    // A one-line field ends where another field starts; a text ends only where a field starts whose name is unknown in HTML.
    private static readonly HashSet<string> Lines = new(StringComparer.OrdinalIgnoreCase)
    {
        "title", "link", "guid", "id", "pubDate", "category", "updated",
    };

    private static readonly HashSet<string> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        "link", "guid", "id", "pubDate", "updated", "published", "category", "author", "description", "summary", "content", "enclosure",
        "content:encoded", "excerpt:encoded", "dc:creator", "dc:date",
    };

    // Each of these is one of Fields, too.
    private static readonly HashSet<string> FieldsOnly = new(StringComparer.OrdinalIgnoreCase)
    {
        "guid", "pubDate", "enclosure", "content:encoded", "excerpt:encoded", "dc:creator", "dc:date",
    };

    private readonly Stack<Part> open = new();
    private int left = MaximumCharacters;

    /// <summary>The token that ended the element in place of its end tag, to be read next; otherwise null.</summary>
    public XmlToken? Held { get; private set; }

    /// <summary>True if the file ended within the element.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Reads the element of a start tag.</summary>
    /// <param name="tag">The start tag.</param>
    /// <param name="name">The name of the element.</param>
    /// <param name="inner">The namespace prefixes in effect within the element.</param>
    /// <returns>The element; null if it is too large or nested too deeply.</returns>
    public XElement? Read(XmlToken tag, XName name, XmlScope inner)
    {
        XElement root = XmlElements.Of(tag, name, inner, damage, out int characters);
        left -= NodeCharacters + characters;
        if (!tag.IsEmpty)
        {
            open.Push(new Part(tag.Value, root, inner));
            while (open.Count > 0)
            {
                Follow(next());
            }
        }

        return left > 0 ? root : null;
    }

    private void Follow(XmlToken token)
    {
        switch (token.Kind)
        {
            case XmlTokenKind.Start:
                Start(token);
                break;
            case XmlTokenKind.End:
                End(token);
                break;
            case XmlTokenKind.Text:
                left -= token.Value.Length;
                if (left > 0)
                {
                    open.Peek().Element?.Add(new XText(token.Value));
                }

                break;
            default:
                IsCutOff = true;
                open.Clear();
                break;
        }
    }

    private void Start(XmlToken tag)
    {
        Part around = open.Peek();
        XmlScope scope = around.Scope.With(tag);
        XName name = XmlElements.NameOf(tag.Value, scope, damage);
        if (isItem(name) && !open.Any(part => part.IsWhole))
        {
            damage.Add(XmlDamage.NotEnded, $"<{around.Name}>");
            Held = tag;
            open.Clear();
            return;
        }

        around = EndMissed(tag.Value);
        if (around.Name == tag.Value && EndedByNext.Contains(tag.Value))
        {
            open.Pop();
            around = open.Peek();
        }

        left -= NodeCharacters;
        XElement? element = null;
        if (around.Element is not null && isLeftOut?.Invoke(name) != true && left > 0)
        {
            element = XmlElements.Of(tag, name, scope, damage, out int characters);
            left -= characters;
            around.Element.Add(element);
        }

        if (tag.IsEmpty)
        {
            return;
        }

        // Directly below the item, these names are fields and not HTML.
        if (Void.Contains(name.LocalName) && open.Count > 1)
        {
            around.OpenVoids++;
            return;
        }

        left = open.Count < MaximumDepth ? left : 0;
        if (open.Count < MaximumDepth)
        {
            open.Push(new Part(tag.Value, element, scope));
        }
    }

    // Ends the field that is open if the tag belongs to the item itself. Returns the innermost open element after that.
    private Part EndMissed(string tag)
    {
        if (open.Count < 2 || !Fields.Contains(tag))
        {
            return open.Peek();
        }

        bool isInLine = open.Count == 2 && Lines.Contains(open.Peek().Name);
        bool isInText = FieldsOnly.Contains(tag) && !open.Any(part => part.IsWhole || part.Element is null);
        if (isInLine || isInText)
        {
            damage.Add(XmlDamage.NotEnded, $"<{open.ElementAt(open.Count - 2).Name}>");
            while (open.Count > 1)
            {
                open.Pop();
            }
        }

        return open.Peek();
    }

    private void End(XmlToken tag)
    {
        if (open.All(part => !part.IsCalled(tag.Value)))
        {
            if (open.Peek().OpenVoids > 0 && Void.Contains(tag.Value[(tag.Value.IndexOf(':', StringComparison.Ordinal) + 1)..]))
            {
                open.Peek().OpenVoids--;
            }
            else if (endsAround(tag.Value))
            {
                damage.Add(XmlDamage.NotEnded, $"<{open.Peek().Name}>");
                Held = tag;
                open.Clear();
            }
            else if (left > 0)
            {
                damage.Add(XmlDamage.NotBegun, $"</{tag.Value}>");
            }

            return;
        }

        Part ended;
        do
        {
            ended = open.Pop();
            if (ended.OpenVoids > 0)
            {
                damage.Add(XmlDamage.NotEnded, "<br> or the like");
            }

            if (!ended.IsCalled(tag.Value))
            {
                damage.Add(XmlDamage.NotEnded, $"<{ended.Name}>");
            }
        }
        while (!ended.IsCalled(tag.Value));
    }

    // Element is null within a skipped element.
    private sealed class Part(string name, XElement? element, XmlScope scope)
    {
        public string Name { get; } = name;

        public XElement? Element { get; } = element;

        public XmlScope Scope { get; } = scope;

        public int OpenVoids { get; set; }

        // An entry within the content of an entry, or within an element of a foreign vocabulary, belongs to that and is no item.
        public bool IsWhole { get; } = element is not null && (XmlNames.IsForeign(element.Name.Namespace) || IsXmlContent(element));

        public bool IsCalled(string tag) => string.Equals(tag, Name, StringComparison.OrdinalIgnoreCase);

        private static bool IsXmlContent(XElement element) => element.Name == XmlNames.Atom + "content"
            && element.Attribute("type")?.Value.Contains("xml", StringComparison.OrdinalIgnoreCase) == true;
    }
}
