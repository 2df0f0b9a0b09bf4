using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>Reads one element of a long file with all it contains, as long as that is not too much.</summary>
internal static class BoundedElement
{
    /// <summary>The most characters of an element: far more than an announcement may have, because a page builder's data stand beside it.</summary>
    public const int MaximumCharacters = 8 * 1024 * 1024;

    private const int MaximumDepth = 200;

    // What an element or an attribute costs beside its characters.
    private const int NodeCharacters = 50;

    /// <summary>Reads the element that the reader stands at, and goes behind its end.</summary>
    /// <param name="reader">Stands at a start tag.</param>
    /// <param name="isLeftOut">Says which elements in it are passed over.</param>
    /// <returns>The element; null when it is larger than the bounds.</returns>
    /// <exception cref="XmlException">The file is not well formed, or ends here.</exception>
    public static XElement? Read(XmlReader reader, Func<XmlReader, bool>? isLeftOut = null)
    {
        int depth = reader.Depth;
        int left = MaximumCharacters;
        XElement root = Start(reader, ref left);
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return root;
        }

        char[] buffer = new char[4096];
        XElement current = root;
        reader.Read();
        while (reader.Depth > depth)
        {
            bool fits = left > 0 && reader.Depth - depth <= MaximumDepth;
            left = fits ? left : 0;
            if (reader.NodeType == XmlNodeType.Element && (!fits || isLeftOut?.Invoke(reader) == true))
            {
                reader.Skip();
                continue;
            }

            if (fits && reader.NodeType == XmlNodeType.Element)
            {
                XElement child = Start(reader, ref left);
                current.Add(child);
                current = reader.IsEmptyElement ? current : child;
            }
            else if (fits && reader.NodeType == XmlNodeType.EndElement)
            {
                current = current.Parent!;
            }
            else if (fits && reader.HasValue)
            {
                current.Add(new XText(Text(reader, buffer, ref left)));
            }

            reader.Read();
        }

        reader.Read();
        return left > 0 ? root : null;
    }

    private static XElement Start(XmlReader reader, ref int left)
    {
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        left -= NodeCharacters;
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != XNamespace.Xmlns.NamespaceName)
            {
                element.SetAttributeValue(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value);
                left -= NodeCharacters + reader.Value.Length;
            }
        }

        reader.MoveToElement();
        return element;
    }

    private static string Text(XmlReader reader, char[] buffer, ref int left)
    {
        var text = new StringBuilder();
        left -= NodeCharacters;
        while (left > 0 && reader.ReadValueChunk(buffer, 0, buffer.Length) is var read and > 0)
        {
            text.Append(buffer, 0, read);
            left -= read;
        }

        return text.ToString();
    }
}
