using System.Globalization;

namespace Bulletin.Pages;

/// <summary>Puts texts of pages together.</summary>
internal static class Text
{
    /// <summary>Returns a text with names or numbers in the places of <c>{0}</c> and <c>{1}</c>.</summary>
    public static string With(string text, params ReadOnlySpan<object?> values) =>
        string.Format(CultureInfo.InvariantCulture, text, values);
}
