using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>A request in the making.</summary>
public sealed class Request(HttpClient http, string? token, HttpMethod method, string address)
{
    private readonly List<(string Name, string Value)> headers = [];
    private byte[]? body;
    private string? type;
    private bool isAsWritten;

    public Request With(string header, string value)
    {
        headers.Add((header, value));
        return this;
    }

    public Request IfMatch(string etags) => With("If-Match", etags);

    /// <summary>Sends the address unchanged, including invalid escapes.</summary>
    public Request AsWritten()
    {
        isAsWritten = true;
        return this;
    }

    /// <summary>A body of JSON: a string as it stands, anything else serialised.</summary>
    public Request Json(object value) => Content(
        Encoding.UTF8.GetBytes(value as string ?? JsonSerializer.Serialize(value, JsonSerializerOptions.Web)),
        method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");

    public Request Content(byte[] bytes, string? mediaType)
    {
        body = bytes;
        type = mediaType;
        return this;
    }

    public async Task<Answer> SendAsync()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using var message = new HttpRequestMessage(method, isAsWritten ? ToTheLetter() : new Uri(address, UriKind.RelativeOrAbsolute));
        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach ((string name, string value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using HttpResponseMessage response = await http.SendAsync(message, stop);
        Answer answer = await Answer.ReadAsync(response, stop);
        DocumentedAnswer.Check(method, message.RequestUri!.AbsolutePath, answer);
        return answer;
    }

    private Uri ToTheLetter() => new(
        http.BaseAddress!.GetLeftPart(UriPartial.Authority) + address,
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
