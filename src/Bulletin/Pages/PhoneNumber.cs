namespace Bulletin.Pages;

/// <summary>Phone numbers as links.</summary>
internal static class PhoneNumber
{
    /// <summary>Returns a phone number as a URL, without an extension; null if it has no digits in front.</summary>
    public static string? UrlOf(string phone)
    {
        string number = string.Concat(phone.TakeWhile(character => !char.IsLetter(character) && character is not (',' or ';' or '/'))
            .Where(character => char.IsAsciiDigit(character) || character == '+'));
        return number.Any(char.IsAsciiDigit) ? "tel:" + number : null;
    }
}
