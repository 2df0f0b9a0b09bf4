using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>Reads a feed or an export item by item, with at most one item in memory.</summary>
/// <param name="tokens">The tokens of the file.</param>
/// <param name="damage">Collects violations of XML's syntax.</param>
/// <param name="isLeftOut">Selects the elements within an item to skip; null: none.</param>
internal sealed class XmlItems(XmlTokens tokens, XmlDamage damage, Func<XName, bool>? isLeftOut = null)
{
    /// <summary>The reason for skipping an item that is too large or nested too deeply.</summary>
    public const string TooLarge = "is larger than 8 million characters";

    /// <summary>
    /// The reason for skipping an item within which the file ends; a second run with the complete file imports it.
    /// </summary>
    public const string CutOff = "is cut off: the file ends within it";

    // Failing programs print error messages with this markup before the feed.
    private static readonly string[] MarkupOfMessages = ["br", "b", "i", "p", "pre", "font", "div", "span", "strong"];

    private readonly Stack<(string Name, XmlScope Scope)> around = new();
    private XNamespace own = XNamespace.None;
    private XmlToken? held;
    private int count;

    /// <summary>The name of the root element, in lower case; null before the first item and in an empty file.</summary>
    public string? Root { get; private set; }

    /// <summary>
    /// Reads the next item. The root element and those that describe the whole file come as items with the number 0.
    /// </summary>
    /// <returns>The next item; null at the end.</returns>
    /// <exception cref="ConversionException">The file is not XML, or it is cut off.</exception>
    public XmlItem? Next()
    {
        while (true)
        {
            XmlToken token = held ?? tokens.Next();
            held = null;
            switch (token.Kind)
            {
                case XmlTokenKind.EndOfFile:
                    return End();
                case XmlTokenKind.End:
                    EndTag(token.Value);
                    break;
                case XmlTokenKind.Start when Start(token) is { } item:
                    return item;
                case XmlTokenKind.Text when Root is not null && !string.IsNullOrWhiteSpace(token.Value):
                    damage.Count("pieces of text between the entries, left out");
                    break;
            }
        }
    }

    private XmlItem? End()
    {
        if (Root is null)
        {
            throw new ConversionException("The file is no XML: it has no element.");
        }

        return around.Count == 0 ? null : throw new ConversionException(
            $"The file breaks off after {count} entries (line {tokens.Line}): <{around.Peek().Name}> is not ended.");
    }

    private void EndTag(string name)
    {
        if (around.Any(one => IsSame(one.Name, name)))
        {
            while (!IsSame(around.Pop().Name, name))
            {
                // Elements left open inside end with it.
            }
        }
        else if (Root is not null)
        {
            damage.Count("end tags without a beginning");
        }
    }

    private XmlItem? Start(XmlToken tag)
    {
        XmlScope scope = (around.TryPeek(out (string Name, XmlScope Scope) outer) ? outer.Scope : XmlScope.Empty).With(tag);
        if (Root is null)
        {
            return First(tag, scope);
        }

        XName name = XmlElements.NameOf(tag.Value, scope, damage);
        if (around.Count == 0)
        {
            // A second document after the first belongs to the file; other elements there do not.
            damage.Count($"elements <{tag.Value}> behind the end of the file's own, left out");
        }

        if (name.LocalName is "channel" or "Channel" || around.Count == 0)
        {
            return Enter(tag, name, scope);
        }

        return Read(tag, name, scope, isEntry: IsItem(name));
    }

    private XmlItem? First(XmlToken tag, XmlScope scope)
    {
        XName name = XmlElements.NameOf(tag.Value, scope, damage);
        string local = name.LocalName.ToLowerInvariant();
        if (MarkupOfMessages.Contains(local))
        {
            damage.Count("messages before the beginning of the file, left out");
            return null;
        }

        Root = local;
        own = local is "feed" or "entry" ? XmlNames.Atom : XNamespace.None;
        if (local is "feed" or "entry" or "rss" && name.Namespace != own)
        {
            scope = scope.With(XmlElements.Parts(tag.Value).Prefix, own);
            name = own + name.LocalName;
        }

        if (local is "entry" or "item")
        {
            around.Push((string.Empty, scope));
            XmlItem only = Read(tag, name, scope, isEntry: true);
            around.Clear();
            return only;
        }

        return Enter(tag, name, scope);
    }

    // Returns an element without its content; reading continues with its children.
    private XmlItem Enter(XmlToken tag, XName name, XmlScope scope)
    {
        XElement outline = XmlElements.Of(tag, name, scope, damage, out _);
        if (!tag.IsEmpty)
        {
            around.Push((tag.Value, scope));
        }

        return new XmlItem(0, outline, damage.Take());
    }

    private XmlItem Read(XmlToken tag, XName name, XmlScope scope, bool isEntry)
    {
        var reader = new XmlItemReader(
            tokens.Next, damage, isEntry ? isLeftOut : null, IsItem, name => around.Any(one => IsSame(one.Name, name)));
        XElement? element = reader.Read(tag, name, scope);
        held = reader.Held;
        return new XmlItem(isEntry ? ++count : 0, element, damage.Take(), reader.IsCutOff);
    }

    private bool IsItem(XName name) =>
        (name.Namespace == own || name.Namespace == XNamespace.None
            || (Root == "rdf" && name.Namespace != XmlNames.Xhtml && name.Namespace != XmlNames.Content))
        && string.Equals(name.LocalName, Root is "feed" or "entry" ? "entry" : "item", StringComparison.OrdinalIgnoreCase);

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
