using CsCheck;

namespace Bulletin.IntegrationTests.Model;

public sealed class ModelTests(AzuriteFixture azurite)
{
    /// <summary>
    /// The number of sequences. For a longer run, set BULLETIN_MODEL_ITERATIONS. A failure prints its seed;
    /// CsCheck_Seed runs it again.
    /// </summary>
    private static readonly int Iterations = int.TryParse(Environment.GetEnvironmentVariable("BULLETIN_MODEL_ITERATIONS"), out int asked) ? asked : 10;

    [Fact]
    public Task Whatever_editors_and_time_do_readers_and_editors_see_what_the_model_says() => Operation.Sequences.SampleAsync(
        async operations =>
        {
            await using ModelRun run = await ModelRun.StartAsync(azurite);
            await run.RunAsync(operations);
        },
        iter: Iterations,
        threads: 2,
        print: operations => string.Join('\n', operations.Select(operation => operation.ToString())));
}
