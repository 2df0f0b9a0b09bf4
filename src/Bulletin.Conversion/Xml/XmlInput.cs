using System.Xml.Linq;
using Bulletin.Conversion.Encodings;

namespace Bulletin.Conversion.Xml;

/// <summary>
/// Opens XML as it really comes: in any encoding, damaged or not. Nothing outside the file is ever read, and no entity that it declares is
/// ever expanded, so a document type can do neither good nor harm.
/// </summary>
internal static class XmlInput
{
    /// <summary>The items of a stream, from its beginning.</summary>
    /// <param name="stream">A stream that can seek; it stays open.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="damage">Learns of what is not as XML wants it.</param>
    /// <param name="isLeftOut">Says which elements in an item are passed over; null: none.</param>
    public static XmlItems Items(
        Stream stream, SourceEncoding encoding, XmlDamage damage, Func<XName, bool>? isLeftOut = null)
    {
        stream.Position = 0;
        var text = new StreamReader(
            stream, encoding.Encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024, leaveOpen: true);
        return new XmlItems(new XmlTokens(text, damage, encoding.ControlPage), damage, isLeftOut);
    }
}
