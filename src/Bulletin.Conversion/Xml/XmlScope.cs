using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>The namespace prefixes in effect at a place in a file.</summary>
internal sealed class XmlScope
{
    private readonly XmlScope? outer;
    private readonly Dictionary<string, XNamespace> declared;

    private XmlScope(XmlScope? outer, Dictionary<string, XNamespace> declared) => (this.outer, this.declared) = (outer, declared);

    /// <summary>The outermost scope, in which no prefix is declared.</summary>
    public static XmlScope Empty { get; } = new(null, []);

    /// <summary>Returns true if an attribute declares a namespace.</summary>
    public static bool IsDeclaration(string attribute) =>
        attribute == "xmlns" || attribute.StartsWith("xmlns:", StringComparison.Ordinal);

    /// <summary>Returns the scope within a start tag.</summary>
    public XmlScope With(XmlToken tag)
    {
        Dictionary<string, XNamespace>? inner = null;
        foreach ((string name, string value) in tag.Attributes)
        {
            if (IsDeclaration(name))
            {
                inner ??= new Dictionary<string, XNamespace>(StringComparer.Ordinal);
                inner[name == "xmlns" ? string.Empty : name[6..]] = XmlNames.Vocabulary(value);
            }
        }

        return inner is null ? this : new XmlScope(this, inner);
    }

    /// <summary>Returns a scope that overrides the meaning of one prefix.</summary>
    public XmlScope With(string prefix, XNamespace meaning) =>
        new(this, new Dictionary<string, XNamespace>(StringComparer.Ordinal) { [prefix] = meaning });

    /// <summary>Returns the namespace of a prefix; null if the prefix is not declared.</summary>
    public XNamespace? Of(string prefix) =>
        prefix == "xml" ? XNamespace.Xml
        : declared.TryGetValue(prefix, out XNamespace? known) ? known
        : outer?.Of(prefix) ?? (prefix.Length == 0 ? XNamespace.None : null);
}
