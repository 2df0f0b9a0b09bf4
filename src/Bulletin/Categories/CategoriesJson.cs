using System.Text.Json.Serialization;
using Bulletin.Http;

namespace Bulletin.Categories;

/// <summary>The JSON serialization of categories.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CategoryRepresentation))]
[JsonSerializable(typeof(CategoryList))]
[JsonSerializable(typeof(EditorsCategory))]
[JsonSerializable(typeof(EditorsCategoryList))]
internal sealed partial class CategoriesJson : JsonSerializerContext
{
    public static CategoriesJson Web { get; } = new(RepresentationJson.Options());
}
