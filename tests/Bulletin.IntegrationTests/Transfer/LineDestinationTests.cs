using Bulletin.Conversion.WordPress;
using Bulletin.Host;
using NodaTime;

namespace Bulletin.IntegrationTests.Transfer;

public sealed class LineDestinationTests
{
    [Fact]
    public async Task The_lines_are_written_to_a_file_and_the_report_beside_it()
    {
        string path = Path.GetTempFileName();
        try
        {
            using var export = new MemoryStream(Tests.Conversion.Fixture.Bytes("gmina-wordpress.xml"));
            using var output = new StringWriter();
            using var errors = new StringWriter();
            var conversion = new WordPressConversion(DateTimeZoneProviders.Tzdb["Europe/Warsaw"]);

            int exit = await new LineDestination(path, [], output, errors)
                .RunAsync(conversion.Read(export), conversion.Report, TestContext.Current.CancellationToken);

            Assert.Equal(0, exit);
            string[] lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(6, lines.Length);
            Assert.All(lines, line => Assert.StartsWith("{\"type\":\"announcement\",", line, StringComparison.Ordinal));
            Assert.Contains("6 lines in ", output.ToString(), StringComparison.Ordinal);
            Assert.Contains("skipped: entry 10 \"Kontakt\" is a page, no post", errors.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
