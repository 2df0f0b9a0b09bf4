using System.Globalization;
using System.Text;
using System.Text.Json;
using Bulletin.Content;

namespace Bulletin.Problems;

/// <summary>
/// Reads the members of a JSON object one by one and collects the errors, so that a client learns of all of them at
/// once. An unknown member is an error, so that a typo is never ignored.
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

    /// <summary>Returns true if the object has this member, even if it is null.</summary>
    public bool Has(string member) => values.ContainsKey(member);

    /// <summary>Adds an error for a member; after the first hundred, errors are dropped.</summary>
    public void Error(string member, string error)
    {
        if (errors.Count < MaximumErrors)
        {
            errors.Add((path + member, error));
        }
    }

    /// <summary>Returns a reader for a nested object, whose errors are collected with these.</summary>
    public JsonMembers Inside(string member, JsonElement value) => new(value, $"{path}{member}.", errors);

    /// <summary>Accepts members without reading them, so that a representation can be sent back as it was read.</summary>
    public void Ignore(params ReadOnlySpan<string> members)
    {
        foreach (string member in members)
        {
            known.Add(member);
        }
    }

    /// <summary>Reads a single-line text of limited length.</summary>
    /// <param name="member">The name.</param>
    /// <param name="minimum">
    /// The minimum number of characters (Unicode scalar values) after trimming. If above zero, at least one must be
    /// visible.
    /// </param>
    /// <param name="maximum">The maximum number of characters.</param>
    /// <param name="nullable">True if null is allowed.</param>
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
            Error(
                member,
                minimum > 0
                    ? $"must have {minimum} to {maximum} characters, not {length}"
                    : $"must have at most {maximum} characters, not {length}");
            return null;
        }

        if (minimum > 0 && !VisibleText.IsIn(text))
        {
            Error(member, VisibleText.Problem);
            return null;
        }

        return text;
    });

    /// <summary>Reads a text of several lines, unchanged, with a limit in bytes of UTF-8.</summary>
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

    /// <summary>Reads a string and parses it; the parser returns a value or an error.</summary>
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

    /// <summary>Reads one of a set of words, or another value with a form of its own.</summary>
    /// <param name="member">The name of the member.</param>
    /// <param name="parse">Returns the value; null if the text has another form.</param>
    /// <param name="rule">The error if the text has another form.</param>
    /// <param name="nullable">True if the member may be null.</param>
    public Member<T?> Word<T>(string member, Func<string, T?> parse, string rule, bool nullable = false)
        where T : struct => Read<T?>(member, nullable, value =>
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

    /// <summary>Reads an instant: RFC 3339 with an offset, in the years 1900 to 2999.</summary>
    public Member<DateTimeOffset?> Instant(string member, bool nullable) => Word(
        member,
        Rfc3339.Parse,
        "must be an instant such as 2026-04-23T10:33:00Z (RFC 3339, with an offset, years 1900 to 2999)",
        nullable);

    /// <summary>Reads a boolean.</summary>
    public Member<bool?> Boolean(string member) => Read<bool?>(member, nullable: false, value =>
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Error(member, "must be true or false");
        return null;
    });

    /// <summary>Reads an integer in a range.</summary>
    public Member<int?> Integer(string member, int minimum, int maximum) => Read<int?>(member, nullable: false, value =>
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Error(
            member,
            $"must be a whole number from {minimum.ToString(CultureInfo.InvariantCulture)} "
                + $"to {maximum.ToString(CultureInfo.InvariantCulture)}");
        return null;
    });

    /// <summary>Reads a number from 0 to 1, to three decimal places.</summary>
    public Member<double?> Fraction(string member) => Read<double?>(member, nullable: false, value =>
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number is >= 0 and <= 1)
        {
            return Math.Round(number, 3);
        }

        Error(member, "must be a number from 0 to 1");
        return null;
    });

    /// <summary>Reads an object by its own members.</summary>
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

    /// <summary>Reads an array item by item.</summary>
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

    /// <summary>Returns the text of a JSON string, or null after adding an error.</summary>
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
            // An escaped lone surrogate.
            Error(member, "has a surrogate without its partner");
            return null;
        }
    }

    /// <summary>Adds an error for each unknown member.</summary>
    public void RefuseOthers()
    {
        foreach (string name in values.Keys.Where(name => !known.Contains(name)))
        {
            Error(name, "is not a known member");
        }
    }

    /// <summary>Throws if there were errors or unknown members.</summary>
    /// <exception cref="ProblemException">There were errors.</exception>
    public void ThrowIfWrong()
    {
        RefuseOthers();
        if (errors.Count > 0)
        {
            throw Problem.Invalid(errors);
        }
    }

    // A name may contain an escaped lone surrogate; JsonElement then cannot look up any name.
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

/// <summary>A member of a JSON object that may be missing, which differs from null.</summary>
/// <param name="IsPresent">True if the member exists.</param>
/// <param name="Value">The value; null if it was null, or invalid (an error was then added).</param>
internal readonly record struct Member<T>(bool IsPresent, T? Value)
{
    /// <summary>Returns the value if the member exists, and another value otherwise.</summary>
    public T? Or(T? other) => IsPresent ? Value : other;
}
