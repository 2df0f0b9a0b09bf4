using System.Collections.Concurrent;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using Bulletin.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bulletin.Http;

/// <summary>The public responses cached by this instance.</summary>
/// <remarks>
/// Each response is fresh for a few seconds, made by one caller for all that wait, and used for longer while storage is
/// unavailable. A write of this instance that affects it drops it at once, and it is never used beyond the next instant
/// at which part of it becomes public or expires. If the memory limit is exceeded, the least recently used responses
/// are dropped.
/// </remarks>
internal sealed class ReadCache
{
    // The maximum number of request targets (with other parameter orders or escapes) by which one response is found
    // without parsing the query.
    private const int MaximumTargets = 8;
    private const int MaximumTargetLength = 1000;

    // The part of the memory limit that remains in use after making room, so that not every new response has to make
    // room.
    private const double KeptWhenFull = 0.9;

    // The part of the memory limit that one response may use. A larger one is made for every request and displaces
    // nothing.
    private const double LargestPart = 1.0 / 8;

    // The part of its lifetime after which a requested response is refreshed in the background: a feed takes half a
    // second on slow storage.
    private const double RefilledAhead = 0.8;

    private readonly RefillLimits limits;
    private readonly SecurityHeaders security;
    private readonly long maximumBytes;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, Slot> byAddress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Slot> byTarget = new(StringComparer.Ordinal);
    private readonly Lock change = new();
    private long bytes;

    public ReadCache(BulletinSettings settings, TimeProvider clock)
        : this(settings, settings.CacheBytes, clock)
    {
    }

    /// <param name="settings">The settings, with the lifetimes.</param>
    /// <param name="maximumBytes">The memory limit in bytes.</param>
    /// <param name="clock">The clock.</param>
    public ReadCache(BulletinSettings settings, long maximumBytes, TimeProvider clock)
    {
        this.maximumBytes = maximumBytes;
        limits = new RefillLimits { Fresh = settings.CacheFresh, Stale = settings.CacheStale, Ahead = settings.CacheFresh * RefilledAhead };
        security = new SecurityHeaders(settings);
        this.clock = clock;
    }

    /// <summary>Time ahead for which a response must know what becomes public or expires.</summary>
    public TimeSpan LookAhead => limits.Fresh + limits.Stale;

    /// <summary>The memory used by the responses, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    private bool IsOff => limits.Fresh == TimeSpan.Zero;

    /// <summary>Sends the fresh response for exactly this request target; returns false if there is none.</summary>
    public bool TryAnswer(HttpContext context, out Task answered)
    {
        answered = Task.CompletedTask;
        if (!IsRead(context.Request.Method)
            || !byTarget.TryGetValue(TargetOf(context), out Slot? slot)
            || slot.Value.Fresh is not { } answer
            || slot.Value.IsDue)
        {
            return false;
        }

        RequestTelemetry.TellHit(context, slot.Operation, isStale: false);
        answered = WriteAsync(context, slot, answer, isStale: false);
        return true;
    }

    /// <summary>Returns true if there is a fresh response, so that nothing has to be read or made.</summary>
    /// <param name="parameters">The parameters of the request, all of them already read.</param>
    public bool IsAtHand(QueryParameters parameters) =>
        byAddress.TryGetValue(parameters.Address, out Slot? slot) && slot.Value.Fresh is not null;

    /// <summary>Returns the response of an operation for readers, from the cache or newly made.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameters">
    /// The parameters of the request, all of them already read; their canonical form is the key.
    /// </param>
    /// <param name="make">Makes the response. It must not use the request, which may end earlier.</param>
    /// <returns>A result that sends the response.</returns>
    public async Task<IResult> AnswerAsync(
        HttpContext context, QueryParameters parameters, Func<CancellationToken, Task<PublicAnswer>> make)
    {
        if (IsOff)
        {
            var answer = new FinishedAnswer(await make(context.RequestAborted).ConfigureAwait(false));
            return new Sending(this, null, answer, IsStale: false);
        }

        Slot slot = SlotOf(parameters.Address);
        slot.Operation ??= context.GetEndpoint();
        bool isAtHand = slot.Value.Fresh is not null;
        (FinishedAnswer kept, bool isStale) = await slot.Value
            .ReadAsync(stop => FillAsync(slot, make, stop), context.RequestAborted).ConfigureAwait(false);
        AddTarget(slot, TargetOf(context));
        if (isAtHand || isStale)
        {
            RequestTelemetry.TellHit(context, slot.Operation, isStale);
        }

        return new Sending(this, slot, kept, isStale);
    }

    /// <summary>Drops the responses affected by a write of this instance.</summary>
    public void Drop(SiteWrite write)
    {
        if (write.Changes.All(change => change.Kind == ChangeKind.Internal))
        {
            return;
        }

        // A change to a category affects all responses, because every announcement names its categories.
        bool isAll = write.Changes.Any(change => change.Kind == ChangeKind.Category);
        HashSet<Guid> announcements = [.. write.Changes.Select(change => change.Id)];
        foreach (Slot slot in byAddress.Values)
        {
            // A response that is still being made may be based on rows from before the write.
            if (isAll || slot.Value.Last?.Announcement is not { } announcement || announcements.Contains(announcement))
            {
                Remove(slot);
            }
        }
    }

