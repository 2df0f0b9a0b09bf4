using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Feeds;

/// <summary>The JSON context of the JSON Feed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JsonFeed))]
internal sealed partial class FeedsJson : JsonSerializerContext
{
    public static FeedsJson Web { get; } = new(RepresentationJson.Options());
}
