using System.Globalization;
using System.Text;
using Bulletin.Content;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace Bulletin.Http;

/// <summary>Reads query parameters one by one and collects the errors. An unknown parameter is an error.</summary>
internal sealed class QueryParameters(HttpContext context)
{
    // A query may have thousands of unknown names, each of which would make the response longer than the request.
    private const int MaximumUnknown = 20;

    private readonly IQueryCollection query = context.Request.Query;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<(string Member, string Error)> errors = [];
    private readonly StringBuilder address = new(context.Request.Path.ToUriComponent().TrimEnd('/'));
    private bool hasParameters;
    private string addressOfPages = string.Empty;

    /// <summary>
    /// The path and the parameters read so far, in reading order, without those that have their default value: equal
    /// for equivalent requests.
    /// </summary>
    public string Address => address.ToString();

    /// <summary>Adds an error if a parameter is missing.</summary>
    public void Require(string name)
    {
        if (!query.ContainsKey(name))
        {
            Error(name, "is required");
        }
    }

    /// <summary>Adds an error for a parameter.</summary>
    public void Error(string name, string error) => errors.Add((name, error));

    private string? Given(string name, int maximum)
    {
        known.Add(name);
        StringValues values = query[name];
        // A parameter given several times is one value with commas, because the Functions host passes it that way.
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

    /// <summary>Adds a parameter that was read in another way to <see cref="Address"/>.</summary>
    public void Note(string name, string value)
    {
        known.Add(name);
        Noted(name, value);
    }

    /// <summary>Reads a text of limited length; null if missing.</summary>
    public string? Text(string name, int maximum) => Noted(name, Given(name, maximum));

    /// <summary>Reads an integer in a range; the default if missing.</summary>
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

    /// <summary>Reads an integer in a range; null if missing.</summary>
    public int? Number(string name, int minimum, int maximum)
    {
        string? text = Given(name, 20);
        return text is null || (int.TryParse(text, NumberStyles.None, null, out int number) && number >= minimum && number <= maximum)
            ? Noted(name, text) is { } noted ? int.Parse(noted, NumberStyles.None, null) : null
            : Wrong<int?>(name, $"must be a whole number from {minimum} to {maximum}");
    }

    /// <summary>Reads a boolean; null if missing.</summary>
    public bool? Boolean(string name) => Text(name, 20) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => Wrong<bool?>(name, "must be true or false"),
    };

    /// <summary>Reads one of a set of words; null if missing.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> words)
    {
        string? text = Given(name, 100);
        return text is null || words.Contains(text)
            ? Noted(name, text)
            : Wrong<string>(name, $"must be one of {string.Join(", ", words!)}");
    }

    /// <summary>Reads one of two words; the default if missing.</summary>
    /// <returns>True if it is not the default.</returns>
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

    /// <summary>Reads words separated by commas; the parameter may be repeated. Empty if missing.</summary>
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

        List<string> words = text
            .Split(',', StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (words.Count > maximum || words.Any(word => word.Length is 0 or > 200))
        {
            Error(name, $"must be 1 to {maximum} words between commas");
            return [];
        }

        Noted(name, string.Join(',', words));
        return words;
    }

    /// <summary>Reads an instant, or a date in the site's time zone (its first moment); null if missing.</summary>
    public DateTimeOffset? InstantOrDate(string name, DateTimeZone zone)
    {
        // An unescaped plus arrives as a space.
        string? text = Given(name, 50)?.Replace(' ', '+');
        if (text is null)
        {
            return null;
        }

        DateTimeOffset? instant = SiteDate.Parse(text, zone)
            ?? Rfc3339.Parse(text)
            ?? Wrong<DateTimeOffset?>(name, "must be a date such as 2026-04-23 or an instant such as 2026-04-23T10:33:00Z");
        Noted(name, instant is { } noted ? Rfc3339.Format(noted) : null);
        return instant;
    }

    /// <summary>
    /// Reads the number of items and the position in the list. Call it after reading the other parameters, because
    /// these two are not part of the filter.
    /// </summary>
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

    /// <summary>
    /// Returns the URL of the same list with another cursor, relative to the service. Call <see cref="Page"/> first.
    /// </summary>
    public string AddressOf(string cursor) =>
        $"{addressOfPages}{(addressOfPages.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={cursor}";

    /// <summary>Throws if there were errors or unknown parameters.</summary>
    /// <exception cref="ProblemException">There were errors.</exception>
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
