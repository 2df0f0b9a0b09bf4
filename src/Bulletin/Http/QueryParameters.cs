using System.Text;
using Bulletin.Content;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using NodaTime;
using NodaTime.Text;

namespace Bulletin.Http;

/// <summary>
/// Reads the parameters of a query one by one and collects what is wrong with them. A parameter that nobody asked for is an error.
/// </summary>
internal sealed class QueryParameters(HttpContext context)
{
    private readonly IQueryCollection query = context.Request.Query;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<(string Member, string Error)> errors = [];
    private readonly StringBuilder filter = new(context.Request.Path.Value);

    /// <summary>
    /// The address and all parameters that were read so far, in the order in which they were read and with their defaults: two
    /// requests have the same when they ask for the same list.
    /// </summary>
    public string Filter => filter.ToString();

    /// <summary>Notes what is wrong with a parameter.</summary>
    public void Error(string name, string error) => errors.Add((name, error));

    /// <summary>A text of at most so many characters, or null.</summary>
    public string? Text(string name, int maximum)
    {
        known.Add(name);
        StringValues values = query[name];
        if (values.Count > 1)
        {
            Error(name, "is given more than once");
            return null;
        }

        if (string.IsNullOrEmpty(values))
        {
            return values.Count == 0 ? null : Wrong<string>(name, "must not be empty");
        }

        string text = values.ToString();
        if (text.Length > maximum)
        {
            return Wrong<string>(name, $"must have at most {maximum} characters");
        }

        return InputText.Problem(text, multiline: false) is { } problem ? Wrong<string>(name, problem) : Noted(name, text);
    }

    /// <summary>A whole number in a range, or the default.</summary>
    public int Integer(string name, int minimum, int maximum, int whenAbsent) => Text(name, 20) switch
    {
        null => whenAbsent,
        var text when int.TryParse(text, System.Globalization.NumberStyles.None, null, out int number) && number >= minimum && number <= maximum => number,
        _ => WrongNumber(name, $"must be a whole number from {minimum} to {maximum}", whenAbsent),
    };

    /// <summary>True, false or absent.</summary>
    public bool? Boolean(string name) => Text(name, 20) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => Wrong<bool?>(name, "must be true or false"),
    };

    /// <summary>One of some words, or null.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> words)
    {
        string? text = Text(name, 100);
        return text is null || words.Contains(text) ? text : Wrong<string>(name, $"must be one of {string.Join(", ", words!)}");
    }

    /// <summary>Words between commas; the parameter may be given several times. Empty when it is absent.</summary>
    public IReadOnlyList<string> List(string name, int maximum)
    {
        known.Add(name);
        StringValues values = query[name];
        if (values.Count == 0)
        {
            return [];
        }

        string text = values.ToString();
        if (InputText.Problem(text, multiline: false) is { } problem)
        {
            Error(name, problem);
            return [];
        }

        List<string> words = text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (words.Count > maximum || words.Any(word => word.Length is 0 or > 200))
        {
            Error(name, $"must be 1 to {maximum} words between commas");
            return [];
        }

        Noted(name, string.Join(',', words));
        return words;
    }

    /// <summary>An instant, or a date in the site's time zone (its first moment); null when absent.</summary>
    public DateTimeOffset? InstantOrDate(string name, DateTimeZone zone)
    {
        // In a query a plus that was not escaped arrives as a space.
        string? text = Text(name, 50)?.Replace(' ', '+');
        if (text is null)
        {
            return null;
        }

        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1900 and < 3000 } date })
        {
            return zone.AtStartOfDay(date).ToDateTimeOffset().ToUniversalTime();
        }

        return Rfc3339.Parse(text) ?? Wrong<DateTimeOffset?>(name, "must be a date such as 2026-04-23 or an instant such as 2026-04-23T10:33:00Z");
    }

    /// <summary>How many items, and where the list goes on. Read these last: they are no part of the filter.</summary>
    public (int Limit, Cursor? Cursor) Page(string site)
    {
        string asked = $"{site}\n{Filter}";
        int limit = Integer("limit", 1, 100, whenAbsent: 20);
        if (Text("cursor", 1000) is not { } text)
        {
            return (limit, new Cursor(asked, string.Empty));
        }

        Cursor? cursor = Cursor.Parse(text, asked);
        return (limit, cursor ?? Wrong<Cursor>("cursor", "is no cursor of this list: it belongs to the filter with which it was made"));
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="ProblemException">Something was wrong.</exception>
    public void ThrowIfWrong()
    {
        foreach (string name in query.Keys.Where(name => !known.Contains(name)))
        {
            Error(name.Length <= 100 && InputText.Problem(name, multiline: false) is null ? name : "(unreadable)", "is not a known parameter");
        }

        if (errors.Count > 0)
        {
            throw Problem.Invalid(errors);
        }
    }

    private string Noted(string name, string text)
    {
        filter.Append('\n').Append(name).Append('=').Append(text);
        return text;
    }

    private T? Wrong<T>(string name, string error)
    {
        Error(name, error);
        return default;
    }

    private int WrongNumber(string name, string error, int whenAbsent)
    {
        Error(name, error);
        return whenAbsent;
    }
}
