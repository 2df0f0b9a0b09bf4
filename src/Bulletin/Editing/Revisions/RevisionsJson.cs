using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Editing.Revisions;

/// <summary>The JSON of the representations of revisions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RevisionList))]
[JsonSerializable(typeof(RevisionDifference))]
internal sealed partial class RevisionsJson : JsonSerializerContext
{
    public static RevisionsJson Web { get; } = new(RepresentationJson.Options());
}
