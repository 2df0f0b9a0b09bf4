using System.Xml.Linq;
using Bulletin.Conversion.Xml;

namespace Bulletin.Conversion.WordPress;

/// <summary>WordPress's own elements, of whichever version of the export.</summary>
internal static class WordPressNames
{
    /// <summary>Whether an element is WordPress's own.</summary>
    public static bool IsExport(XName name) => name.Namespace == XmlNames.WordPress;

    /// <summary>The text of one of WordPress's own elements; empty when there is none.</summary>
    public static string WordPress(this XElement item, string name) => item.Element(XmlNames.WordPress + name)?.Value.Trim() ?? string.Empty;

    /// <summary>The excerpt that an editor wrote.</summary>
    public static string Excerpt(this XElement item) => item.Element(XmlNames.WordPressExcerpt + "encoded")?.Value ?? string.Empty;

    /// <summary>A value that a plug-in or WordPress itself keeps beside a post; null when there is none.</summary>
    public static string? Meta(this XElement item, string key) =>
        item.Elements(XmlNames.WordPress + "postmeta").FirstOrDefault(meta => meta.WordPress("meta_key") == key)?.WordPress("meta_value");
}
