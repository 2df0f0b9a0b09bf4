using System.Globalization;
using System.Text;
using Bulletin.Content;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace Bulletin.Http;

/// <summary>
/// Reads the parameters of a query one by one and collects what is wrong with them. A parameter that nobody asked for is an error.
/// </summary>
internal sealed class QueryParameters(HttpContext context)
{
    // A query may hold thousands of unknown names, each of which would make the answer longer than itself.
    private const int MaximumUnknown = 20;

    private readonly IQueryCollection query = context.Request.Query;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<(string Member, string Error)> errors = [];
    private readonly StringBuilder address = new(context.Request.Path.ToUriComponent().TrimEnd('/'));
    private bool hasParameters;
    private string addressOfPages = string.Empty;

    /// <summary>
    /// The path and the parameters that were read so far, in the order in which they were read, without those that have their
    /// default: two requests have the same when they ask for the same.
    /// </summary>
    public string Address => address.ToString();

    /// <summary>Notes that a parameter is missing, when it is.</summary>
    public void Require(string name)
    {
        if (!query.ContainsKey(name))
        {
            Error(name, "is required");
        }
    }

    /// <summary>Notes what is wrong with a parameter.</summary>
    public void Error(string name, string error) => errors.Add((name, error));

    private string? Given(string name, int maximum)
    {
        known.Add(name);
        StringValues values = query[name];
        // One that is given several times is one value with commas in between: so the Functions host hands it over.
        string text = values.ToString();
        if (text.Length == 0)
        {
            return values.Count == 0 ? null : Wrong<string>(name, "must not be empty");
        }

        if (text.Length > maximum)
        {
            return Wrong<string>(name, $"must have at most {maximum} characters");
        }

        return InputText.Problem(text, multiline: false) is { } problem ? Wrong<string>(name, problem) : text;
    }

    /// <summary>A text of at most so many characters, or null.</summary>
    public string? Text(string name, int maximum) => Noted(name, Given(name, maximum));

    /// <summary>A whole number in a range, or the default.</summary>
    public int Integer(string name, int minimum, int maximum, int whenAbsent)
    {
        string? text = Given(name, 20);
        int number = whenAbsent;
        if (text is not null && !(int.TryParse(text, NumberStyles.None, null, out number) && number >= minimum && number <= maximum))
        {
            Error(name, $"must be a whole number from {minimum} to {maximum}");
            return whenAbsent;
        }

        Noted(name, number == whenAbsent ? null : number.ToString(CultureInfo.InvariantCulture));
        return number;
    }

    /// <summary>A whole number in a range, or null.</summary>
    public int? Number(string name, int minimum, int maximum)
    {
        string? text = Given(name, 20);
        return text is null || (int.TryParse(text, NumberStyles.None, null, out int number) && number >= minimum && number <= maximum)
            ? Noted(name, text) is { } noted ? int.Parse(noted, NumberStyles.None, null) : null
            : Wrong<int?>(name, $"must be a whole number from {minimum} to {maximum}");
    }

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
        string? text = Given(name, 100);
        return text is null || words.Contains(text) ? Noted(name, text) : Wrong<string>(name, $"must be one of {string.Join(", ", words!)}");
    }

    /// <summary>One of two words; the first when it is absent.</summary>
    /// <returns>Whether it is the other one.</returns>
    public bool IsOther(string name, string whenAbsent, string other)
    {
        bool isOther = Given(name, 100) is var text && text == other;
        if (text is not null && text != whenAbsent && !isOther)
        {
            Error(name, $"must be one of {whenAbsent}, {other}");
        }

        Noted(name, isOther ? other : null);
        return isOther;
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
        string? text = Given(name, 50)?.Replace(' ', '+');
        if (text is null)
        {
            return null;
        }

        DateTimeOffset? instant = SiteDate.Parse(text, zone)
            ?? Rfc3339.Parse(text) ?? Wrong<DateTimeOffset?>(name, "must be a date such as 2026-04-23 or an instant such as 2026-04-23T10:33:00Z");
        Noted(name, instant is { } noted ? Rfc3339.Format(noted) : null);
        return instant;
    }

    /// <summary>How many items, and where the list goes on. Read these last: they are no part of the filter.</summary>
    public (int Limit, Cursor? Cursor) Page(string site)
    {
        string asked = $"{site}\n{Address}";
        int limit = Integer("limit", 1, 100, whenAbsent: 20);
        addressOfPages = Address;
        if (Text("cursor", 1000) is not { } text)
        {
            return (limit, new Cursor(asked, string.Empty));
        }

        Cursor? cursor = Cursor.Parse(text, asked);
        return (limit, cursor ?? Wrong<Cursor>("cursor", "is no cursor of this list: it belongs to the filter with which it was made"));
    }

    /// <summary>The address of the same list with another cursor, relative to the service. Call <see cref="Page"/> before.</summary>
    public string AddressOf(string cursor) => $"{addressOfPages}{(addressOfPages.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={cursor}";

    /// <summary>Ends the reading.</summary>
    /// <exception cref="ProblemException">Something was wrong.</exception>
    public void ThrowIfWrong()
    {
        foreach (string name in query.Keys.Where(name => !known.Contains(name)).Take(MaximumUnknown))
        {
            Error(name.Length <= 100 && InputText.Problem(name, multiline: false) is null ? name : "(unreadable)", NotKnown());
        }

        if (errors.Count > 0)
        {
            throw Problem.Invalid(errors);
        }
    }

    private string NotKnown() => known.Count == 0
        ? "is not a known parameter: there are none"
        : $"is not a known parameter: known are {string.Join(", ", known.Order(StringComparer.Ordinal))}";

    private string? Noted(string name, string? text)
    {
        if (text is not null)
        {
            address.Append(hasParameters ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(text));
            hasParameters = true;
        }

        return text;
    }

    private T? Wrong<T>(string name, string error)
    {
        Error(name, error);
        return default;
    }
}
