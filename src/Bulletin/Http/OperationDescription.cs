using System.Globalization;
using Bulletin.Problems;

namespace Bulletin.Http;

// Metadata of the operations for the OpenAPI document. The service itself does not use it; tests compare it with the
// operations' behaviour.

/// <summary>A query parameter of an operation.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">The type of its value.</param>
/// <param name="Description">The description for the OpenAPI document.</param>
internal sealed record QueryParameter(string Name, QueryParameterKind Kind, string Description)
{
    /// <summary>True if the operation rejects a request without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The minimum of an integer.</summary>
    public int Minimum { get; private init; }

    /// <summary>
    /// The maximum of an integer, the maximum number of words in a list, or the maximum number of characters in a text.
    /// </summary>
    public int Maximum { get; private init; }

    /// <summary>The allowed values; empty: all of its type.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>The default value; null if no value has the same effect as leaving it out.</summary>
    public string? WhenAbsent { get; private init; }

    /// <summary>An example; null if no value is valid everywhere, as for a cursor.</summary>
    public string? Example { get; private init; }

    /// <inheritdoc cref="QueryParameters.Text"/>
    public static QueryParameter Text(string name, int maximum, string description, string? example = null) =>
        new(name, QueryParameterKind.Text, description) { Maximum = maximum, Example = example };

    /// <inheritdoc cref="QueryParameters.Integer"/>
    public static QueryParameter Integer(
        string name, int minimum, int maximum, int whenAbsent, string description) => new(name, QueryParameterKind.Integer, description)
        {
            Minimum = minimum,
            Maximum = maximum,
            WhenAbsent = whenAbsent.ToString(CultureInfo.InvariantCulture),
            Example = whenAbsent.ToString(CultureInfo.InvariantCulture),
        };

    /// <inheritdoc cref="QueryParameters.Number"/>
    public static QueryParameter Number(string name, int minimum, int maximum, string description) =>
        new(name, QueryParameterKind.Integer, description) { Minimum = minimum, Maximum = maximum };

    /// <inheritdoc cref="QueryParameters.Boolean"/>
    public static QueryParameter Boolean(string name, string description) =>
        new(name, QueryParameterKind.Boolean, description) { Example = "true" };

    /// <inheritdoc cref="QueryParameters.Choice"/>
    public static QueryParameter Choice(string name, string description, IReadOnlyList<string> words, string? whenAbsent = null) =>
        new(name, QueryParameterKind.Text, description) { Maximum = 100, Words = words, WhenAbsent = whenAbsent, Example = words[0] };

    /// <inheritdoc cref="QueryParameters.List"/>
    public static QueryParameter List(string name, int maximum, string description, string? example = null) =>
        new(name, QueryParameterKind.List, description) { Maximum = maximum, Example = example };

    /// <inheritdoc cref="QueryParameters.InstantOrDate"/>
    public static QueryParameter InstantOrDate(string name, string description, string example) =>
        new(name, QueryParameterKind.InstantOrDate, description) { Example = example };

    /// <summary>Returns the two parameters for reading a list in pages.</summary>
    /// <param name="maximum">The maximum number of items per page.</param>
    public static IReadOnlyList<QueryParameter> Page(int maximum = 100) =>
    [
        Integer("limit", 1, maximum, 20, "The most items of the page. A page may hold fewer while `next` is not null."),
        Text("cursor", 1000, "The `next` of the page before, with the same other parameters; absent for the first page."),
    ];
}

/// <summary>The types of query parameters.</summary>
internal enum QueryParameterKind
{
    /// <summary>A text, or one of a set of words.</summary>
    Text,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Words separated by commas.</summary>
    List,

    /// <summary>An instant (RFC 3339) or a date.</summary>
    InstantOrDate,
}

/// <summary>A request header of an operation.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsRequired">True if the operation rejects a request without it.</param>
internal sealed record RequestHeader(string Name, bool IsRequired);

/// <summary>The request body of an operation.</summary>
/// <param name="Schema">The name of its schema in the OpenAPI document.</param>
/// <param name="MediaType">The required content type.</param>
/// <param name="IsOptional">True if the body may be missing.</param>
internal sealed record BodyRead(string Schema, string MediaType, bool IsOptional);

/// <summary>Marks an operation whose body may be a file of any kind instead.</summary>
internal sealed record FileRead;

/// <summary>Marks an operation whose successful response is a file of any kind.</summary>
internal sealed record FileSent;

/// <summary>The headers of an operation's successful response.</summary>
/// <param name="Names">The names of the headers.</param>
internal sealed record AnswerHeaders(IReadOnlyList<string> Names);

/// <summary>The problems that an operation may return.</summary>
/// <param name="Kinds">The kinds of problems.</param>
internal sealed record PossibleProblems(IReadOnlyList<ProblemKind> Kinds);

/// <summary>An alternative body of a successful response, selected by a parameter.</summary>
/// <param name="Body">The type of the body.</param>
internal sealed record OtherAnswer(Type Body);

/// <summary>
/// Marks an operation as served from the read cache, with 304 for a response that the client has already.
/// </summary>
internal sealed record CachedAnswer;
