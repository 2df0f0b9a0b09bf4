using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.IntegrationTests.FunctionsHost;

/// <summary>A function that the host knows, from the binding of its trigger.</summary>
internal sealed class HostedFunction
{
    private static readonly IInlineConstraintResolver Constraints =
        new ServiceCollection().AddLogging().AddRouting().BuildServiceProvider().GetRequiredService<IInlineConstraintResolver>();

    private readonly HashSet<string> methods = new(StringComparer.OrdinalIgnoreCase);
    private readonly RouteTemplate? template;

    /// <param name="name">The name by which the host orders functions.</param>
    /// <param name="trigger">The trigger, as in <c>function.json</c>.</param>
    public HostedFunction(string name, JsonNode trigger)
    {
        Name = name;
        Binding = (string)trigger["name"]!;
        if (string.Equals((string?)trigger["type"], "httpTrigger", StringComparison.OrdinalIgnoreCase))
        {
            methods.UnionWith(trigger["methods"]?.AsArray().Select(method => (string)method!) ?? []);
            template = TemplateParser.Parse((string)trigger["route"]!);
        }
    }

    public string Name { get; }

    /// <summary>The name of the parameter that the trigger fills.</summary>
    public string Binding { get; }

    /// <summary>The function that the host runs for a request: the first, in alphabetical order of names, that takes its path and method.</summary>
    public static HostedFunction? Of(IEnumerable<HostedFunction> functions, HttpRequest request, out RouteValueDictionary values)
    {
        foreach (HostedFunction function in functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase))
        {
            values = [];
            if (function.Takes(request, values))
            {
                return function;
            }
        }

        values = [];
        return null;
    }

    private bool Takes(HttpRequest request, RouteValueDictionary values)
    {
        // Without a list of methods it takes every one.
        if (template is null || (methods.Count > 0 && !methods.Contains(request.Method))
            || !new TemplateMatcher(template, []).TryMatch(request.Path, values))
        {
            return false;
        }

        return template.Parameters.All(parameter => parameter.InlineConstraints.All(inline =>
            !values.TryGetValue(parameter.Name!, out object? value) || value is null
            || Constraints.ResolveConstraint(inline.Constraint)!.Match(
                request.HttpContext, null, parameter.Name!, values, RouteDirection.IncomingRequest)));
    }
}
