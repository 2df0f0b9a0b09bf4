using System.Diagnostics;
using System.Net;
using Bulletin.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Tests.Access;

/// <summary>The admin key of a developer's machine, which everybody knows.</summary>
public sealed class LocalKeyTests
{
    // The host in front of a custom handler listens on every address, and does not say who asked it.
    [Fact]
    public async Task It_is_not_accepted_from_a_Functions_host() =>
        Assert.Equal(StatusCodes.Status401Unauthorized, await AnswerAsync("127.0.0.1", "X-Azure-Functions-InvocationId", Guid.NewGuid().ToString()));

    [Theory]
    [InlineData("127.0.0.1", null, StatusCodes.Status400BadRequest)]
    [InlineData("127.0.0.53", null, StatusCodes.Status400BadRequest)]
    [InlineData("::1", null, StatusCodes.Status400BadRequest)]
    [InlineData("::ffff:127.0.0.1", null, StatusCodes.Status400BadRequest)]
    [InlineData("192.0.2.7", null, StatusCodes.Status401Unauthorized)]
    [InlineData("10.0.0.7", null, StatusCodes.Status401Unauthorized)]
    [InlineData("::ffff:10.0.0.7", null, StatusCodes.Status401Unauthorized)]
    [InlineData("2001:db8::7", null, StatusCodes.Status401Unauthorized)]
    [InlineData(null, null, StatusCodes.Status401Unauthorized)]
    // A proxy or a tunnel on this machine.
    [InlineData("127.0.0.1", "192.0.2.7", StatusCodes.Status401Unauthorized)]
    [InlineData("127.0.0.1", "127.0.0.1", StatusCodes.Status401Unauthorized)]
    public async Task It_is_accepted_from_this_machine_only(string? address, string? forwardedFor, int expected) =>
        Assert.Equal(expected, await AnswerAsync(address, "X-Forwarded-For", forwardedFor));

    private static async Task<int> AnswerAsync(string? address, string header, string? value)
    {
        await using ServiceProvider services = Services();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = "/api/announcements";
        context.Request.ContentType = "application/json";
        context.Request.Headers.Authorization = $"Bearer {BulletinSettings.LocalAdminToken}";
        if (value is not null)
        {
            context.Request.Headers[header] = value;
        }

        // Accepted callers get an error because this is not JSON.
        context.Request.Body = new MemoryStream("["u8.ToArray());
        await services.GetRequiredService<BulletinApp>().Pipeline(context);
        return context.Response.StatusCode;
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(new DiagnosticListener("Bulletin.Tests"));
        services.AddBulletin(BulletinSettingsTests.ReadInDevelopment());
        return services.BuildServiceProvider();
    }
}
