using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>An item of a feed or an export.</summary>
/// <param name="Number">The item's number, from 1; 0: an element that describes the file as a whole.</param>
/// <param name="Element">The item; null if it is too large.</param>
/// <param name="Damage">Remarks that continue "the entry ...": violations of XML's syntax.</param>
/// <param name="IsCutOff">True if the file ends within the item.</param>
internal sealed record XmlItem(int Number, XElement? Element, IReadOnlyList<string> Damage, bool IsCutOff = false);
