namespace Bulletin.Tests;

/// <summary>Tests that measure the memory of the process: no other tests run in parallel.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
