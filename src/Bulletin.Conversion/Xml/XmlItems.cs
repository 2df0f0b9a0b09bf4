using System.Xml;
using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>Goes through a feed or an export item by item; at no time is there more of it in memory than one.</summary>
/// <param name="reader">The file.</param>
/// <param name="names">The elements that are items.</param>
/// <param name="isLeftOut">Which elements in an item are passed over.</param>
internal sealed class XmlItems(XmlReader reader, string[] names, Func<XmlReader, bool>? isLeftOut)
{
    /// <summary>Why an item without its element is skipped.</summary>
    public const string TooLarge = "is larger than 8 million characters";

    private int count;

    /// <summary>The name of the outermost element, in lower case; null before the first item and in an empty file.</summary>
    public string? Root { get; private set; }

    /// <summary>The attributes of the outermost element and what stands about the whole come as items with the number 0.</summary>
    /// <returns>The next item; null at the end.</returns>
    /// <exception cref="ConversionException">The file is not well formed, or ends before its end.</exception>
    public XmlItem? Next()
    {
        try
        {
            return Advance();
        }
        catch (XmlException broken)
        {
            throw new ConversionException(
                count == 0 && Root is null
                    ? $"The file is no XML: {broken.Message}"
                    : $"The file breaks off or is damaged after {count} entries (line {broken.LineNumber}): {broken.Message}",
                broken);
        }
    }

    private XmlItem? Advance()
    {
        if (reader.ReadState == ReadState.Initial)
        {
            reader.MoveToContent();
            Root = reader.LocalName.ToLowerInvariant();
            return new XmlItem(0, Outline());
        }

        while (!reader.EOF)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
            }
            else if (names.Contains(reader.LocalName))
            {
                return new XmlItem(++count, BoundedElement.Read(reader, isLeftOut));
            }
            else if (reader.LocalName == "channel")
            {
                return new XmlItem(0, Outline());
            }
            else
            {
                return new XmlItem(0, BoundedElement.Read(reader));
            }
        }

        return null;
    }

    // An element without its content, into which the reader goes.
    private XElement Outline()
    {
        var outline = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != XNamespace.Xmlns.NamespaceName)
            {
                outline.SetAttributeValue(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value);
            }
        }

        reader.MoveToElement();
        reader.Read();
        return outline;
    }
}
