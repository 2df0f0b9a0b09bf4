using System.Diagnostics;
using Spectre.Console;

namespace Bulletin.Host;

/// <summary>
/// Shows the progress of a long command on standard error: in place on a terminal, otherwise one line every 5 seconds.
/// </summary>
internal static class CommandProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs a task that reports its progress as a number and in words.</summary>
    public static async Task<T> RunAsync<T>(string name, Func<Action<int, string>, Task<T>> run)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!console.Profile.Out.IsTerminal)
        {
            return await RunPlainAsync(name, run);
        }

        return await console.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(name);
                // The total is unknown until the end of the input.
                task.IsIndeterminate = true;
                return await run((_, words) => task.Description = Markup.Escape($"{name}: {words}"));
            });
    }

    private static async Task<T> RunPlainAsync<T>(string name, Func<Action<int, string>, Task<T>> run)
    {
        long last = Stopwatch.GetTimestamp();
        return await run((_, words) =>
        {
            if (Stopwatch.GetElapsedTime(last) >= BetweenLines)
            {
                last = Stopwatch.GetTimestamp();
                Console.Error.WriteLine($"{name}: {words}");
            }
        });
    }
}
