using System.Globalization;
using System.Text;

namespace Bulletin.Benchmarks;

/// <summary>Draws requests per second as bars, by a logarithmic scale, as SVG.</summary>
internal static class Plot
{
    private const int BarHeight = 14;
    private const int LabelWidth = 250;
    private const int Width = 900;
    private const int Decades = 6;

    public static string Of(IReadOnlyList<Case> cases)
    {
        var svg = new StringBuilder();
        int height = (cases.Count * (BarHeight + 4)) + (cases.Select(one => one.Name).Distinct().Count() * 24) + 50;
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<title>Requests per second, logarithmic</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (int decade = 0; decade <= Decades; decade++)
        {
            double x = X(Math.Pow(10, decade));
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0}\" y1=\"24\" x2=\"{x:0}\" y2=\"{height - 8}\" stroke=\"#ddd\"/><text x=\"{x:0}\" y=\"18\" text-anchor=\"middle\">{Math.Pow(10, decade):N0}</text>\n");
        }

        int y = 30;
        foreach (IGrouping<string, Case> read in cases.GroupBy(one => one.Name))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{y + 14}\" font-weight=\"bold\">{read.Key}</text>\n");
            y += 20;
            foreach (Case one in read)
            {
                double end = X(one.Median.PerSecond);
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"20\" y=\"{y + 11}\">{one.Server}, {one.Mode}</text><rect x=\"{LabelWidth}\" y=\"{y}\" width=\"{Math.Max(1, end - LabelWidth):0}\" height=\"{BarHeight}\" fill=\"{Colour(one)}\"/><text x=\"{end + 4:0}\" y=\"{y + 11}\">{one.Median.PerSecond:N0}</text>\n");
                y += BarHeight + 4;
            }

            y += 4;
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static double X(double perSecond) => LabelWidth + (Math.Log10(Math.Max(1, perSecond)) / Decades * (Width - LabelWidth - 70));

    private static string Colour(Case one) => (one.Server, one.Mode) switch
    {
        ("bare Kestrel", _) => "#999999",
        (_, "no cache") => "#e6a23c",
        (_, "304") => "#67a3d9",
        ("native", _) => "#1b5e9b",
        _ => "#3c8d5a",
    };
}
