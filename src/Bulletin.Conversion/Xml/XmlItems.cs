using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>Goes through a feed or an export item by item; at no time is there more of it in memory than one.</summary>
/// <param name="tokens">The file.</param>
/// <param name="damage">Learns of what is not as XML wants it.</param>
/// <param name="isLeftOut">Says which elements in an item are passed over; null: none.</param>
internal sealed class XmlItems(XmlTokens tokens, XmlDamage damage, Func<XName, bool>? isLeftOut = null)
{
    /// <summary>The reason for which an item without its element is skipped.</summary>
    public const string TooLarge = "is larger than 8 million characters";

    /// <summary>The reason for which an item that the file ends in is skipped: a second run with the whole file brings it.</summary>
    public const string CutOff = "is cut off: the file ends within it";

    // Programs that fail write these before the feed.
    private static readonly string[] MarkupOfMessages = ["br", "b", "i", "p", "pre", "font", "div", "span", "strong"];

    private readonly Stack<(string Name, XmlScope Scope)> around = new();
    private XNamespace own = XNamespace.None;
    private XmlToken? held;
    private int count;

    /// <summary>The name of the outermost element, in lower case; null before the first item and in an empty file.</summary>
    public string? Root { get; private set; }

    /// <summary>The attributes of the outermost element and what stands about the whole come as items with the number 0.</summary>
    /// <returns>The next item; null at the end.</returns>
    /// <exception cref="ConversionException">The file is no XML, or ends before its end.</exception>
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
                // What was left open inside ends with it.
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
            // A second document behind the first is a part of it; anything else there is not.
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

    // An element without its content, into which the reading goes.
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
