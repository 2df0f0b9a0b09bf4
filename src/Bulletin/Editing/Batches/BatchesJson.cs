using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Editing.Batches;

/// <summary>The JSON of the representations of batches.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BatchResult))]
internal sealed partial class BatchesJson : JsonSerializerContext
{
    public static BatchesJson Web { get; } = new(RepresentationJson.Options());
}
