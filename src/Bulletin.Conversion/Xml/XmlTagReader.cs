using System.Xml;

namespace Bulletin.Conversion.Xml;

/// <summary>Reads one start tag.</summary>
internal sealed class XmlTagReader(CharacterWindow window, XmlText text, XmlDamage damage, int maximum)
{
    // The maximum length of an attribute value that contains a '<', in characters. Searching further would make each
    // damaged tag expensive.
    private const int MaximumStrangeValue = 16 * 1024;

    // Attributes that HTML allows without a value. Any other name without one suggests that the '<' before it did not
    // start a tag.
    private static readonly HashSet<string> WithoutValue = new(StringComparer.OrdinalIgnoreCase)
    {
        "allowfullscreen", "async", "autoplay", "checked", "compact", "controls", "default", "defer", "disabled", "download", "hidden",
        "ismap", "itemscope", "loop", "multiple", "muted", "nohref", "noshade", "nowrap", "open", "playsinline", "readonly", "required",
        "reversed", "selected", "webkitallowfullscreen", "mozallowfullscreen",
    };

    private readonly List<KeyValuePair<string, string>> attributes = [];
    private int index;
    private bool isDamaged;

    /// <summary>Returns the length of the name at an offset in the window; 0 if there is none.</summary>
    public static int NameLength(CharacterWindow window, int begin)
    {
        if (window[begin] is not { } first || !(first == ':' || XmlConvert.IsStartNCNameChar(first)))
        {
            return 0;
        }

        int end = begin + 1;
        while (window[end] is { } character && (character == ':' || XmlConvert.IsNCNameChar(character)))
        {
            end++;
        }

        return end - begin;
    }

    /// <summary>Reads and consumes the tag that comes next in the window; null if it is not a tag.</summary>
    public XmlToken? Read()
    {
        int length = NameLength(window, 1);
        if (length == 0)
        {
            return null;
        }

        string name = window.Next(1 + length)[1..].ToString();
        index = 1 + length;
        while (index < maximum)
        {
            PassBlanks();
            switch (window[index])
            {
                case '>':
                    return Tag(name, isEmpty: false, 1);
                case '/' when window[index + 1] == '>':
                    return Tag(name, isEmpty: true, 2);
                case null or '<':
                    return null;
                default:
                    if (!ReadAttribute())
                    {
                        return null;
                    }

                    break;
            }
        }

        return null;
    }

    private XmlToken Tag(string name, bool isEmpty, int endLength)
    {
        if (isDamaged)
        {
            damage.Add(XmlDamage.Attributes, $"<{name}>");
        }

        window.Take(index + endLength);
        return new XmlToken(XmlTokenKind.Start, name, isEmpty, attributes);
    }

    private void PassBlanks()
    {
        while (window[index] is { } character && char.IsWhiteSpace(character))
        {
            index++;
        }
    }

    private bool ReadAttribute()
    {
        int length = NameLength(window, index);
        if (length == 0)
        {
            // Skip a stray slash, quotation mark, comma or semicolon.
            isDamaged = true;
            bool isStray = window[index] is '/' or '"' or '\'' or ',' or ';';
            index++;
            return isStray;
        }

        string name = window.Next(index + length)[index..].ToString();
        index += length;
        PassBlanks();
        if (window[index] != '=')
        {
            isDamaged = true;
            Add(name, string.Empty);
            return WithoutValue.Contains(name);
        }

        index++;
        PassBlanks();
        return window[index] is '"' or '\'' ? ReadQuoted(name) : ReadBare(name);
    }

    private bool ReadQuoted(string name)
    {
        char mark = window[index]!.Value;
        int begin = index + 1;
        int end = begin;
        int? tagEnd = null;
        while (end < maximum && window[end] is { } character && character != mark)
        {
            if (character == '<')
            {
                isDamaged = true;
                // If the tag could have ended before this '<', the closing quotation mark is missing.
                if (tagEnd is not null || end - begin > MaximumStrangeValue)
                {
                    break;
                }
            }

            tagEnd ??= character == '>' ? end : null;
            end++;
        }

        if (window[end] == mark)
        {
            Add(name, text.Meaning(window.Next(end)[begin..], hasReferences: true));
            index = end + 1;
            return true;
        }

        if (tagEnd is not { } early)
        {
            return false;
        }

        isDamaged = true;
        Add(name, text.Meaning(window.Next(early)[begin..], hasReferences: true).TrimEnd('/', ' '));
        index = early;
        return true;
    }

    private bool ReadBare(string name)
    {
        isDamaged = true;
        int begin = index;
        while (index < maximum && window[index] is { } character
            && !char.IsWhiteSpace(character) && character is not ('>' or '<' or '"' or '\''))
        {
            index++;
        }

        Add(name, text.Meaning(window.Next(index)[begin..], hasReferences: true));
        return true;
    }

    private void Add(string name, string value)
    {
        if (!attributes.Exists(attribute => attribute.Key == name))
        {
            attributes.Add(new KeyValuePair<string, string>(name, value));
        }
    }
}
