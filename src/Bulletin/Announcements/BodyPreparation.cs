using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>The limits for preparing bodies in one process.</summary>
internal sealed record BodyPreparationLimits
{
    /// <summary>
    /// The maximum length of a short body, which does not queue behind long ones: 16 Ki UTF-16 code units.
    /// </summary>
    public int Short { get; init; } = 16 * 1024;

    /// <summary>The number of short bodies prepared at the same time: one per core.</summary>
    public int ShortAtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The number of long bodies prepared at the same time: half the cores, at least one, so that other work gets CPU
    /// time.
    /// </summary>
    public int LongAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The longest wait in the queue: 4 s of a request's 8 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The clock that measures the waits.</summary>
    public TimeProvider Waits { get; init; } = TimeProvider.System;
}

/// <summary>
/// Prepares the bodies of requests, once each and a few at a time, before they reach the site's writer, so that
/// expensive texts delay only their senders. All members are thread-safe.
/// </summary>
internal sealed class BodyPreparation : IDisposable
{
    private readonly BodyPreparationLimits limits;
    private readonly RenderedBodies rendered;
    private readonly Lane shortOnes;
    private readonly Lane longOnes;

    /// <param name="limits">The number of bodies prepared at the same time, and the longest wait.</param>
    /// <param name="rendered">
    /// The cache that receives the HTML, so that the response and the first readers need not render it again.
    /// </param>
    public BodyPreparation(BodyPreparationLimits limits, RenderedBodies rendered)
    {
        this.limits = limits;
        this.rendered = rendered;
        shortOnes = new Lane(limits.ShortAtOnce, limits);
        longOnes = new Lane(limits.LongAtOnce, limits);
    }

    /// <summary>The number of bodies prepared, including rejected ones.</summary>
    public long Count => shortOnes.Count + longOnes.Count;

    /// <summary>Prepares a body.</summary>
    /// <param name="text">Returns the body; called when its turn comes.</param>
    /// <param name="length">The length in UTF-16 code units.</param>
    /// <param name="format">The markup language of the body.</param>
    /// <param name="cancellation">Cancels the wait, and the work between its steps.</param>
    /// <exception cref="ProblemException">The body exceeds a limit.</exception>
    /// <exception cref="MachineBusyException">Too many requests are waiting to be prepared.</exception>
    public async Task<PreparedBody> PrepareAsync(Func<LongText> text, int length, BodyFormat format, CancellationToken cancellation)
    {
        try
        {
            PreparedBody prepared = await (length <= limits.Short ? shortOnes : longOnes)
                .RunAsync(() => PreparedBody.Of(text(), format, cancellation), cancellation).ConfigureAwait(false);
            rendered.Put(prepared.Text.Value, format, prepared.Html);
            return prepared;
        }
        catch (ContentException refused)
        {
            throw Problem.Invalid("body", refused.Message);
        }
    }

    /// <summary>
    /// Prepares the body of a complete announcement: an absent body is empty, an absent format is Markdown.
    /// </summary>
    /// <exception cref="ProblemException">The body exceeds a limit.</exception>
    /// <exception cref="MachineBusyException">Too many requests are waiting to be prepared.</exception>
    public async Task<AnnouncementInput> PrepareWholeAsync(AnnouncementInput input, CancellationToken cancellation) =>
        input with
        {
            Prepared = await PrepareAsync(
                input.Body.Value ?? string.Empty, input.Format.Value ?? BodyFormat.Markdown, cancellation).ConfigureAwait(false),
        };

    /// <summary>Prepares the body that results from a patch, if the patch affects it.</summary>
    /// <param name="input">The patch.</param>
    /// <param name="read">
    /// Returns the current announcement; called only if the patch alone does not determine the body.
    /// </param>
    /// <param name="cancellation">Cancels the wait, and the work between its steps.</param>
    /// <exception cref="ProblemException">The body exceeds a limit.</exception>
    /// <exception cref="MachineBusyException">Too many requests are waiting to be prepared.</exception>
    public async Task<AnnouncementInput> PreparePatchAsync(AnnouncementInput input, Func<Announcement> read, CancellationToken cancellation)
    {
        if (input is { Body.Value: { } body, Format.Value: { } format })
        {
            return input with { Prepared = await PrepareAsync(body, format, cancellation).ConfigureAwait(false) };
        }

        if (!input.Body.IsPresent && !input.Format.IsPresent && !input.AsksForDerivedLead)
        {
            return input;
        }

        Announcement present = read();
        if (!input.NeedsBody(present))
        {
            return input;
        }

        return input with
        {
            Prepared = input.Body.Value is { } sent
                ? await PrepareAsync(sent, present.Format, cancellation).ConfigureAwait(false)
                : await PrepareAsync(
                    () => present.BodyText, present.BodyText.Length, input.Format.Or(present.Format)!.Value, cancellation)
                    .ConfigureAwait(false),
        };
    }

    public void Dispose()
    {
        shortOnes.Dispose();
        longOnes.Dispose();
    }

    private Task<PreparedBody> PrepareAsync(string body, BodyFormat format, CancellationToken cancellation) =>
        PrepareAsync(() => LongText.Of(body), body.Length, format, cancellation);

    // The queue for one kind of work, and the number of items done at the same time.
    private sealed class Lane(int atOnce, BodyPreparationLimits limits) : IDisposable
    {
        private readonly SemaphoreSlim places = new(atOnce);
        private readonly WaitEstimate estimate = new(limits.Waits, limits.LongestWait * atOnce, TimeSpan.FromMilliseconds(1));
        private int present;
        private long count;

        public long Count => Interlocked.Read(ref count);

        public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
        {
            try
            {
                if (estimate.RefusedFor(Interlocked.Increment(ref present) - 1) is { } wait)
                {
                    throw new MachineBusyException("Too many long texts wait to be checked.") { RetryAfter = wait / atOnce };
                }

                await WaitAsync(cancellation).ConfigureAwait(false);
                try
                {
                    return await Task.Run(() => Measured(work), cancellation).ConfigureAwait(false);
                }
                finally
                {
                    places.Release();
                }
            }
            finally
            {
                Interlocked.Decrement(ref present);
            }
        }

        public void Dispose() => places.Dispose();

        private async Task WaitAsync(CancellationToken cancellation)
        {
            using var longest = new CancellationTokenSource(limits.LongestWait, limits.Waits);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(longest.Token, cancellation);
            try
            {
                await places.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException late) when (longest.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                throw new MachineBusyException("The text was not checked in time.", late)
                {
                    RetryAfter = estimate.Turn * Volatile.Read(ref present) / atOnce,
                };
            }
        }

        private T Measured<T>(Func<T> work)
        {
            Interlocked.Increment(ref count);
            long began = limits.Waits.GetTimestamp();
            try
            {
                return work();
            }
            finally
            {
                estimate.Note(limits.Waits.GetElapsedTime(began));
            }
        }
    }
}
