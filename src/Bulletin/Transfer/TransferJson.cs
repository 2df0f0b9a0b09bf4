using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Transfer;

/// <summary>The JSON serialization of the responses of an import.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class TransferJson : JsonSerializerContext
{
    public static TransferJson Web { get; } = new(RepresentationJson.Options());
}
