using System.Reflection;
using System.Runtime.Loader;
using Bulletin.Content;
using Bulletin.Content.Files;
using Bulletin.Content.Pictures;
using Microsoft.Extensions.Time.Testing;

namespace Bulletin.Tests.Content.Pictures;

/// <summary>Pictures take turns, end when they must, and are missed by nobody where libvips is missing.</summary>
public sealed class PictureTurnsTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();

    private readonly SamplePictures samples = new();

    private readonly PictureMaker maker;

    public PictureTurnsTests() => maker = new PictureMaker(clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        maker.Dispose();
        samples.Dispose();
    }

    [Fact]
    public async Task One_picture_is_worked_on_at_a_time()
    {
        int busy = 0;
        int most = 0;
        string path = samples.Save(SamplePictures.Noise(200, 200), FileKind.Jpeg);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(Task (number) => number % 2 == 0
            ? maker.InTurnAsync(
                _ =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref busy));
                    Thread.Yield();
                    return Interlocked.Decrement(ref busy);
                },
                Cancellation)
            : maker.ReadAsync(path, FileKind.Jpeg, Cancellation)));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Whoever_waits_for_a_turn_can_give_up()
    {
        string path = samples.Save(SamplePictures.Noise(200, 200), FileKind.Jpeg);
        var go = new TaskCompletionSource();
        Task<int> first = maker.InTurnAsync(
            _ =>
            {
                go.Task.Wait(Cancellation);
                return 1;
            },
            Cancellation);
        using var giveUp = new CancellationTokenSource();
        Task<PictureFacts> waiting = maker.ReadAsync(path, FileKind.Jpeg, giveUp.Token);
        Assert.False(waiting.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        go.SetResult();
        Assert.Equal(1, await first);
        await maker.ReadAsync(path, FileKind.Jpeg, Cancellation);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("make")]
    public async Task Work_on_a_picture_ends_when_it_is_canceled(string what)
    {
        string path = samples.Save(SamplePictures.Noise(2000, 1500), FileKind.Jpeg);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => maker.InTurnAsync(stop => Stopped(what, path, cancel.Cancel, stop), cancel.Token));
        await maker.ReadAsync(path, FileKind.Jpeg, Cancellation);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("make")]
    public async Task A_picture_that_takes_too_long_is_refused(string what)
    {
        string path = samples.Save(SamplePictures.Noise(2000, 1500), FileKind.Png);
        ContentException refusal = await Assert.ThrowsAsync<ContentException>(
            () => maker.InTurnAsync(stop => Stopped(what, path, () => clock.Advance(PictureLimits.MaximumTime), stop), Cancellation));
        Assert.Contains("30 s", refusal.Message, StringComparison.Ordinal);
        await maker.ReadAsync(path, FileKind.Png, Cancellation);
    }

    [Fact]
    public async Task Where_libvips_is_missing_pictures_say_so_and_everything_else_works()
    {
        var without = new WithoutLibvips();
        Assembly bulletin = without.LoadFromAssemblyPath(typeof(PictureMaker).Assembly.Location);
        object other = Activator.CreateInstance(bulletin.GetType(typeof(PictureMaker).FullName!)!, TimeProvider.System)!;
        object kind = bulletin.GetType(typeof(FileKind).FullName!)!.GetField(nameof(FileKind.Jpeg))!.GetValue(null)!;
        for (int time = 0; time < 2; time++)
        {
            var reading = (Task)other.GetType().GetMethod(nameof(PictureMaker.ReadAsync))!.Invoke(other, ["any.jpg", kind, Cancellation])!;
            Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => reading);
            Assert.Equal(nameof(PicturesUnavailableException), failure.GetType().Name);
            Assert.Contains("libvips", failure.Message, StringComparison.Ordinal);
            Assert.Contains("dotnet publish -r", failure.Message, StringComparison.Ordinal);
        }
    }

    private static int Stopped(string what, string path, Action end, CancellationToken stop)
    {
        FileKind kind = path.EndsWith(".png", StringComparison.Ordinal) ? FileKind.Png : FileKind.Jpeg;
        PictureHeader header = PictureHeader.Read(path, kind);
        end();
        if (what == "read")
        {
            PictureDecoding.Check(path, header, stop);
            return 0;
        }

        return PictureRendering.Make(path, header, new Rendition(FileKind.Webp, 1600), stop).Length;
    }

    /// <summary>The product and NetVips once more, for which there is no native library.</summary>
    private sealed class WithoutLibvips() : AssemblyLoadContext("without libvips")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == "NetVips" ? LoadFromAssemblyPath(typeof(NetVips.Image).Assembly.Location) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => throw new DllNotFoundException(unmanagedDllName);
    }
}
