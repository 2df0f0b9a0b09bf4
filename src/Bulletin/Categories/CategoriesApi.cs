using System.Text.Json;
using Bulletin.Access;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Categories;

/// <summary>The operations on categories.</summary>
internal static class CategoriesApi
{
    public static void MapCategories(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder readers = endpoints.MapGroup("/api/categories").ForReaders().WithTags("Categories");
        readers.MapMethods("/", PublicAnswer.Methods, ListCategories).WithName(nameof(ListCategories))
            .WithSummary("Lists the categories, by order, then by name").WithParameters().FromReadCache().Produces<CategoryList>();
        readers.MapMethods("/{slug}", PublicAnswer.Methods, GetCategory).WithName(nameof(GetCategory))
            .WithSummary("A category by its slug; a former slug redirects")
            .WithParameters().FromReadCache(HeaderNames.LastModified, HeaderNames.Link)
            .Produces<CategoryRepresentation>().Produces(StatusCodes.Status301MovedPermanently).WithProblems(ProblemKind.NotFound);

        RouteGroupBuilder read = endpoints.MapGroup("/api/editor/categories").ForEditors().WithTags("Editing");
        read.MapMethods("/", PublicAnswer.Methods, ListCategoriesForEditors).WithAccess(nameof(ListCategoriesForEditors))
            .WithSummary("Lists the categories with their revisions, straight from storage").WithParameters()
            .Produces<EditorsCategoryList>().WithAnswerHeaders(HeaderNames.CacheControl);
        read.MapMethods("/{slug}", PublicAnswer.Methods, GetCategoryForEditors).WithAccess(nameof(GetCategoryForEditors))
            .WithSummary("A category with its revision as ETag, straight from storage")
            .WithParameters().WithProblems(ProblemKind.NotFound).AnswersRevision();

        RouteGroupBuilder write = endpoints.MapGroup("/api/categories").ForEditors().WithTags("Editing");
        write.MapPost("/", CreateCategory).WithAccess(nameof(CreateCategory))
            .WithSummary("Makes a category").Reads("CategoryInput", RequestBody.Json)
            .WithProblems(ProblemKind.SlugTaken).AnswersRevision(StatusCodes.Status201Created);
        write.MapPut("/{slug}", ReplaceCategory).WithAccess(nameof(ReplaceCategory))
            .WithSummary("Replaces what a category says").Reads("CategoryInput", RequestBody.Json).WithIfMatch(isRequired: true)
            .WithProblems(ProblemKind.NotFound, ProblemKind.SlugTaken).AnswersRevision();
        write.MapDelete("/{slug}", DeleteCategory).WithAccess(nameof(DeleteCategory))
            .WithSummary("Removes a category; with moveTo its announcements go to another one")
            .WithParameters(QueryParameter.Text(
                "moveTo",
                Content.Slug.MaximumLength,
                "The slug of the category that gets the announcements and the addresses of this one."))
            .WithIfMatch(isRequired: true)
            .WithProblems(ProblemKind.NotFound, ProblemKind.CategoryInUse).Produces(StatusCodes.Status204NoContent);
    }

