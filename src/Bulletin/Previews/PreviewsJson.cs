using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Previews;

/// <summary>The JSON of the representations of links to previews.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PreviewRepresentation))]
internal sealed partial class PreviewsJson : JsonSerializerContext
{
    public static PreviewsJson Web { get; } = new(RepresentationJson.Options());
}
