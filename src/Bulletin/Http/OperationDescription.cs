using System.Globalization;
using Bulletin.Problems;

namespace Bulletin.Http;

// What the operations say of themselves for people who read the OpenAPI document. The service itself does not read it; the document
// is made from it, and tests hold it against what the operations do.

/// <summary>A parameter of an operation's query.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Description">What it asks for.</param>
internal sealed record QueryParameter(string Name, QueryParameterKind Kind, string Description)
{
    /// <summary>Whether the operation refuses a request without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The least value of a whole number.</summary>
    public int Minimum { get; private init; }

    /// <summary>The largest value of a whole number, the most words of a list, or the most characters of a text.</summary>
    public int Maximum { get; private init; }

    /// <summary>What it may be; empty when it may be anything of its kind.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>What it is when it is absent; null when there is nothing that says the same.</summary>
    public string? WhenAbsent { get; private init; }

    /// <summary>A value that it may have; null when there is none that holds everywhere, as of a cursor.</summary>
    public string? Example { get; private init; }

    /// <inheritdoc cref="QueryParameters.Text"/>
    public static QueryParameter Text(string name, int maximum, string description, string? example = null) =>
        new(name, QueryParameterKind.Text, description) { Maximum = maximum, Example = example };

    /// <inheritdoc cref="QueryParameters.Integer"/>
    public static QueryParameter Integer(string name, int minimum, int maximum, int whenAbsent, string description) => new(name, QueryParameterKind.Integer, description)
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

    /// <summary>The two by which a list is read in pages.</summary>
    /// <param name="maximum">The most items of a page.</param>
    public static IReadOnlyList<QueryParameter> Page(int maximum = 100) =>
    [
        Integer("limit", 1, maximum, 20, "The most items of the page. A page may hold fewer while `next` is not null."),
        Text("cursor", 1000, "The `next` of the page before, with the same other parameters; absent for the first page."),
    ];
}

/// <summary>What a parameter holds.</summary>
internal enum QueryParameterKind
{
    /// <summary>A text, or one of some words.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Words between commas.</summary>
    List,

    /// <summary>An instant (RFC 3339) or a date.</summary>
    InstantOrDate,
}

/// <summary>A header that an operation reads.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsRequired">Whether the operation refuses a request without it.</param>
internal sealed record RequestHeader(string Name, bool IsRequired);

/// <summary>The body that an operation reads.</summary>
/// <param name="Schema">The name of its schema in the OpenAPI document.</param>
/// <param name="MediaType">The content type that it must have.</param>
/// <param name="IsOptional">Whether there may be none.</param>
internal sealed record BodyRead(string Schema, string MediaType, bool IsOptional);

/// <summary>The headers of an operation's success.</summary>
/// <param name="Names">Their names.</param>
internal sealed record AnswerHeaders(IReadOnlyList<string> Names);

/// <summary>The problems that an operation may answer with.</summary>
/// <param name="Kinds">Their kinds.</param>
internal sealed record PossibleProblems(IReadOnlyList<ProblemKind> Kinds);

/// <summary>Another body that a success may have, when a parameter asks for it.</summary>
/// <param name="Body">The type of the body.</param>
internal sealed record OtherAnswer(Type Body);

/// <summary>An operation that the read cache answers: 304 for what the client has already.</summary>
internal sealed record CachedAnswer;
