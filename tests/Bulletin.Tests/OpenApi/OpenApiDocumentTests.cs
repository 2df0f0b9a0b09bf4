using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Categories;
using Bulletin.Editing.Batches;
using Bulletin.Editing.Drafts;
using Bulletin.Library;
using Bulletin.Previews;
using Bulletin.Problems;
using Bulletin.Tests.Functions;
using Bulletin.Transfer;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Bulletin.Tests.OpenApi;

/// <summary>The committed document against the endpoints, and against what they read.</summary>
public sealed class OpenApiDocumentTests
{
    /// <summary>Names a file to write the document to: <c>BULLETIN_WRITE_OPENAPI=docs/openapi.json</c> from the root of the repository.</summary>
    private const string WriteTo = "BULLETIN_WRITE_OPENAPI";

    private static readonly JsonNode Committed = JsonNode.Parse(EmbeddedFile.Text("openapi.json"))!;

    public static TheoryData<string> Inputs => [.. InputSchemas.All.Keys.Where(name => name != "MediumForm")];

    [Fact]
    public async Task The_committed_document_is_the_one_that_the_endpoints_make()
    {
        string generated = await OpenApiGenerator.GenerateAsync(TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable(WriteTo) is { Length: > 0 } path)
        {
            await File.WriteAllTextAsync(path, generated, TestContext.Current.CancellationToken);
            return;
        }

        Assert.True(
            generated == EmbeddedFile.Text("openapi.json"),
            $"docs/openapi.json is not what the endpoints say. Look at the difference and write it anew: {WriteTo}=$PWD/docs/openapi.json dotnet test --project tests/Bulletin.Tests -- --filter-method '*The_committed_document*'");
    }

    [Fact]
    public void Every_operation_is_in_the_document()
    {
        string[] hidden = ["GetDocs", "GetDocsScript", "GetOpenApi"];
        // Pages are for people.
        IEnumerable<string> endpoints = BulletinInMemory.Build().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.ITagsMetadata>()?.Tags.Contains("Pages") != true)
            .Select(endpoint => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName);
        IEnumerable<string> documented = Committed["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => (string)operation.Value!["operationId"]!);

        Assert.Equal(endpoints.Except(hidden).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_of_an_announcement_has_exactly_the_members_that_are_read() => Assert.Equal(
        MembersOf<AnnouncementInput>().Concat(AnnouncementInput.ReadOnlyMembers).Order(StringComparer.Ordinal),
        InputSchemas.All["AnnouncementInput"].Schema.Properties!.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_schema_of_a_draft_has_exactly_the_members_that_are_read() => Assert.Equal(
        MembersOf<AnnouncementInput>().Concat(AnnouncementInput.ReadOnlyMembers).Concat(DraftInput.ReadOnlyMembers).Append("baseRevision").Order(StringComparer.Ordinal),
        InputSchemas.All["DraftInput"].Schema.Properties!.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_schema_of_a_category_has_exactly_the_members_that_are_read() => Assert.Equal(
        MembersOf<CategoryInput>().Concat(CategoryInput.ReadOnlyMembers).Order(StringComparer.Ordinal),
        InputSchemas.All["CategoryInput"].Schema.Properties!.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_schema_of_a_key_has_exactly_the_members_that_are_read() => Assert.Equal(
        MembersOf<ApiKeyInput>().Concat(ApiKeyInput.ReadOnlyMembers).Order(StringComparer.Ordinal),
        InputSchemas.All["KeyInput"].Schema.Properties!.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_schema_of_a_line_has_exactly_the_members_that_are_read() => Assert.Equal(
        AnnouncementLine.Names.Concat(["type", "id", "categories"]).Order(StringComparer.Ordinal),
        InputSchemas.All["ImportLine"].Schema.Properties!.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Inputs))]
    public void The_example_of_a_body_is_read(string name) => Read(name, InputSchemas.All[name].Example);

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_member_outside_the_schema_is_refused(string name) => Assert.Equal(["zzz"], WrongMembers(name, "zzz", true));

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_member_is_as_long_as_its_schema_says_and_no_longer(string name)
    {
        foreach ((string member, OpenApiSchema schema) in Texts(name).Where(text => text.Schema.MaxLength is not null && text.Schema.Pattern is null))
        {
            Assert.Empty(WrongMembers(name, member, new string('x', schema.MaxLength!.Value)));
            Assert.Empty(WrongMembers(name, member, new string('x', schema.MinLength ?? 0)));
            Assert.Equal([member], WrongMembers(name, member, new string('x', schema.MaxLength!.Value + 1)));
            if (schema.MinLength is { } minimum)
            {
                Assert.Equal([member], WrongMembers(name, member, new string('x', minimum - 1)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_member_may_be_null_exactly_when_its_schema_says_so(string name)
    {
        foreach ((string member, IOpenApiSchema schema) in InputSchemas.All[name].Schema.Properties!.Where(member => member.Value is { ReadOnly: false, Type: not null }))
        {
            Assert.Equal(schema.Type!.Value.HasFlag(JsonSchemaType.Null) ? [] : [member], WrongMembers(name, member, null));
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_member_of_some_words_may_be_any_of_them_and_no_other(string name)
    {
        foreach ((string member, OpenApiSchema schema) in Texts(name).Where(text => text.Schema.Enum is { Count: > 0 }))
        {
            Assert.All(schema.Enum!, word => Assert.Empty(WrongMembers(name, member, word.DeepClone())));
            Assert.Equal([member], WrongMembers(name, member, "zzz"));
        }
    }

    private static IEnumerable<(string Member, OpenApiSchema Schema)> Texts(string name) => InputSchemas.All[name].Schema.Properties!
        .Where(member => member.Value.Type?.HasFlag(JsonSchemaType.String) == true)
        .Select(member => (member.Key, (OpenApiSchema)member.Value));

    // Returns the errors of the example with one member replaced.
    private static IReadOnlyList<string> WrongMembers(string name, string member, JsonNode? value)
    {
        JsonNode body = InputSchemas.All[name].Example.DeepClone();
        body[member] = value;
        try
        {
            Read(name, body);
            return [];
        }
        catch (ProblemException refused)
        {
            return [.. refused.Problem.Errors.Keys];
        }
    }

    private static void Read(string name, JsonNode body)
    {
        using var document = JsonDocument.Parse(body.ToJsonString());
        object _ = name switch
        {
            "AnnouncementInput" => AnnouncementInput.Read(document.RootElement, isPatch: false),
            "AnnouncementPatch" => AnnouncementInput.Read(document.RootElement, isPatch: true),
            "DraftInput" => DraftInput.Read(document.RootElement),
            "PreviewInput" => (object?)PreviewInput.Read(document.RootElement) ?? "for the usual time",
            "Publication" => AnnouncementInput.ReadPublication(document.RootElement),
            "Reversion" => AnnouncementInput.ReadReversion(document.RootElement),
            "AnnouncementBatch" => BatchInput.Read(document.RootElement),
            "CategoryInput" => CategoryInput.Read(document.RootElement),
            "KeyInput" => ApiKeyInput.Read(document.RootElement, isPatch: false),
            "KeyPatch" => ApiKeyInput.Read(document.RootElement, isPatch: true),
            "MediumPatch" => MediumInput.Read(document.RootElement),
            "UploadConfirmation" => UploadConfirmation.Read(document.RootElement),
            "ImportLine" => AnnouncementLine.Read(document.RootElement, isFormer: false),
            _ => throw new InvalidOperationException($"How is a body of {name} read?"),
        };
    }

    private static IEnumerable<string> MembersOf<T>() => typeof(T).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
}
