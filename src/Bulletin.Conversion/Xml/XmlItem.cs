using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>An item of a file.</summary>
/// <param name="Number">Which one it is, from 1; 0 for what stands about the file as a whole.</param>
/// <param name="Element">The item; null when it is too large.</param>
internal sealed record XmlItem(int Number, XElement? Element);
