using System.Text.Json.Serialization;
using Bulletin.Storage;

namespace Bulletin.Site;

/// <summary>The stored JSON of categories and of entries of the change log.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Category))]
[JsonSerializable(typeof(IReadOnlyList<Change>))]
internal sealed partial class SiteJson : JsonSerializerContext
{
    public static SiteJson Compact { get; } = new(StoredJson.Options(new JsonStringEnumConverter<ChangeKind>()));
}
