using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Access;

/// <summary>The JSON context of the representations of API keys.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeyRepresentation))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(CreatedKey))]
internal sealed partial class KeysJson : JsonSerializerContext
{
    public static KeysJson Web { get; } = new(RepresentationJson.Options());
}
