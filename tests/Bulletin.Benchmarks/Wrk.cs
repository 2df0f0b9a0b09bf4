using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Bulletin.Benchmarks;

/// <summary>The measurements of one run of <c>wrk</c>.</summary>
/// <param name="PerSecond">Requests per second.</param>
/// <param name="P50">The median latency, ms.</param>
/// <param name="P99">The latency that 99 of 100 requests stay below, ms.</param>
/// <param name="Errors">Answers that were no success, and connections that failed.</param>
internal sealed record Load(double PerSecond, double P50, double P99, int Errors)
{
    /// <summary>The median of each figure; all errors.</summary>
    public static Load MedianOf(IReadOnlyList<Load> rounds) => new(
        Median(rounds.Select(round => round.PerSecond)),
        Median(rounds.Select(round => round.P50)),
        Median(rounds.Select(round => round.P99)),
        rounds.Sum(round => round.Errors));

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}

/// <summary>The load generator <c>wrk</c>: 16 connections by one thread, so that a second core is left to the server.</summary>
internal static partial class Wrk
{
    private const int Connections = 16;

    /// <summary>Asks for one address as fast as it can.</summary>
    public static async Task<Load> RunAsync(Uri address, int seconds, string? ifNoneMatch) =>
        LoadOf(await RunAsync(seconds, address, ifNoneMatch is null ? [] : ["-H", $"If-None-Match: {ifNoneMatch}"]));

    /// <summary>Asks for many paths of a server, one after the other and again from the first.</summary>
    /// <returns>The measurements, and the latency that 95 of 100 requests stay below, ms.</returns>
    public static async Task<(Load Load, double P95)> RunAsync(Uri address, int seconds, IReadOnlyList<string> paths)
    {
        string script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, $$"""
            local paths = { {{string.Join(", ", paths.Select(path => $"\"{path}\""))}} }
            local last = 0
            request = function() last = last % #paths + 1 return wrk.format("GET", paths[last]) end
            done = function(summary, latency, requests) io.write(string.format("95th: %d us\n", latency:percentile(95))) end
            """);
        try
        {
            string output = await RunAsync(seconds, address, ["-s", script]);
            return (LoadOf(output), Number(Percentile95().Match(output)) / 1000.0);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<string> RunAsync(int seconds, Uri address, string[] options)
    {
        string[] arguments = ["-t", "1", "-c", $"{Connections}", "-d", $"{seconds}s", "--latency", .. options, address.AbsoluteUri];
        using Process process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"wrk failed: {output}");
        }

        return output;
    }

    private static Load LoadOf(string output)
    {
        int errors = Number(Failures().Match(output)) + SocketErrors().Match(output).Groups.Values.Skip(1).Sum(group => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0);
        return new Load(
            double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            Milliseconds(Percentile50().Match(output)),
            Milliseconds(Percentile99().Match(output)),
            errors);
    }

    private static int Number(Match match) => match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private static double Milliseconds(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * match.Groups[2].Value switch
    {
        "us" => 0.001,
        "ms" => 1,
        _ => 1000,
    };

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"50%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Percentile50();

    [GeneratedRegex(@"95th: (\d+) us")]
    private static partial Regex Percentile95();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Percentile99();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Failures();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex SocketErrors();
}
