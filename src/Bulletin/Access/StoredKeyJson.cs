using System.Text.Json.Serialization;
using Bulletin.Site;
using Bulletin.Storage;

namespace Bulletin.Access;

/// <summary>The JSON context of stored API keys.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApiKey))]
internal sealed partial class StoredKeyJson : JsonSerializerContext
{
    public static StoredKeyJson Compact { get; } = new(StoredJson.Options(new JsonStringEnumConverter<Role>()));
}
