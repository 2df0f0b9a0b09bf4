using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>The vocabularies of feeds and exports, and how their elements are found in an entry.</summary>
internal static class XmlNames
{
    public static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    public static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    public static readonly XNamespace DublinCore = "http://purl.org/dc/elements/1.1/";
    public static readonly XNamespace FeedBurner = "http://rssnamespace.org/feedburner/ext/1.0";
    public static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// <summary>The text of the first element of a name that has any; null when none has.</summary>
    public static string? TextOf(this XElement parent, XName name) =>
        parent.Elements(name).Select(element => element.Value).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    /// <summary>The text of the first element of a name in the vocabulary that the parent itself is of.</summary>
    public static string? OwnTextOf(this XElement parent, string name) => parent.TextOf(parent.Name.Namespace + name);

    /// <summary>The elements of a name in the vocabulary that the parent itself is of.</summary>
    public static IEnumerable<XElement> OwnElements(this XElement parent, string name) => parent.Elements(parent.Name.Namespace + name);
}
