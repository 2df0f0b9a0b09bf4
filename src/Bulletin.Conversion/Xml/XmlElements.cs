using System.Xml;
using System.Xml.Linq;

namespace Bulletin.Conversion.Xml;

/// <summary>Creates elements from start tags.</summary>
internal static class XmlElements
{
    /// <summary>
    /// Returns the name of an element with its namespace. A prefix that the file does not declare is counted as damage and gets its
    /// usual namespace.
    /// </summary>
    public static XName NameOf(string name, XmlScope scope, XmlDamage damage)
    {
        (string prefix, string local) = Parts(name);
        return Vocabulary(prefix, scope, damage) + local;
    }

    /// <summary>Creates an element without its content, and counts the characters of its attributes.</summary>
    public static XElement Of(XmlToken tag, XName name, XmlScope scope, XmlDamage damage, out int characters)
    {
        var element = new XElement(name);
        characters = 0;
        foreach ((string attribute, string value) in tag.Attributes)
        {
            if (XmlScope.IsDeclaration(attribute))
            {
                continue;
            }

            (string prefix, string local) = Parts(attribute);
            XNamespace vocabulary = prefix.Length == 0 ? XNamespace.None : Vocabulary(prefix, scope, damage);
            if (element.Attribute(vocabulary + local) is null)
            {
                element.SetAttributeValue(vocabulary + local, value);
            }

            characters += value.Length;
        }

        return element;
    }

    /// <summary>Splits a name into its prefix, which may be empty, and its local name.</summary>
    public static (string Prefix, string Local) Parts(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        string prefix = colon > 0 ? name[..colon] : string.Empty;
        string local = name[(colon + 1)..].Replace(':', '_');
        return local.Length > 0 && XmlConvert.IsStartNCNameChar(local[0]) ? (prefix, local) : (prefix, "_" + local);
    }

    private static XNamespace Vocabulary(string prefix, XmlScope scope, XmlDamage damage)
    {
        if (scope.Of(prefix) is { } declared)
        {
            return declared;
        }

        damage.Count($"elements and attributes with the prefix {prefix}, which the file does not declare");
        return XmlNames.UsualFor(prefix);
    }
}
