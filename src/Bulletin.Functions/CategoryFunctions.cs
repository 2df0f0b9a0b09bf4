using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Bulletin.Functions;

/// <summary>The operations on categories, for readers and editors.</summary>
/// <param name="pipeline">The pipeline of the service.</param>
public sealed class CategoryFunctions(Pipeline pipeline)
{
    /// <summary>Lists the categories, with the number of announcements in each.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListCategories))]
    public Task<IResult> ListCategories(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/categories")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns one category.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetCategory))]
    public Task<IResult> GetCategory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/categories/{slug}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Lists the categories, directly from storage.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ListCategoriesForEditors))]
    public Task<IResult> ListCategoriesForEditors(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/editor/categories")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Returns one category, directly from storage.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetCategoryForEditors))]
    public Task<IResult> GetCategoryForEditors(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/editor/categories/{slug}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Creates a category.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(CreateCategory))]
    public Task<IResult> CreateCategory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/categories")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Replaces the content of a category.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(ReplaceCategory))]
    public Task<IResult> ReplaceCategory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/categories/{slug}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);

    /// <summary>Deletes a category; its announcements can be moved to another one.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(DeleteCategory))]
    public Task<IResult> DeleteCategory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/categories/{slug}")] HttpRequest request) =>
        pipeline.AnswerAsync(request);
}
