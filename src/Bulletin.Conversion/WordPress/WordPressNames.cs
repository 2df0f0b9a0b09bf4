using System.Xml.Linq;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.WordPress;

/// <summary>Finds WordPress's own elements, in any version of the export format.</summary>
internal static class WordPressNames
{
    /// <summary>Returns true if an element is WordPress's own.</summary>
    public static bool IsExport(XName name) => name.Namespace == XmlNames.WordPress;

    /// <summary>Returns the text of one of WordPress's own elements; empty if there is none.</summary>
    public static string WordPress(this XElement item, string name) =>
        item.Element(XmlNames.WordPress + name)?.Value.Trim() ?? string.Empty;

    /// <summary>Returns the excerpt written by an editor; empty if there is none.</summary>
    public static string Excerpt(this XElement item) => item.Element(XmlNames.WordPressExcerpt + "encoded")?.Value ?? string.Empty;

    /// <summary>Returns a value that WordPress or a plug-in stores with a post; null if there is none.</summary>
    public static string? Meta(this XElement item, string key) =>
        item.Elements(XmlNames.WordPress + "postmeta").FirstOrDefault(meta => meta.WordPress("meta_key") == key)?.WordPress("meta_value");
}