    private static RouteHandlerBuilder AnswersRevision(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) => endpoint
        .Produces<EditorsCategory>(status).WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.ETag, HeaderNames.ContentLocation);

    private static Task<IResult> ListCategories(HttpContext context, CategoryCache categoryCache, ReadCache cache)
    {
        var parameters = new QueryParameters(context);
        parameters.ThrowIfWrong();
        return cache.AnswerAsync(context, parameters, async stop =>
        {
            CategorySet categories = await categoryCache.ReadFreshAsync(stop).ConfigureAwait(false);
            return PublicAnswer.Json(
                new CategoryList(categories.Listed.Select(category => CategoryRepresentation.Of(category, categories)).ToList()),
                CategoriesJson.Web.CategoryList);
        });
    }

    private static Task<IResult> GetCategory(
        HttpContext context, string slug, CategoryCache categoryCache, BulletinSettings settings, ReadCache cache)
    {
        var parameters = new QueryParameters(context);
        parameters.ThrowIfWrong();
        return cache.AnswerAsync(context, parameters, async stop =>
        {
            CategorySet categories = await categoryCache.ReadFreshAsync(stop).ConfigureAwait(false);
            Category category = categories.Find(slug) ?? throw Problem.NotFound($"There is no category '{slug}'.");
            return category.Slug == slug
                ? Shown(category, categories) with
                {
                    LastModified = category.ChangedAt,
                    Links = FeedLink.HeadersOf(settings.PublicUrl + FeedLink.PathOf(category.Slug)),
                }
                : PublicAnswer.Moved($"/api/categories/{category.Slug}");
        });
    }

    private static PublicAnswer Shown(Category category, CategorySet categories) =>
        PublicAnswer.Json(CategoryRepresentation.Of(category, categories), CategoriesJson.Web.CategoryRepresentation);

    // A public ETag stands for the revision that readers see, as with announcements.
    private static async Task<IfMatch> ConditionAsync(HttpContext context, string slug, CategoryCache cache, CancellationToken cancellation)
    {
        var condition = IfMatch.Require(context);
        return condition.NamesPublicETag
            && await cache.ReadPresentAsync(cancellation).ConfigureAwait(false) is var categories
            && categories.FindCurrent(slug) is { } category
            ? condition.OrShown(Shown(category, categories), category.Revision)
            : condition;
    }

    private static async Task<EditorAnswer<EditorsCategoryList>> ListCategoriesForEditors(
        HttpContext context, CategoryCache cache, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        CategorySet categories = await cache.ReadPresentAsync(cancellation).ConfigureAwait(false);
        return new EditorAnswer<EditorsCategoryList>(
            new EditorsCategoryList(categories.Listed.Select(category => EditorsCategory.Of(category, categories)).ToList()),
            CategoriesJson.Web.EditorsCategoryList);
    }

    private static async Task<EditorAnswer<EditorsCategory>> GetCategoryForEditors(
        HttpContext context, string slug, CategoryCache cache, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        CategorySet categories = await cache.ReadPresentAsync(cancellation).ConfigureAwait(false);
        return Answer((categories.FindCurrent(slug) ?? throw Problem.NotFound($"There is no category '{slug}'."), categories));
    }

    private static async Task<EditorAnswer<EditorsCategory>> CreateCategory(
        HttpContext context, CategoryEditor editor, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json).ConfigureAwait(false);
        using (body)
        {
            (Category category, CategorySet categories) = await editor
                .CreateAsync(CategoryInput.Read(body.RootElement), context.Actor(), cancellation).ConfigureAwait(false);
            return Answer((category, categories), $"/api/categories/{category.Slug}");
        }
    }

    private static async Task<EditorAnswer<EditorsCategory>> ReplaceCategory(
        HttpContext context, string slug, CategoryEditor editor, CategoryCache cache, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        IfMatch condition = await ConditionAsync(context, slug, cache, cancellation).ConfigureAwait(false);
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json).ConfigureAwait(false);
        using (body)
        {
            var input = CategoryInput.Read(body.RootElement);
            return Answer(await editor.ReplaceAsync(slug, input, condition, context.Actor(), cancellation).ConfigureAwait(false));
        }
    }

    private static async Task<NoContent> DeleteCategory(
        HttpContext context, string slug, CategoryEditor editor, CategoryCache cache, CancellationToken cancellation)
    {
        var parameters = new QueryParameters(context);
        string? moveTo = parameters.Text("moveTo", Content.Slug.MaximumLength);
        parameters.ThrowIfWrong();
        IfMatch condition = await ConditionAsync(context, slug, cache, cancellation).ConfigureAwait(false);
        await editor.DeleteAsync(slug, moveTo, condition, context.Actor(), cancellation).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static EditorAnswer<EditorsCategory> Answer((Category Category, CategorySet Categories) result, string? created = null) =>
        new(EditorsCategory.Of(result.Category, result.Categories), CategoriesJson.Web.EditorsCategory)
        {
            Revision = result.Category.Revision,
            Address = $"/api/editor/categories/{result.Category.Slug}",
            Created = created,
        };
}
