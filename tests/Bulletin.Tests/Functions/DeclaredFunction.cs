using System.Reflection;
using Bulletin.Functions;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Tests.Functions;

/// <summary>A function of the isolated worker, as its attributes declare it.</summary>
/// <param name="Name">The name by which the Functions host knows it.</param>
/// <param name="Method">The method that is called.</param>
/// <param name="Trigger">The attribute of its trigger.</param>
internal sealed record DeclaredFunction(string Name, MethodInfo Method, Attribute Trigger)
{
    /// <summary>The trigger by HTTP, if it is one.</summary>
    public HttpTriggerAttribute? Http => Trigger as HttpTriggerAttribute;

    /// <summary>The trigger by a schedule, if it is one.</summary>
    public TimerTriggerAttribute? Timer => Trigger as TimerTriggerAttribute;

    /// <summary>Every function of the worker.</summary>
    public static IReadOnlyList<DeclaredFunction> ReadAll() =>
        [.. from type in typeof(Pipeline).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
            let function = method.GetCustomAttribute<FunctionAttribute>()
            where function is not null
            select new DeclaredFunction(function.Name, method, TriggerOf(method))];

    private static Attribute TriggerOf(MethodInfo method) => Assert.Single(
        method.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes()),
        attribute => attribute is HttpTriggerAttribute or TimerTriggerAttribute);
}