    // The request may have ended by now: the memory must be counted all the same, and a failure must leave nothing
    // behind.
    private async Task<(FinishedAnswer Answer, DateTimeOffset? TrueUntil)> FillAsync(
        Slot slot, Func<CancellationToken, Task<PublicAnswer>> make, CancellationToken stop)
    {
        try
        {
            var answer = new FinishedAnswer(await make(stop).ConfigureAwait(false));
            slot.LastUsed = clock.GetTimestamp();
            if (answer.Bytes > maximumBytes * LargestPart)
            {
                Remove(slot);
            }
            else
            {
                Measure(slot, answer);
            }

            return (answer, answer.TrueUntil);
        }
        catch (Exception failure) when (failure is ProblemException || slot.Value.Last is null)
        {
            Remove(slot);
            throw;
        }
    }

    // UTF-16, and the overhead of a dictionary entry.
    private static long KeyBytesOf(string key) => (2 * key.Length) + 100;

    /// <summary>Returns true for GET and HEAD.</summary>
    public static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    /// <summary>Returns the request target exactly as in the request line; empty if the host does not pass it on.</summary>
    public static string TargetOf(HttpContext context) => context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;

    private Slot SlotOf(string address) => byAddress.TryGetValue(address, out Slot? slot)
        ? slot
        : byAddress.GetOrAdd(address, new Slot(address, new RefilledValue<FinishedAnswer>(limits, clock)));

    private void AddTarget(Slot slot, string target)
    {
        if (target.Length is 0 or > MaximumTargetLength || byTarget.ContainsKey(target))
        {
            return;
        }

        lock (change)
        {
            if (!slot.IsRemoved && slot.Targets.Count < MaximumTargets && byTarget.TryAdd(target, slot))
            {
                slot.Targets.Add(target);
                slot.KeyBytes += KeyBytesOf(target);
            }
        }
    }

    private Task WriteAsync(HttpContext context, Slot? slot, FinishedAnswer answer, bool isStale)
    {
        Task written = answer.WriteAsync(context, security, clock.GetUtcNow(), isStale);
        if (slot is not null)
        {
            slot.LastUsed = clock.GetTimestamp();
            // A new response, or one that gained a compressed body.
            if (answer.Bytes + slot.KeyBytes != slot.Bytes)
            {
                Measure(slot, answer);
            }
        }

        return written;
    }

    private void Measure(Slot slot, FinishedAnswer answer)
    {
        lock (change)
        {
            if (!slot.IsRemoved)
            {
                long taken = answer.Bytes + slot.KeyBytes;
                Interlocked.Add(ref bytes, taken - slot.Bytes);
                slot.Bytes = taken;
            }

            if (bytes > maximumBytes)
            {
                MakeRoom();
            }
        }
    }

    // Responses still being made are skipped: they use no counted memory yet, so dropping them would gain nothing.
    private void MakeRoom()
    {
        foreach (Slot oldest in byAddress.Values.Where(slot => slot.Bytes > 0).OrderBy(slot => slot.LastUsed).ToList())
        {
            if (bytes <= maximumBytes * KeptWhenFull)
            {
                return;
            }

            Remove(oldest);
        }
    }

    private void Remove(Slot slot)
    {
        lock (change)
        {
            slot.IsRemoved = true;
            byAddress.TryRemove(new KeyValuePair<string, Slot>(slot.Address, slot));
            foreach (string target in slot.Targets)
            {
                byTarget.TryRemove(new KeyValuePair<string, Slot>(target, slot));
            }

            Interlocked.Add(ref bytes, -slot.Bytes);
            slot.Bytes = 0;
            slot.Targets.Clear();
        }
    }

    private sealed class Slot(string address, RefilledValue<FinishedAnswer> value)
    {
        public string Address => address;

        public RefilledValue<FinishedAnswer> Value => value;

        /// <summary>The request targets that lead to this response.</summary>
        public List<string> Targets { get; } = [];

        /// <summary>The operation that creates the response; null for a request without an endpoint.</summary>
        public Endpoint? Operation { get; set; }

        /// <summary>The memory used by the address and the request targets, in bytes.</summary>
        public long KeyBytes { get; set; } = KeyBytesOf(address);

        /// <summary>The memory counted for this response, in bytes.</summary>
        public long Bytes { get; set; }

        public long LastUsed { get; set; }

        public bool IsRemoved { get; set; }
    }

    private sealed record Sending(ReadCache Cache, Slot? Slot, FinishedAnswer Answer, bool IsStale) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Cache.WriteAsync(httpContext, Slot, Answer, IsStale);
    }
}
