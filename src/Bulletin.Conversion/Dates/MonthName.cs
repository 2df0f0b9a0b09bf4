using System.Globalization;

namespace Bulletin.Conversion.Dates;

/// <summary>
/// Recognizes months: English and Polish names in every grammatical case and abbreviation, Roman numerals, numbers.
/// </summary>
internal static class MonthName
{
    private static readonly string[] English =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Polish =
        ["stycz", "lut", "mar", "kwie", "maj", "czerw", "lip", "sierp", "wrze", "październik", "listopad", "grud"];

    private static readonly string[] PolishEndings =
    [
        "eń,nia,niu,en", "y,ego,ym", "zec,ca,cu", "cień,tnia,tniu,cien", ",a,u", "iec,ca,cu", "iec,ca,cu", "ień,nia,niu,ien",
        "sień,śnia,śniu,sien,snia,sniu", ",a,u", ",a,zie", "zień,nia,niu,zien",
    ];

    private static readonly string[] Short = ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"];

    private static readonly string[] Roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

    private static readonly Dictionary<string, int> Names = Build();

    /// <summary>
    /// Returns the number of the month that the text names, from 1, or the text's own number, which may be no month; null if it
    /// is neither.
    /// </summary>
    public static int? Find(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : Names.TryGetValue(text.Trim('.').ToLowerInvariant().Replace("ź", "z", StringComparison.Ordinal), out int month) ? month : null;

    private static Dictionary<string, int> Build()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["sept"] = 9,
            ["wrzes"] = 9,
            ["czer"] = 6,
            ["pazdz"] = 10,
            ["kwiet"] = 4,
        };
        for (int month = 1; month <= 12; month++)
        {
            IEnumerable<string> polish = PolishEndings[month - 1].Split(',').Select(ending => Polish[month - 1] + ending);
            foreach (string name in (string[])[English[month - 1], English[month - 1][..3], Short[month - 1], Roman[month - 1], .. polish])
            {
                names[name.Replace("ź", "z", StringComparison.Ordinal)] = month;
            }
        }

        return names;
    }
}
