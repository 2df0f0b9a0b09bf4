using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Changes;

/// <summary>The JSON context of the changes' representations.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChangeList))]
internal sealed partial class ChangesJson : JsonSerializerContext
{
    public static ChangesJson Web { get; } = new(RepresentationJson.Options());
}
