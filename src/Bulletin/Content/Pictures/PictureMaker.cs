using Bulletin.Content.Files;
using NetVips;

namespace Bulletin.Content.Pictures;

/// <summary>
/// Reads pictures and makes their renditions, one at a time: a picture may take a whole core and a few dozen megabytes, up to
/// <see cref="PictureLimits.MaximumDecodingMemory"/>. libvips is loaded at the first call. One instance for the process.
/// </summary>
/// <param name="time">The clock for <see cref="PictureLimits.MaximumTime"/>.</param>
internal sealed class PictureMaker(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>
    /// Reads a picture: checks its header against <see cref="PictureLimits"/>, then decodes it once, since only that shows if it is whole.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">The kind that its first bytes show.</param>
    /// <param name="cancellation">Ends the wait for other pictures, and the decoding.</param>
    /// <exception cref="ContentException">The picture is damaged, cut off, not of the kind, or exceeds a limit.</exception>
    /// <exception cref="PicturesUnavailableException">libvips is missing on this machine.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was canceled.</exception>
    public Task<PictureFacts> ReadAsync(string path, FileKind kind, CancellationToken cancellation) =>
        InTurnAsync(
            stop =>
            {
                PictureHeader header = PictureHeader.Read(path, kind);
                PictureDecoding.Check(path, header, stop);
                return header.Facts;
            },
            cancellation);

    /// <summary>Makes a rendition of a picture that <see cref="ReadAsync"/> accepted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="rendition">
    /// The rendition. It moves, if the picture does, in WebP up to <see cref="PictureLimits.MaximumMovingPixels"/>, and in GIF if it is
    /// a GIF that keeps its size, but not with a crop. Otherwise it shows the first frame.
    /// </param>
    /// <param name="cancellation">Ends the wait for other pictures, and the work.</param>
    /// <returns>The bytes of a file of the rendition's kind, whose size is <see cref="Rendition.SizeOf"/>.</returns>
    /// <exception cref="ContentException">The picture cannot be decoded.</exception>
    /// <exception cref="PicturesUnavailableException">libvips is missing on this machine.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was canceled.</exception>
    public Task<byte[]> MakeAsync(string path, FileKind kind, Rendition rendition, CancellationToken cancellation) =>
        InTurnAsync(stop => PictureRendering.Make(path, PictureHeader.Read(path, kind), rendition, stop), cancellation);

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    /// <summary>Does some work when no other picture is being worked on, and for as long as a picture may take.</summary>
    /// <param name="work">The work; its token says when it must end.</param>
    /// <param name="cancellation">Ends the wait, and the work.</param>
    internal async Task<T> InTurnAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            // A thread of its own: on one core the pool has a single thread, which answers everybody else meanwhile.
            return await Task.Factory.StartNew(
                () => Work(work, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            turn.Release();
        }
    }

    private T Work<T>(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        Libvips.EnsureLoaded();
        using var timeUp = new CancellationTokenSource(PictureLimits.MaximumTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeUp.Token);
        try
        {
            return work(stop.Token);
        }
        catch (VipsException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ContentException(
                timeUp.IsCancellationRequested
                    ? $"the picture takes longer than {PictureLimits.MaximumTime.TotalSeconds:0} s to decode"
                    : "the picture is damaged or cut off: it cannot be decoded to its end",
                failure);
        }
        finally
        {
            Libvips.ReleaseMemory();
        }
    }
}
