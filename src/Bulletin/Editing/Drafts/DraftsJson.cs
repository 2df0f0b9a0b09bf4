using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Editing.Drafts;

/// <summary>The JSON of the representations of drafts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DraftRepresentation))]
internal sealed partial class DraftsJson : JsonSerializerContext
{
    public static DraftsJson Web { get; } = new(RepresentationJson.Options());
}
