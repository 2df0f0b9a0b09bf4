using System.Collections.Immutable;
using System.Net;
using System.Threading.RateLimiting;
using Bulletin.Problems;
using Bulletin.Settings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Access;

/// <summary>
/// How much is let through: of writes, by credential and by client address; of requests with a credential that is not valid, by client
/// address; of readers' searches, by client address. A valid credential is let through however many others from the same address failed: a
/// town hall has one address.
/// </summary>
/// <remarks>
/// Each is a bucket of tokens that fills up within a minute. One that is full again and was not used for 10 seconds is let go
/// (<see cref="PartitionedRateLimiter"/> looks for them by itself), so the memory follows what came in the last minute.
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

    /// <summary>The middleware, between authentication and authorization: only operations for editors are counted.</summary>
    /// <exception cref="ProblemException">It was too much.</exception>
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
    /// Counts a search of a reader that must be made: words are chosen freely, so no cache in front of the service keeps them away. What a
    /// trusted proxy asks for itself, such as its checks, is not counted.
    /// </summary>
    /// <exception cref="ProblemException">It was too much.</exception>
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

    private static bool IsWrite(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    /// <summary>So many within a minute for each; 0 is no limit.</summary>
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
            throw Problem.TooManyRequests(what, lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : TimeSpan.FromSeconds(1));
        }
    }

    // Who sends none has not tried to sign in.
    private void CountFailure(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            Take(failures, ClientAddress.Counted(context), FailedSignIns);
        }
    }
}
