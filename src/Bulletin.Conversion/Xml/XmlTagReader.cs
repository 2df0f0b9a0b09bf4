using System.Xml;

namespace Bulletin.Conversion.Xml;

/// <summary>Reads a start tag.</summary>
internal sealed class XmlTagReader(CharacterWindow window, XmlText text, XmlDamage damage, int maximum)
{
    // The most characters of a value with a < in it: looking further for its end would make every damaged tag expensive.
    private const int MaximumStrangeValue = 16 * 1024;

    // What HTML allows without a value. Another name without one is a sign that the < before it was no tag.
    private static readonly HashSet<string> WithoutValue = new(StringComparer.OrdinalIgnoreCase)
    {
        "allowfullscreen", "async", "autoplay", "checked", "compact", "controls", "default", "defer", "disabled", "download", "hidden",
        "ismap", "itemscope", "loop", "multiple", "muted", "nohref", "noshade", "nowrap", "open", "playsinline", "readonly", "required",
        "reversed", "selected", "webkitallowfullscreen", "mozallowfullscreen",
    };

    private readonly List<KeyValuePair<string, string>> attributes = [];
    private int index;
    private bool isDamaged;

    /// <summary>The length of the name at a distance in the window; 0 when there is none.</summary>
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

    /// <summary>The tag that comes next in the window, which goes on behind it; null when what comes is no tag.</summary>
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
            // A stray slash or quotation mark is passed over.
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
                // Where the tag could have ended before this, its closing quotation mark is missing.
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
