using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Storage;

namespace Bulletin.Announcements;

/// <summary>The limits of preparing bodies in one process.</summary>
internal sealed record BodyPreparationLimits
{
    /// <summary>The length up to which a body costs so little that it does not wait behind long ones: 16 Ki UTF-16 code units.</summary>
    public int Short { get; init; } = 16 * 1024;

    /// <summary>The number of short bodies that are prepared at once: one per core.</summary>
    public int ShortAtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>The number of long bodies that are prepared at once: half the cores, at least one, so that others get some computing done.</summary>
    public int LongAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The longest wait for one's turn: 4 s of the 8 that a request has.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The clock by which is waited.</summary>
    public TimeProvider Waits { get; init; } = TimeProvider.System;
}

/// <summary>
/// Prepares the bodies that are sent: once each, before the writer's gate, and only a few at a time, so that texts that cost much to read
/// slow nobody but those who sent them. All members are thread-safe.
/// </summary>
internal sealed class BodyPreparation : IDisposable
{
    private readonly BodyPreparationLimits limits;
    private readonly RenderedBodies rendered;
    private readonly Lane shortOnes;
    private readonly Lane longOnes;

    /// <param name="limits">How many bodies are prepared at once, and how long is waited.</param>
    /// <param name="rendered">Gets the HTML, so that the answer to the request, and the first readers, need not render it again.</param>
    public BodyPreparation(BodyPreparationLimits limits, RenderedBodies rendered)
    {
        this.limits = limits;
        this.rendered = rendered;
        shortOnes = new Lane(limits.ShortAtOnce, limits);
        longOnes = new Lane(limits.LongAtOnce, limits);
    }

    /// <summary>The number of bodies that were prepared, refused ones included.</summary>
    public long Count => shortOnes.Count + longOnes.Count;

    /// <summary>Prepares a body.</summary>
    /// <param name="text">Makes or gives the body; it is called when it is its turn.</param>
    /// <param name="length">Its length in UTF-16 code units.</param>
    /// <param name="format">The language that it is written in.</param>
    /// <param name="cancellation">Stops the waiting, and the work between its steps.</param>
    /// <exception cref="ProblemException">The body exceeds a bound.</exception>
    /// <exception cref="MachineBusyException">Too many others wait for the same.</exception>
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

    /// <summary>Prepares the body of a whole announcement: what is absent has its default, no text in Markdown.</summary>
    /// <exception cref="ProblemException">The body exceeds a bound.</exception>
    /// <exception cref="MachineBusyException">Too many others wait for the same.</exception>
    public async Task<AnnouncementInput> PrepareWholeAsync(AnnouncementInput input, CancellationToken cancellation) =>
        input with { Prepared = await PrepareAsync(input.Body.Value ?? string.Empty, input.Format.Value ?? BodyFormat.Markdown, cancellation).ConfigureAwait(false) };

    /// <summary>Prepares what a patch makes of the body, when it makes something of it.</summary>
    /// <param name="input">The patch.</param>
    /// <param name="read">Gives the announcement as it is; called only when the patch does not say everything itself.</param>
    /// <param name="cancellation">Stops the waiting, and the work between its steps.</param>
    /// <exception cref="ProblemException">The body exceeds a bound.</exception>
    /// <exception cref="MachineBusyException">Too many others wait for the same.</exception>
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
        if (!input.Body.IsPresent && input.Format.Or(present.Format) == present.Format && (present.IsLeadDerived || !input.AsksForDerivedLead))
        {
            return input;
        }

        return input with
        {
            Prepared = input.Body.Value is { } sent
                ? await PrepareAsync(sent, present.Format, cancellation).ConfigureAwait(false)
                : await PrepareAsync(() => present.BodyText, present.BodyText.Length, input.Format.Or(present.Format)!.Value, cancellation).ConfigureAwait(false),
        };
    }

    public void Dispose()
    {
        shortOnes.Dispose();
        longOnes.Dispose();
    }

    private Task<PreparedBody> PrepareAsync(string body, BodyFormat format, CancellationToken cancellation) =>
        PrepareAsync(() => LongText.Of(body), body.Length, format, cancellation);

    // Those who wait for one kind of work, and how many of it run at once.
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
                throw new MachineBusyException("The text was not checked in time.", late) { RetryAfter = estimate.Turn * Volatile.Read(ref present) / atOnce };
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
