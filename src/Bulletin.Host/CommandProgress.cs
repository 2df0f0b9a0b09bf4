using System.Diagnostics;
using Spectre.Console;

namespace Bulletin.Host;

/// <summary>Shows how far a long command is, on standard error: in place on a terminal, elsewhere a line now and then.</summary>
internal static class CommandProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs something that says how far it is: a number, and in words.</summary>
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
                // How much there is is not known before its end is read.
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
