using System.Xml.Linq;
using Bulletin.Conversion.Encodings;

namespace Bulletin.Conversion.Xml;

/// <summary>
/// Opens XML as it occurs in practice: in any encoding, damaged or not. It never reads anything outside the file and
/// never expands an entity that the file declares, so a document type has no effect.
/// </summary>
internal static class XmlInput
{
    /// <summary>Returns the items of a stream, from its beginning.</summary>
    /// <param name="stream">A seekable stream; it stays open.</param>
    /// <param name="encoding">The encoding of the stream.</param>
    /// <param name="damage">Collects violations of XML's syntax.</param>
    /// <param name="isLeftOut">Selects the elements within an item to skip; null: none.</param>
    public static XmlItems Items(
        Stream stream, SourceEncoding encoding, XmlDamage damage, Func<XName, bool>? isLeftOut = null)
    {
        stream.Position = 0;
        var text = new StreamReader(
            stream, encoding.Encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024, leaveOpen: true);
        return new XmlItems(new XmlTokens(text, damage, encoding.ControlPage), damage, isLeftOut);
    }
}
