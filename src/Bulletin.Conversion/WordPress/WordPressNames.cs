using System.Xml.Linq;

namespace Bulletin.Conversion.WordPress;

/// <summary>WordPress's own vocabulary, whose name carries the version of the export.</summary>
internal static class WordPressNames
{
    private const string Export = "http://wordpress.org/export/";

    /// <summary>Whether a vocabulary is WordPress's, of whichever version.</summary>
    public static bool IsExport(string vocabulary) =>
        vocabulary.StartsWith(Export, StringComparison.Ordinal) && !vocabulary.Contains("excerpt", StringComparison.Ordinal);

    /// <summary>The text of one of WordPress's own elements; empty when there is none.</summary>
    public static string WordPress(this XElement item, string name) =>
        item.Elements().FirstOrDefault(element => element.Name.LocalName == name && IsExport(element.Name.NamespaceName))?.Value.Trim() ?? string.Empty;

    /// <summary>The excerpt that an editor wrote.</summary>
    public static string Excerpt(this XElement item) =>
        item.Elements().FirstOrDefault(element =>
            element.Name.LocalName == "encoded" && element.Name.NamespaceName.Contains("excerpt", StringComparison.Ordinal))?.Value ?? string.Empty;

    /// <summary>A value that a plug-in or WordPress itself keeps beside a post; null when there is none.</summary>
    public static string? Meta(this XElement item, string key) =>
        item.Elements().FirstOrDefault(element => element.Name.LocalName == "postmeta" && element.WordPress("meta_key") == key)?.WordPress("meta_value");
}
