using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Audit;

/// <summary>The JSON context of the audit log's representations.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditList))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    public static AuditJson Web { get; } = new(RepresentationJson.Options());
}
