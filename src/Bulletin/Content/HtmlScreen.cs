using AngleSharp.Html.Dom;
using Ganss.Xss;

namespace Bulletin.Content;

/// <summary>The HtmlSanitizer library, configured once with the lists of <see cref="HtmlPolicy"/>.</summary>
internal static class HtmlScreen
{
    // One instance serves all threads: the library promises that sanitising is thread-safe as long as nobody
    // changes the settings, and nobody can reach this instance to change them.
    private static readonly HtmlSanitizer Sanitizer = Configured();

    /// <summary>Removes from the body of a document whatever the policy does not name.</summary>
    public static void Screen(IHtmlDocument document) => Sanitizer.SanitizeDom(document, document.Body);

    private static HtmlSanitizer Configured()
    {
        var options = new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(HtmlPolicy.Elements, StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(HtmlPolicy.AllAttributes, StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(HtmlPolicy.LinkSchemes, StringComparer.OrdinalIgnoreCase),
            AllowedClasses = new HashSet<string>(HtmlPolicy.Classes, StringComparer.Ordinal),
            UriAttributes = new HashSet<string>(["href", "src", "cite"], StringComparer.OrdinalIgnoreCase),
        };
        return new HtmlSanitizer(options);
    }
}
