using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>The meanings of prefixes at a place of a file.</summary>
internal sealed class XmlScope
{
    private readonly XmlScope? outer;
    private readonly Dictionary<string, XNamespace> declared;

    private XmlScope(XmlScope? outer, Dictionary<string, XNamespace> declared) => (this.outer, this.declared) = (outer, declared);

    /// <summary>The scope outside of everything, in which no prefix is declared.</summary>
    public static XmlScope Empty { get; } = new(null, []);

    /// <summary>The scope within a start tag.</summary>
    public XmlScope With(XmlToken tag)
    {
        Dictionary<string, XNamespace>? inner = null;
        foreach ((string name, string value) in tag.Attributes)
        {
            if (name == "xmlns" || name.StartsWith("xmlns:", StringComparison.Ordinal))
            {
                inner ??= new Dictionary<string, XNamespace>(StringComparer.Ordinal);
                inner[name == "xmlns" ? string.Empty : name[6..]] = XmlNames.Vocabulary(value);
            }
        }

        return inner is null ? this : new XmlScope(this, inner);
    }

    /// <summary>The scope in which a prefix means something else than the file says.</summary>
    public XmlScope With(string prefix, XNamespace meaning) =>
        new(this, new Dictionary<string, XNamespace>(StringComparer.Ordinal) { [prefix] = meaning });

    /// <summary>The vocabulary of a prefix; null when it is not declared.</summary>
    public XNamespace? Of(string prefix) =>
        prefix == "xml" ? XNamespace.Xml
        : declared.TryGetValue(prefix, out XNamespace? known) ? known
        : outer?.Of(prefix) ?? (prefix.Length == 0 ? XNamespace.None : null);
}
