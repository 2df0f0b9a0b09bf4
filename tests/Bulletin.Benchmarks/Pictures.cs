using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bulletin.Content.Files;
using Bulletin.Content.Pictures;

namespace Bulletin.Benchmarks;

/// <summary>
/// Processor time and memory of a picture: of reading it, as an upload does, and of its renditions. Each picture has a process of its
/// own, so that the peak of its memory is its own. Linux only: the peak is read from /proc.
/// </summary>
internal static class Pictures
{
    private const int Uploads = 50;

    /// <summary>Measures, and writes the table into <c>docs/benchmarks.md</c>.</summary>
    public static async Task RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("bulletin-pictures-").FullName;
        try
        {
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd}; processor time of the process in ms, the least of three rounds; memory above that of the process before its first picture.");
            text.AppendLine().AppendLine("| picture | MB | read on upload | WebP 400 | WebP 800 | WebP 1600 | the three | in its own kind | peak, MB | kept, MB |");
            text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach ((string name, string path) in SamplePhotos.Make(folder))
            {
                double[] figures = await ChildAsync("picture", path);
                double three = figures[1] + figures[2] + figures[3];
                text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {new FileInfo(path).Length / 1e6:0.0} | {string.Join(" | ", figures[..4].Select(Whole))} | {Whole(three)} | {string.Join(" | ", figures[4..].Select(Whole))} |");
            }

            double[] many = await ChildAsync("picture-uploads", Path.Combine(folder, "noise.jpg"));
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{Uploads} uploads of the 12 MP noise at once, each read and made into its three renditions, one after the other: {many[0]:0} MB resident at the peak, {many[1]:0} MB before.");
            await Report.WriteAsync("pictures", text.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Measures one picture in this process and prints the figures.</summary>
    public static async Task OneAsync(string path)
    {
        double idle = Megabytes("VmRSS:");
        using var maker = new PictureMaker(TimeProvider.System);
        FileKind kind = KindOf(path);
        PictureFacts facts = await maker.ReadAsync(path, kind, CancellationToken.None);
        List<Func<Task>> work =
        [
            () => maker.ReadAsync(path, kind, CancellationToken.None),
            .. Rendition.Widths.Select(width => new Rendition(FileKind.Webp, width)).Append(Rendition.Universal(kind, facts))
                .Select<Rendition, Func<Task>>(rendition => () => maker.MakeAsync(path, kind, rendition, CancellationToken.None)),
        ];
        List<double> figures = [];
        foreach (Func<Task> one in work)
        {
            List<double> rounds = [];
            for (int round = 0; round < 3; round++)
            {
                rounds.Add(await ProcessorTimeAsync(one));
            }

            figures.Add(rounds.Min());
        }

        Print([.. figures, Megabytes("VmHWM:") - idle, Megabytes("VmRSS:") - idle]);
    }

    /// <summary>Measures many uploads of a picture in this process and prints the figures.</summary>
    public static async Task UploadsAsync(string path)
    {
        double idle = Megabytes("VmRSS:");
        using var maker = new PictureMaker(TimeProvider.System);
        FileKind kind = KindOf(path);
        await Task.WhenAll(Enumerable.Range(0, Uploads).Select(async _ =>
        {
            await maker.ReadAsync(path, kind, CancellationToken.None);
            foreach (int width in Rendition.Widths)
            {
                await maker.MakeAsync(path, kind, new Rendition(FileKind.Webp, width), CancellationToken.None);
            }
        }));
        Print([Megabytes("VmHWM:"), idle]);
    }

    private static async Task<double> ProcessorTimeAsync(Func<Task> work)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        await work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }

    private static async Task<double[]> ChildAsync(string benchmark, string path)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Bulletin.Benchmarks.dll");
        using Process child = Process.Start(new ProcessStartInfo("dotnet", [program, benchmark, path]) { RedirectStandardOutput = true })!;
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
    }

    private static FileKind KindOf(string path) => FileKind.All.First(kind => path.EndsWith(kind.Extension, StringComparison.Ordinal));

    private static void Print(double[] figures) => Console.WriteLine(string.Join(' ', figures.Select(figure => figure.ToString(CultureInfo.InvariantCulture))));

    private static string Whole(double figure) => figure.ToString("0", CultureInfo.InvariantCulture);

    // VmRSS: resident now; VmHWM: resident at the peak.
    private static double Megabytes(string name) =>
        double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture) * 1024 / 1e6;
}
