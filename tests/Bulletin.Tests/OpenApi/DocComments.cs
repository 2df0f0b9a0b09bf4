using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Bulletin.Tests.OpenApi;

/// <summary>The doc comments of the service, as Markdown of one line.</summary>
internal static partial class DocComments
{
    private static readonly Dictionary<string, XElement> All = XDocument.Load(Path.ChangeExtension(typeof(BulletinApp).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);

    public static string Of(Type type) => Of($"T:{type.FullName}");

    public static string Of(PropertyInfo property) => Of($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private static string Of(string member) => All.TryGetValue(member, out XElement? comment) && comment.Element("summary") is { } summary
        ? Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim()
        : throw new InvalidOperationException($"{member} stands in the OpenAPI document and has no doc comment.");

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element => element.Value,
        _ => ((XText)node).Value,
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
