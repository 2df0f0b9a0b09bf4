using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>
/// The XML namespaces of feeds and exports, and lookups of their elements in an entry. A namespace is recognized by its
/// address without scheme, <c>www.</c> and trailing slash. Equivalent versions share one name here; the namespaces of
/// RSS itself map to no namespace.
/// </summary>
internal static class XmlNames
{
    public static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    public static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    public static readonly XNamespace DublinCore = "http://purl.org/dc/elements/1.1/";
    public static readonly XNamespace DublinCoreTerms = "http://purl.org/dc/terms/";
    public static readonly XNamespace FeedBurner = "http://rssnamespace.org/feedburner/ext/1.0";
    public static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    public static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";
    public static readonly XNamespace WordPress = "http://wordpress.org/export/";
    public static readonly XNamespace WordPressExcerpt = "http://wordpress.org/export/excerpt/";

    private const string Export = "wordpress.org/export";

    private static readonly Dictionary<string, XNamespace> Known = new(StringComparer.Ordinal)
    {
        ["w3.org/2005/atom"] = Atom,
        ["purl.org/atom/ns"] = Atom,
        ["purl.org/rss/1.0/modules/content"] = Content,
        ["purl.org/dc/elements/1.0"] = DublinCore,
        ["purl.org/dc/elements/1.1"] = DublinCore,
        ["purl.org/dc/terms"] = DublinCoreTerms,
        ["rssnamespace.org/feedburner/ext/1.0"] = FeedBurner,
        ["w3.org/1999/02/22-rdf-syntax-ns"] = Rdf,
        ["w3.org/1999/xhtml"] = Xhtml,
        ["w3.org/tr/xhtml1"] = Xhtml,
        ["purl.org/rss/1.0"] = XNamespace.None,
        ["purl.org/net/rss1.1"] = XNamespace.None,
        ["my.netscape.com/rdf/simple/0.9"] = XNamespace.None,
        ["channel.netscape.com/rdf/simple/0.9"] = XNamespace.None,
        ["backend.userland.com/rss"] = XNamespace.None,
        ["backend.userland.com/rss2"] = XNamespace.None,
        ["backend.userland.com/rss091"] = XNamespace.None,
        ["blogs.law.harvard.edu/tech/rss"] = XNamespace.None,
        ["cyber.law.harvard.edu/rss"] = XNamespace.None,
        ["rssboard.org/rss-specification"] = XNamespace.None,
    };

    private static readonly HashSet<XNamespace> NotForeign = [XNamespace.None, WordPress, WordPressExcerpt, .. Known.Values];

    // The meaning of a prefix in a file that does not declare it.
    private static readonly Dictionary<string, XNamespace> Usual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["atom"] = Atom,
        ["atom10"] = Atom,
        ["a10"] = Atom,
        ["content"] = Content,
        ["dc"] = DublinCore,
        ["dcterms"] = DublinCoreTerms,
        ["feedburner"] = FeedBurner,
        ["rdf"] = Rdf,
        ["xhtml"] = Xhtml,
        ["wp"] = WordPress,
        ["excerpt"] = WordPressExcerpt,
    };

    /// <summary>Returns the namespace for an address.</summary>
    public static XNamespace Vocabulary(string address)
    {
        string key = address.Trim().ToLowerInvariant();
        int scheme = key.IndexOf("://", StringComparison.Ordinal);
        key = (scheme >= 0 ? key[(scheme + 3)..] : key).TrimEnd('/', '#');
        key = key.StartsWith("www.", StringComparison.Ordinal) ? key[4..] : key;
        if (key.StartsWith(Export, StringComparison.Ordinal))
        {
            return key.Contains("excerpt", StringComparison.Ordinal) ? WordPressExcerpt : WordPress;
        }

        return Known.TryGetValue(key, out XNamespace? known) ? known : XNamespace.Get(address.Trim());
    }

    /// <summary>
    /// Returns the namespace that a prefix usually stands for; for an unusual prefix, a separate namespace from which
    /// nothing is read.
    /// </summary>
    public static XNamespace UsualFor(string prefix) =>
        Usual.TryGetValue(prefix, out XNamespace? usual) ? usual : XNamespace.Get("undeclared:" + prefix);

    /// <summary>Returns true if nothing is read from the namespace.</summary>
    public static bool IsForeign(XNamespace vocabulary) => !NotForeign.Contains(vocabulary);

    /// <summary>Returns the child elements with a name, in any letter case.</summary>
    public static IEnumerable<XElement> Named(this XElement parent, XName name) =>
        parent.Elements().Where(element => element.Name.Namespace == name.Namespace
            && string.Equals(element.Name.LocalName, name.LocalName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the text of the first child element with a name that is not blank; null if there is none.</summary>
    public static string? TextOf(this XElement parent, XName name) =>
        parent.Named(name).Select(element => element.Value).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    /// <summary>
    /// Returns the text of the first child element with a name in the parent's own namespace that is not blank; null if
    /// there is none.
    /// </summary>
    public static string? OwnTextOf(this XElement parent, string name) => parent.TextOf(parent.Name.Namespace + name);

    /// <summary>Returns the child elements with a name in the parent's own namespace.</summary>
    public static IEnumerable<XElement> OwnElements(this XElement parent, string name) => parent.Named(parent.Name.Namespace + name);
}
