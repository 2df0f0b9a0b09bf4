using System.Collections.Immutable;
using System.Net;
using System.Threading.RateLimiting;
using Bulletin.Problems;
using Bulletin.Settings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Access;

/// <summary>
/// The rate limits: for writes, per credential and per client address; for requests with an invalid credential, per
/// client address; for readers' searches, per client address. Failures from an address do not affect valid credentials
/// from the same address, because a town hall has one address.
/// </summary>
/// <remarks>
/// Each limit is a token bucket that refills within a minute. <see cref="PartitionedRateLimiter"/> removes a bucket
/// that is full and has not been used for 10 seconds, so the memory used depends on the requests of the last minute
/// only.
/// </remarks>
internal sealed class RateLimits : IDisposable
{
    private const string Writes = "writes with this credential";
    private const string WritesFromAddress = "writes from this address";
    private const string FailedSignIns = "requests with a credential that is not valid from this address";
    private const string Searches = "searches from this address";

    private readonly PartitionedRateLimiter<string> byCredential;
    private readonly PartitionedRateLimiter<string> byAddress;
    private readonly PartitionedRateLimiter<string> failures;
    private readonly PartitionedRateLimiter<string> searches;
    private readonly ImmutableArray<IPNetwork> trustedProxies;

    public RateLimits(BulletinSettings settings)
    {
        byCredential = PerMinute(settings.RateLimits.Writes);
        byAddress = PerMinute(settings.RateLimits.WritesPerAddress);
        failures = PerMinute(settings.RateLimits.FailedSignIns);
        searches = PerMinute(settings.RateLimits.Searches);
        trustedProxies = settings.TrustedProxies;
    }

    /// <summary>
    /// The middleware, between authentication and authorization: counts requests to operations for editors only.
    /// </summary>
    /// <exception cref="ProblemException">A limit was exceeded.</exception>
    public Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
        {
            if (context.User.Identity?.IsAuthenticated != true)
            {
                CountFailure(context);
            }
            else if (IsWrite(context.Request.Method))
            {
                Take(byCredential, context.Actor().Id, Writes);
                Take(byAddress, ClientAddress.Counted(context), WritesFromAddress);
            }
        }

        return next(context);
    }

    /// <summary>
    /// Counts a reader's search that is not answered from the cache. Search words are arbitrary, so a cache in front of
    /// the service does not stop such requests. Requests of a trusted proxy itself, such as health checks, are not
    /// counted.
    /// </summary>
    /// <exception cref="ProblemException">The limit was exceeded.</exception>
    public void CountSearch(HttpContext context)
    {
        if (!ClientAddress.IsWithin(context, trustedProxies))
        {
            Take(searches, ClientAddress.Counted(context), Searches);
        }
    }

    public void Dispose()
    {
        byCredential.Dispose();
        byAddress.Dispose();
        failures.Dispose();
        searches.Dispose();
    }

    private static bool IsWrite(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    /// <summary>Creates a limiter with a number of requests per minute for each key; 0: no limit.</summary>
    public static PartitionedRateLimiter<string> PerMinute(int limit) => PartitionedRateLimiter.Create<string, string>(who => limit == 0
        ? RateLimitPartition.GetNoLimiter(string.Empty)
        : RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / limit,
            QueueLimit = 0,
        }));

    private static void Take(PartitionedRateLimiter<string> limiter, string who, string what)
    {
        using RateLimitLease lease = limiter.AttemptAcquire(who);
        if (!lease.IsAcquired)
        {
            throw Problem.TooManyRequests(
                what, lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1));
        }
    }

    // A request without a credential is not a failed sign-in.
    private void CountFailure(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            Take(failures, ClientAddress.Counted(context), FailedSignIns);
        }
    }
}
