using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Previews;

/// <summary>The JSON context of the preview links' representations.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PreviewRepresentation))]
internal sealed partial class PreviewsJson : JsonSerializerContext
{
    public static PreviewsJson Web { get; } = new(RepresentationJson.Options());
}
