using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Changes;

/// <summary>The JSON of the representations of the changes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChangeList))]
internal sealed partial class ChangesJson : JsonSerializerContext
{
    public static ChangesJson Web { get; } = new(RepresentationJson.Options());
}
