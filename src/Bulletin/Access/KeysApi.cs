using System.Text.Json;
using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Bulletin.Access;

/// <summary>The operations on API keys.</summary>
internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder keys = endpoints.MapGroup("/api/keys").ForEditors().WithTags("Keys");
        keys.MapMethods("/", PublicAnswer.Methods, ListKeys).WithAccess(nameof(ListKeys))
            .WithSummary("Lists the API keys, the oldest first, without their tokens").WithParameters()
            .Produces<KeyList>().WithAnswerHeaders(HeaderNames.CacheControl);
        keys.MapPost("/", CreateKey).WithAccess(nameof(CreateKey))
            .WithSummary("Makes an API key, and shows its token this once")
            .WithDescription("A request whose answer got lost cannot be repeated to learn the token: revoke the key and make another.")
            .Reads("KeyInput", RequestBody.Json)
            .Produces<CreatedKey>(StatusCodes.Status201Created).WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.ETag);
        keys.MapPatch("/{keyId:guid}", PatchKey).WithAccess(nameof(PatchKey))
            .WithSummary("Changes name, role or expiry of an API key (RFC 7396)")
            .WithDescription("The key that makes the request cannot be given a lesser role.")
            .Reads("KeyPatch", RequestBody.MergePatch).WithIfMatch(isRequired: false)
            .WithProblems(ProblemKind.NotFound, ProblemKind.WrongState)
            .Produces<KeyRepresentation>().WithAnswerHeaders(HeaderNames.CacheControl, HeaderNames.ETag);
        keys.MapDelete("/{keyId:guid}", DeleteKey).WithAccess(nameof(DeleteKey))
            .WithSummary("Revokes an API key: it is refused everywhere within 30 s")
            .WithDescription("The key that makes the request cannot be revoked.")
            .WithIfMatch(isRequired: false)
            .WithProblems(ProblemKind.NotFound, ProblemKind.WrongState).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<EditorAnswer<KeyList>> ListKeys(HttpContext context, ApiKeyEditor editor, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        (ApiKeySet keys, IReadOnlyDictionary<Guid, DateTimeOffset> lastUsed) = await editor.ListAsync(cancellation).ConfigureAwait(false);
        return new EditorAnswer<KeyList>(
            new KeyList(keys.All.Select(key => KeyRepresentation.Of(key, lastUsed)).ToList()), KeysJson.Web.KeyList);
    }

    private static async Task<EditorAnswer<CreatedKey>> CreateKey(HttpContext context, ApiKeyEditor editor, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.Json).ConfigureAwait(false);
        using (body)
        {
            (ApiKey key, string token) = await editor
                .CreateAsync(ApiKeyInput.Read(body.RootElement, isPatch: false), context.Actor(), cancellation).ConfigureAwait(false);
            return new EditorAnswer<CreatedKey>(CreatedKey.Of(key, token), KeysJson.Web.CreatedKey)
            {
                Revision = key.Revision,
                Created = $"/api/keys/{key.Id:D}",
            };
        }
    }

    private static async Task<EditorAnswer<KeyRepresentation>> PatchKey(
        HttpContext context, Guid keyId, ApiKeyEditor editor, ApiKeyUses uses, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        var condition = IfMatch.Read(context);
        (JsonDocument body, _) = await RequestBody.ReadAsync(context, RequestBody.MergePatch).ConfigureAwait(false);
        using (body)
        {
            var input = ApiKeyInput.Read(body.RootElement, isPatch: true);
            // Read before the change: if storage failed between the two, a successful change would be reported as a
            // failure.
            IReadOnlyDictionary<Guid, DateTimeOffset> lastUsed = await uses.ReadAsync(cancellation).ConfigureAwait(false);
            ApiKey key = await editor.PatchAsync(keyId, input, condition, context.Actor(), cancellation).ConfigureAwait(false);
            return new EditorAnswer<KeyRepresentation>(KeyRepresentation.Of(key, lastUsed), KeysJson.Web.KeyRepresentation)
            {
                Revision = key.Revision,
            };
        }
    }

    private static async Task<NoContent> DeleteKey(HttpContext context, Guid keyId, ApiKeyEditor editor, CancellationToken cancellation)
    {
        new QueryParameters(context).ThrowIfWrong();
        await editor.DeleteAsync(keyId, IfMatch.Read(context), context.Actor(), cancellation).ConfigureAwait(false);
        return TypedResults.NoContent();
    }
}
