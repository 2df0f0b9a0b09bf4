using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Bulletin.Tests.Functions;

/// <summary>A function of the isolated worker, as its source says it.</summary>
internal sealed record FunctionSource(string Name, MethodDeclarationSyntax Method, ParameterSyntax Parameter, AttributeSyntax Trigger)
{
    private const string Folder = "Bulletin.Functions/";

    private static readonly Assembly Tests = typeof(FunctionSource).Assembly;

    /// <summary>The class that it stands in.</summary>
    public TypeDeclarationSyntax Type => (TypeDeclarationSyntax)Method.Parent!;

    public bool IsTimer => Trigger.Name.ToString() == "TimerTrigger";

    public string? Authorization => Positional.Select(argument => argument.Expression).OfType<MemberAccessExpressionSyntax>()
        .SingleOrDefault()?.ToString();

    public string[] Methods => [.. Positional.Select(argument => argument.Expression).OfType<LiteralExpressionSyntax>().Select(TextOf)];

    public string? Route => Named("Route");

    public string Schedule => TextOf(Assert.Single(Positional).Expression);

    private IEnumerable<AttributeArgumentSyntax> Positional => Trigger.ArgumentList!.Arguments.Where(argument => argument.NameEquals is null);

    /// <summary>Every source of the worker, by file name.</summary>
    public static IReadOnlyDictionary<string, SyntaxTree> Trees() => Tests.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToDictionary(name => name[Folder.Length..], name => CSharpSyntaxTree.ParseText(Text(name), path: name));

    public static IReadOnlyList<FunctionSource> ReadAll() => [.. Trees().Values
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        .Where(method => AttributeOf(method.AttributeLists, "Function") is not null)
        .Select(Read)];

    /// <summary>A file that is embedded in the tests.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Tests.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name));
        return reader.ReadToEnd();
    }

    private static FunctionSource Read(MethodDeclarationSyntax method)
    {
        (ParameterSyntax parameter, AttributeSyntax trigger) = Assert.Single(
            method.ParameterList.Parameters
                .SelectMany(parameter => parameter.AttributeLists.SelectMany(list => list.Attributes).Select(attribute => (parameter, attribute))),
            pair => pair.attribute.Name.ToString().EndsWith("Trigger", StringComparison.Ordinal));
        ExpressionSyntax name = Assert.Single(AttributeOf(method.AttributeLists, "Function")!.ArgumentList!.Arguments).Expression;
        return new FunctionSource(TextOf(name), method, parameter, trigger);
    }

    private static AttributeSyntax? AttributeOf(SyntaxList<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(list => list.Attributes).SingleOrDefault(attribute => attribute.Name.ToString() == name);

    private string? Named(string name) =>
        Trigger.ArgumentList!.Arguments.SingleOrDefault(argument => argument.NameEquals?.Name.ToString() == name) is { } argument
            ? TextOf(argument.Expression)
            : null;

    // A literal, or nameof(A.B).
    private static string TextOf(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } } call =>
            call.ArgumentList.Arguments.Single().Expression.ToString().Split('.')[^1],
        _ => throw new NotSupportedException($"'{expression}' is neither a literal nor nameof(...)."),
    };
}
