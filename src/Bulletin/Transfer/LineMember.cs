using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Problems;

namespace Bulletin.Transfer;

/// <summary>A member of the line of an announcement: how it is written, read, and taken over.</summary>
/// <param name="Name">Its JSON name.</param>
/// <param name="Write">Writes the value, without the name.</param>
/// <param name="Read">Reads it into an announcement; what is wrong is noted.</param>
/// <param name="Copy">Takes it over from the first announcement into the second.</param>
internal sealed record LineMember(
    string Name,
    Action<Utf8JsonWriter, Announcement> Write,
    Func<JsonMembers, Announcement, Announcement> Read,
    Func<Announcement, Announcement, Announcement> Copy)
{
    /// <summary>A line of text.</summary>
    public static LineMember Text(
        string name, Func<Announcement, string?> get, Func<Announcement, string?, Announcement> set, int minimum, int maximum, bool isNullable = false) =>
        Of(name, get, set, (json, value) => json.WriteStringValue(value), members => members.Text(name, minimum, maximum, isNullable).Value);

    /// <summary>Text by a rule of its own.</summary>
    public static LineMember Parsed(
        string name, Func<Announcement, string?> get, Func<Announcement, string?, Announcement> set, Func<string, (string? Value, string? Error)> parse, bool isNullable = false) =>
        Of(name, get, set, (json, value) => json.WriteStringValue(value), members => members.Parsed(name, parse, isNullable).Value);

    /// <summary>True or false.</summary>
    public static LineMember Boolean(string name, Func<Announcement, bool> get, Func<Announcement, bool, Announcement> set) =>
        Of(name, get, set, (json, value) => json.WriteBooleanValue(value), members => members.Boolean(name).Value ?? false);

    /// <summary>A whole number.</summary>
    public static LineMember Number(string name, Func<Announcement, int> get, Func<Announcement, int, Announcement> set) =>
        Of(name, get, set, (json, value) => json.WriteNumberValue(value), members => members.Integer(name, 1, int.MaxValue - 1).Value ?? 0);

    /// <summary>An instant that may be null.</summary>
    public static LineMember Instant(string name, Func<Announcement, DateTimeOffset?> get, Func<Announcement, DateTimeOffset?, Announcement> set) =>
        Of(name, get, set, WriteInstant, members => members.Instant(name, nullable: true).Value);

    /// <summary>An instant that is always there.</summary>
    public static LineMember Stamp(string name, Func<Announcement, DateTimeOffset> get, Func<Announcement, DateTimeOffset, Announcement> set) =>
        Of(name, get, set, (json, value) => WriteInstant(json, value), members => members.Instant(name, nullable: false).Value ?? default);

    /// <summary>Any other member.</summary>
    public static LineMember Of<T>(
        string name, Func<Announcement, T> get, Func<Announcement, T, Announcement> set, Action<Utf8JsonWriter, T> write, Func<JsonMembers, T> read) => new(
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
