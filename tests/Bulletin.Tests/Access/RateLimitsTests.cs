using System.Net;
using System.Security.Claims;
using Bulletin.Access;
using Bulletin.Problems;
using Bulletin.Site;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Tests.Access;

public sealed class RateLimitsTests
{
    private const string Address = "203.0.113.7";

    [Fact]
    public async Task Writes_are_counted_by_credential_and_then_by_address()
    {
        using RateLimits limits = Limits(writes: 2, writesPerAddress: 5);
        Assert.Null(await CountAsync(limits, "one"));
        Assert.Null(await CountAsync(limits, "one"));
        Problem problem = Assert.IsType<Problem>(await CountAsync(limits, "one"));
        Assert.Equal("too-many-requests", problem.Kind.Name);
        Assert.InRange(problem.RetryAfter!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
        // Another credential, and the same one's reading, are not concerned.
        Assert.Null(await CountAsync(limits, "two"));
        Assert.Null(await CountAsync(limits, "one", method: "GET"));
        Assert.Null(await CountAsync(limits, "two"));
        Assert.Null(await CountAsync(limits, "three"));
        Assert.NotNull(await CountAsync(limits, "four"));
        Assert.Null(await CountAsync(limits, "four", "198.51.100.1"));
    }

    [Fact]
    public async Task Failed_sign_ins_are_counted_by_address_and_never_keep_out_who_has_a_valid_credential()
    {
        using RateLimits limits = Limits(failedSignIns: 2);
        Assert.Null(await FailAsync(limits, Address));
        Assert.Null(await FailAsync(limits, Address));
        Assert.NotNull(await FailAsync(limits, Address));
        Assert.NotNull(await FailAsync(limits, $"::ffff:{Address}"));
        Assert.Null(await FailAsync(limits, "203.0.113.8"));
        Assert.Null(await CountAsync(limits, "one"));
        // Requests without a credential still get 401.
        Assert.Null(await CountAsync(limits, credential: null));
    }

    [Fact]
    public async Task A_whole_IPv6_network_is_one_client()
    {
        using RateLimits limits = Limits(failedSignIns: 1);
        Assert.Null(await FailAsync(limits, "2001:db8:1:2::1"));
        Assert.NotNull(await FailAsync(limits, "2001:db8:1:2:ffff::1"));
        Assert.Null(await FailAsync(limits, "2001:db8:1:3::1"));
    }

    [Fact]
    public async Task What_is_for_readers_is_not_counted()
    {
        using RateLimits limits = Limits(writes: 1, failedSignIns: 1);
        for (int number = 0; number < 3; number++)
        {
            Assert.Null(await CountAsync(limits, credential: null, sends: "Bearer wrong", endpoint: EndpointOf(new AllowAnonymousAttribute())));
            Assert.Null(await CountAsync(limits, credential: null, sends: "Bearer wrong", endpoint: null, isMatched: false));
        }
    }

    [Fact]
    public async Task Zero_is_no_limit()
    {
        using RateLimits limits = Limits();
        for (int number = 0; number < 500; number++)
        {
            Assert.Null(await CountAsync(limits, "one"));
            Assert.Null(await FailAsync(limits, Address));
        }
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48")]
    [InlineData("fe80::1%3", "fe80::/64", "fe80::/48")]
    public void Of_an_address_a_part_is_counted_and_less_is_kept(string address, string counted, string shown)
    {
        HttpContext context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        Assert.Equal((counted, shown), (ClientAddress.Counted(context), ClientAddress.Shown(context)));
    }

    private static RateLimits Limits(int writes = 0, int writesPerAddress = 0, int failedSignIns = 0) => new(BulletinSettingsTests.Read(
        ("Bulletin:RateLimits:Writes", $"{writes}"),
        ("Bulletin:RateLimits:WritesPerAddress", $"{writesPerAddress}"),
        ("Bulletin:RateLimits:FailedSignIns", $"{failedSignIns}")));

    private static Task<Problem?> FailAsync(RateLimits limits, string address) => CountAsync(limits, credential: null, address, sends: "Bearer bk_wrong", method: "GET");

    private static Endpoint EndpointOf(params object[] metadata) => new(null, new EndpointMetadataCollection(metadata), null);

    private static async Task<Problem?> CountAsync(
        RateLimits limits, string? credential, string address = Address, string? sends = null, string method = "POST", Endpoint? endpoint = null, bool isMatched = true)
    {
        var context = new DefaultHttpContext { Request = { Method = method }, Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        context.SetEndpoint(isMatched ? endpoint ?? EndpointOf(new AuthorizeAttribute()) : null);
        context.Request.Headers.Authorization = sends;
        if (credential is not null)
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, credential), new Claim(ClaimTypes.Name, "Redakcja"), new Claim(ClaimTypes.Role, nameof(Role.Editor))], "test"));
        }

        bool isLetThrough = false;
        try
        {
            await limits.CountAsync(context, _ =>
            {
                isLetThrough = true;
                return Task.CompletedTask;
            });
            Assert.True(isLetThrough);
            return null;
        }
        catch (ProblemException refused)
        {
            Assert.False(isLetThrough);
            return refused.Problem;
        }
    }
}
