using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>An item of a file.</summary>
/// <param name="Number">Its number, from 1; 0 for what stands about the file as a whole.</param>
/// <param name="Element">The item; null when it is too large.</param>
/// <param name="Damage">Remarks that continue "the entry ...": what was not as XML wants it.</param>
/// <param name="IsCutOff">Whether the file ends within it.</param>
internal sealed record XmlItem(int Number, XElement? Element, IReadOnlyList<string> Damage, bool IsCutOff = false);
