using Bulletin.LocalRun.Emulator;

namespace Bulletin.Benchmarks;

/// <summary>Writes measurements.</summary>
internal static class Report
{
    /// <summary>The folder of the documents.</summary>
    public static string Folder => Path.Combine(RepositoryFolder.Find(AppContext.BaseDirectory), "docs");

    /// <summary>Prints tables, and puts them into <c>docs/benchmarks.md</c> between the marks of a benchmark.</summary>
    public static async Task WriteAsync(string benchmark, string tables)
    {
        Console.WriteLine(tables);
        string file = Path.Combine(Folder, "benchmarks.md");
        string whole = await File.ReadAllTextAsync(file);
        string begin = $"<!-- {benchmark} -->";
        int from = whole.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int to = whole.IndexOf($"<!-- /{benchmark} -->", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, $"{whole[..from]}\n{tables.TrimEnd()}\n{whole[to..]}");
    }
}
