using System.Globalization;
using System.Text;
using System.Text.Json;
using Bulletin.Content;
using Bulletin.Storage;

namespace Bulletin.Problems;

/// <summary>
/// Reads the members of a JSON object one by one and collects what is wrong with them, so that a client learns all of it at once.
/// A member that nobody asked for is an error: a typo is never silently lost.
/// </summary>
internal sealed class JsonMembers
{
    private const int MaximumErrors = 100;

    private readonly Dictionary<string, JsonElement> values = new(StringComparer.Ordinal);
    private readonly string path;
    private readonly List<(string Member, string Error)> errors;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public JsonMembers(JsonElement element)
        : this(element, string.Empty, [])
    {
    }

    private JsonMembers(JsonElement element, string path, List<(string Member, string Error)> errors)
    {
        this.path = path;
        this.errors = errors;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            values[NameOf(property)] = property.Value;
        }
    }

    /// <summary>Whether the object has this member, null or not.</summary>
    public bool Has(string member) => values.ContainsKey(member);

    /// <summary>Notes what is wrong with a member. A request that has nothing but errors gets the first hundred.</summary>
    public void Error(string member, string error)
    {
        if (errors.Count < MaximumErrors)
        {
            errors.Add((path + member, error));
        }
    }

    /// <summary>The members of an object inside this one, whose errors are noted with these.</summary>
    public JsonMembers Inside(string member, JsonElement value) => new(value, $"{path}{member}.", errors);

    /// <summary>Members that are accepted and not read: what was read can be sent back.</summary>
    public void Ignore(params ReadOnlySpan<string> members)
    {
        foreach (string member in members)
        {
            known.Add(member);
        }
    }

    /// <summary>A text: absent, null where that is allowed, or a string of so many characters.</summary>
    /// <param name="member">The name.</param>
    /// <param name="minimum">
    /// The least number of characters (Unicode scalar values) after trimming. Above zero, one of them must be one that can be seen.
    /// </param>
    /// <param name="maximum">The largest number of characters.</param>
    /// <param name="nullable">Whether null is allowed.</param>
    public Member<string> Text(string member, int minimum, int maximum, bool nullable = false) => Read(member, nullable, value =>
    {
        if (String(member, value, multiline: false) is not { } text)
        {
            return null;
        }

        text = text.Trim();
        int length = text.EnumerateRunes().Count();
        if (length < minimum || length > maximum)
        {
            Error(member, minimum > 0 ? $"must have {minimum} to {maximum} characters, not {length}" : $"must have at most {maximum} characters, not {length}");
            return null;
        }

        if (minimum > 0 && !VisibleText.IsIn(text))
        {
            Error(member, VisibleText.Problem);
            return null;
        }

        return text;
    });

    /// <summary>Text of several lines, kept to the letter, of at most so many bytes of UTF-8.</summary>
    public Member<string> LongText(string member, int maximumBytes) => Read(member, nullable: false, value =>
    {
        if (String(member, value, multiline: true) is not { } text)
        {
            return null;
        }

        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > maximumBytes)
        {
            Error(member, $"must have at most {maximumBytes / 1024} KiB of UTF-8, not {bytes / 1024d:0.#} KiB");
            return null;
        }

        return text;
    });

    /// <summary>A string that a rule turns into a value, or refuses with a reason.</summary>
    public Member<T> Parsed<T>(string member, Func<string, (T? Value, string? Error)> parse, bool nullable = false)
        where T : class => Read(member, nullable, value =>
    {
        if (String(member, value, multiline: false) is not { } text)
        {
            return null;
        }

        (T? parsed, string? error) = parse(text);
        if (error is not null)
        {
            Error(member, error);
        }

        return parsed;
    });

    /// <summary>One of some words.</summary>
    public Member<T?> Word<T>(string member, Func<string, T?> parse, string rule)
        where T : struct => Read<T?>(member, nullable: false, value =>
    {
        if (String(member, value, multiline: false) is not { } text)
        {
            return null;
        }

        T? word = parse(text);
        if (word is null)
        {
            Error(member, rule);
        }

        return word;
    });

    /// <summary>An instant: RFC 3339 with an offset, in the years 1900 to 2999.</summary>
    public Member<DateTimeOffset?> Instant(string member, bool nullable) => Read<DateTimeOffset?>(member, nullable, value =>
    {
        if (String(member, value, multiline: false) is not { } text)
        {
            return null;
        }

        if (Rfc3339.Parse(text) is { } instant)
        {
            return instant;
        }

        Error(member, "must be an instant such as 2026-04-23T10:33:00Z (RFC 3339, with an offset, years 1900 to 2999)");
        return null;
    });

    /// <summary>True or false.</summary>
    public Member<bool?> Boolean(string member) => Read<bool?>(member, nullable: false, value =>
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Error(member, "must be true or false");
        return null;
    });

    /// <summary>A whole number in a range.</summary>
    public Member<int?> Integer(string member, int minimum, int maximum) => Read<int?>(member, nullable: false, value =>
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Error(member, $"must be a whole number from {minimum.ToString(CultureInfo.InvariantCulture)} to {maximum.ToString(CultureInfo.InvariantCulture)}");
        return null;
    });

    /// <summary>An object, read by its own members.</summary>
    public Member<T> Object<T>(string member, bool nullable, Func<JsonMembers, T?> read)
        where T : class => Read(member, nullable, value =>
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Error(member, "must be an object");
            return null;
        }

        JsonMembers members = Inside(member, value);
        T? result = read(members);
        members.RefuseOthers();
        return result;
    });

    /// <summary>An array, read item by item.</summary>
    public Member<IReadOnlyList<T>> Array<T>(string member, int maximum, bool nullable, Func<JsonElement, string, T?> read)
        where T : class => Read<IReadOnlyList<T>>(member, nullable, value =>
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Error(member, "must be an array");
            return null;
        }

        if (value.GetArrayLength() > maximum)
        {
            Error(member, $"must have at most {maximum} items, not {value.GetArrayLength()}");
            return null;
        }

        return value.EnumerateArray()
            .Select((item, index) => read(item, $"{member}[{index}]"))
            .OfType<T>()
            .ToList();
    });

    /// <summary>The text of a JSON string, or null with the error noted.</summary>
    public string? String(string member, JsonElement value, bool multiline)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Error(member, "must be a string");
            return null;
        }

        try
        {
            string text = value.GetString()!;
            if (InputText.Problem(text, multiline) is { } problem)
            {
                Error(member, problem);
                return null;
            }

            return text;
        }
        catch (InvalidOperationException)
        {
            // An escaped surrogate that has no partner.
            Error(member, "has a surrogate without its partner");
            return null;
        }
    }

    /// <summary>Notes an error for each member that nobody asked for.</summary>
    public void RefuseOthers()
    {
        foreach (string name in values.Keys.Where(name => !known.Contains(name)))
        {
            Error(name, "is not a known member");
        }
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="ProblemException">Something was wrong.</exception>
    public void ThrowIfWrong()
    {
        RefuseOthers();
        if (errors.Count > 0)
        {
            throw Problem.Invalid(errors);
        }
    }

    // A name may be an escaped surrogate without its partner: the element itself cannot be asked for any name then.
    private static string NameOf(JsonProperty property)
    {
        try
        {
            string name = property.Name;
            return name.Length <= 100 && InputText.Problem(name, multiline: false) is null ? name : "(a member whose name is not text)";
        }
        catch (InvalidOperationException)
        {
            return "(a member whose name is not text)";
        }
    }

    private Member<T> Read<T>(string member, bool nullable, Func<JsonElement, T?> read)
    {
        known.Add(member);
        if (!values.TryGetValue(member, out JsonElement value))
        {
            return default;
        }

        if (value.ValueKind != JsonValueKind.Null)
        {
            return new Member<T>(true, read(value));
        }

        if (!nullable)
        {
            Error(member, "must not be null");
        }

        return new Member<T>(true, default);
    }
}

/// <summary>A member of a JSON object that may be absent, which is something else than null.</summary>
/// <param name="IsPresent">Whether the member was there.</param>
/// <param name="Value">Its value; null when it was null, or wrong (then an error was noted).</param>
internal readonly record struct Member<T>(bool IsPresent, T? Value)
{
    /// <summary>The value when the member was there, else another.</summary>
    public T? Or(T? other) => IsPresent ? Value : other;
}
