namespace Bulletin.IntegrationTests.Contract;

/// <summary>A parameter of an address for readers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sample">A value that it may have.</param>
/// <param name="Wrong">Invalid values, escaped, in addition to those that no parameter accepts.</param>
public sealed record ReadersParameter(string Name, string Sample, params IReadOnlyList<string> Wrong)
{
    /// <summary>Values that an attacker may send, which are wrong for a parameter that is not free text.</summary>
    public static readonly IReadOnlyList<string> Hostile =
    [
        new('x', 4096),
        string.Concat(Enumerable.Repeat("%27", 1000)),
        new('"', 1000),
        "%00",
        "a%00b",
        "%0D%0ASet-Cookie:%20a=b",
        // Lone surrogates, broken and overlong UTF-8, a code point that does not exist.
        "%ED%A0%80",
        "%ED%BF%BF",
        "%ED%A0%BD%ED%B8%80",
        "%C3%28",
        "%FF%FE",
        "%C0%80",
        "%C0%AF..%C0%AF",
        "%F4%90%80%80",
        // Invalid escapes.
        "%",
        "%zz",
        "%1",
        "%u0041",
        // Invisible: a right-to-left override, a noncharacter, a byte order mark.
        "%E2%80%AE",
        "%EF%BF%BF",
        "%EF%BB%BF",
        // Operators of query languages.
        "'%20or%20'1'%20eq%20'1",
        "x'%20or%20Id%20ne%20'",
        "1%20or%20true",
        "';%20drop%20table%20announcements;%20--",
        "%22a%22%20NEAR%20%22b%22",
        "title:%20a*%20OR%20-b%20AND%20(",
        "{$ne:1}",
        "../../v",
        "..%2F..%2Fv",
        "..%5C..%5Cv",
        "<script>alert(1)</script>",
        "${jndi:ldap://127.0.0.1/x}",
        "{{7*7}}",
    ];

    public static ReadersParameter Categories { get; } = new(
        "category", string.Empty, ",", "%20", "%0A", "nie-ma", "nie-ma,nie-ma-tez", "a,b,c,d,e,f,g,h,i,j,k", new string(',', 1000));

    public static ReadersParameter Language { get; } = new("language", "pl", "polski_jezyk", "polski", "p", "pl-", "pl_PL", "*", "pl,en", "%C5%82");

    public static ReadersParameter Pinned { get; } = new("pinned", "true", "yes", "True", "1", "true,false", "%20true", "null");

    public static ReadersParameter Status { get; } = new("status", "archived", "draft", "scheduled", "deleted", "Archived", "archived%00", "archived,published", "*");

    public static ReadersParameter Limit { get; } = new(
        "limit", "5", "0", "101", "1000", "-1", "-0", "1.5", "1,5", "1e1", "0x5", "%2B5", "%205", "5%20", "abc", "NaN", "%D9%A3", "%EF%BC%95",
        "2147483648", "-2147483649", "9223372036854775808", new string('9', 30), new string('0', 30) + "5", "1,2");

    public static ReadersParameter Words { get; } = new("q", "woda", "%20", "*", "%22%22", "-%20!%20?", new string('a', 201), "a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q") { IsFreeText = true };

    public static ReadersParameter Instant(string name) => new(
        name, "2024-01-01", "wczoraj", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-01", "24-01-01", "2024-1-1", "0001-01-01", "9999-12-31", "10000-01-01",
        "-2024-01-01", "20240101", "01.01.2024", "2024-01-01T00:00:00", "2024-01-01T25:00:00Z", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00%2B99:00",
        "2024-01-01T00:00:00,5Z", "2024-01-01Z", "1704067200", "-1", "2024-W01-1", "%D9%A2%D9%A0%D9%A2%D9%A4-01-01", "2024-01-01%00");

    /// <summary>A parameter that takes what an answer gave.</summary>
    public static ReadersParameter Opaque(string name) => new(
        name, "x", "x", "AAAA", "====", "A", "0", "-1", "null", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw", "a%2Bb/c",
        "1970-01-01T00:00:00Z");

    /// <summary>True if any text is valid data, as for search words: hostile values may then get a normal response.</summary>
    public bool IsFreeText { get; init; }

    public override string ToString() => Name;
}
