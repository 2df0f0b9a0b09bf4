using System.Globalization;

namespace Bulletin.Pages;

/// <summary>Writes sizes of files as people read them, in decimal units (IEC 80000-13).</summary>
internal static class FileSize
{
    /// <summary>Returns a size in words, such as <c>1,2 MB</c>: never more digits than a reader needs.</summary>
    /// <param name="bytes">The size in bytes.</param>
    /// <param name="texts">The texts of the language.</param>
    public static string InWords(long bytes, PageTexts texts) => bytes switch
    {
        < 1_000 => Text.With(texts.SizeInBytes, bytes),
        < 999_500 => Text.With(texts.SizeInKilobytes, (bytes + 500) / 1_000),
        < 9_950_000 => Text.With(texts.SizeInMegabytes, WithTenths((bytes + 50_000) / 100_000, texts.DecimalSeparator)),
        _ => Text.With(texts.SizeInMegabytes, (bytes + 500_000) / 1_000_000),
    };

    private static string WithTenths(long tenths, string separator) => tenths % 10 == 0
        ? (tenths / 10).ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}{separator}{tenths % 10}");
}
