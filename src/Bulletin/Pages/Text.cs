using System.Globalization;
using System.Text;
using Bulletin.Content;

namespace Bulletin.Pages;

/// <summary>Puts texts of pages together.</summary>
internal static class Text
{
    /// <summary>Returns a text with a name or number in the place of <c>{0}</c>.</summary>
    public static string With(string text, object value) => string.Format(CultureInfo.InvariantCulture, text, value);

    /// <summary>Returns plain text as HTML.</summary>
    public static string Escaped(string text)
    {
        var html = new StringBuilder(text.Length);
        HtmlEscape.AppendText(html, text);
        return html.ToString();
    }
}
