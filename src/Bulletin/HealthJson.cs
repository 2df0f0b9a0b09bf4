using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin;

/// <summary>The JSON context of the health checks' representations.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext
{
    public static HealthJson Web { get; } = new(RepresentationJson.Options());
}
