using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Problems;

namespace Bulletin.Transfer;

/// <summary>A member of the line of an announcement, with the functions that write, read and copy its value.</summary>
/// <param name="Name">The JSON name.</param>
/// <param name="Write">Writes the value, without the name.</param>
/// <param name="Read">Reads the value into an announcement, and records errors.</param>
/// <param name="Copy">Copies the value from the first announcement to the second.</param>
internal sealed record LineMember(
    string Name,
    Action<Utf8JsonWriter, Announcement> Write,
    Func<JsonMembers, Announcement, Announcement> Read,
    Func<Announcement, Announcement, Announcement> Copy)
{
    /// <summary>A single line of text.</summary>
    public static LineMember Text(
        string name,
        Func<Announcement, string?> get,
        Func<Announcement, string?, Announcement> set,
        int minimum,
        int maximum,
        bool isNullable = false) =>
        Of(
            name,
            get,
            set,
            (json, value) => json.WriteStringValue(value),
            members => members.Text(name, minimum, maximum, isNullable).Value);

    /// <summary>Text with its own validation.</summary>
    public static LineMember Parsed(
        string name,
        Func<Announcement, string?> get,
        Func<Announcement, string?, Announcement> set,
        Func<string, (string? Value, string? Error)> parse,
        bool isNullable = false) =>
        Of(
            name,
            get,
            set,
            (json, value) => json.WriteStringValue(value),
            members => members.Parsed(name, parse, isNullable).Value);

    public static LineMember Boolean(string name, Func<Announcement, bool> get, Func<Announcement, bool, Announcement> set) =>
        Of(name, get, set, (json, value) => json.WriteBooleanValue(value), members => members.Boolean(name).Value ?? false);

    /// <summary>A positive integer.</summary>
    public static LineMember Number(string name, Func<Announcement, int> get, Func<Announcement, int, Announcement> set) =>
        Of(
            name,
            get,
            set,
            (json, value) => json.WriteNumberValue(value),
            members => members.Integer(name, 1, int.MaxValue - 1).Value ?? 0);

    /// <summary>An instant, or null.</summary>
    public static LineMember Instant(
        string name, Func<Announcement, DateTimeOffset?> get, Func<Announcement, DateTimeOffset?, Announcement> set) =>
        Of(name, get, set, WriteInstant, members => members.Instant(name, nullable: true).Value);

    /// <summary>An instant that is never null.</summary>
    public static LineMember Stamp(
        string name, Func<Announcement, DateTimeOffset> get, Func<Announcement, DateTimeOffset, Announcement> set) =>
        Of(
            name,
            get,
            set,
            (json, value) => WriteInstant(json, value),
            members => members.Instant(name, nullable: false).Value ?? default);

    /// <summary>A value of any other type.</summary>
    public static LineMember Of<T>(
        string name,
        Func<Announcement, T> get,
        Func<Announcement, T, Announcement> set,
        Action<Utf8JsonWriter, T> write,
        Func<JsonMembers, T> read) => new(
            name,
            (json, announcement) => write(json, get(announcement)),
            (members, announcement) => set(announcement, read(members)),
            (from, to) => set(to, get(from)));

    private static void WriteInstant(Utf8JsonWriter json, DateTimeOffset? instant)
    {
        if (instant is { } at)
        {
            json.WriteStringValue(Rfc3339.Format(at));
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
