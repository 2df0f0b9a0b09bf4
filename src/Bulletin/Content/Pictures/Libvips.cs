using System.Runtime.InteropServices;
using NetVips;

namespace Bulletin.Content.Pictures;

/// <summary>
/// The native library, loaded and set up at its first use. NetVips loads it when its assembly is first touched; in native code that
/// would be the start of the process, so the host's build takes its module initializer out (netvips-loads-later.xml).
/// </summary>
internal static class Libvips
{
    // mallopt(3): the largest number of arenas.
    private const int ArenaMaximum = -8;

    private static readonly Lazy<Exception?> Failure = new(Load);

    /// <summary>Loads the library unless it is loaded already.</summary>
    /// <exception cref="PicturesUnavailableException">There is none for this machine.</exception>
    public static void EnsureLoaded()
    {
        if (Failure.Value is { } failure)
        {
            throw new PicturesUnavailableException(failure);
        }
    }

    /// <summary>Gives the memory back that the last picture took. The C library of most Linux systems would keep it for the next one.</summary>
    public static void ReleaseMemory()
    {
        if (OperatingSystem.IsLinux())
        {
            OfGlibc(static () => TrimHeap(0));
        }
    }

    private static Exception? Load()
    {
        // libvips starts a few threads for each picture; each would get a heap of its own, and leave it behind.
        if (OperatingSystem.IsLinux())
        {
            OfGlibc(static () => SetHeapOption(ArenaMaximum, 2));
        }

        if (!ModuleInitializer.VipsInitialized)
        {
            ModuleInitializer.Initialize();
        }

        if (!ModuleInitializer.VipsInitialized)
        {
            return ModuleInitializer.Exception ?? new DllNotFoundException("libvips");
        }

        SetUp();
        return null;
    }

    // Nothing of one picture helps with the next; one thread of work, since one core is what a small instance has.
    private static void SetUp()
    {
        Cache.Max = 0;
        Cache.MaxMem = 0;
        Cache.MaxFiles = 0;
        // Every damaged picture would write a few lines to the standard error output; the exception says it once.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
        NetVips.NetVips.Concurrency = 1;
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        foreach (PictureLoader loader in PictureLoader.All)
        {
            Operation.Block(loader.OperationClass, false);
        }
    }

    // Other C libraries, such as musl, have neither function and need neither.
    private static void OfGlibc(Action call)
    {
        try
        {
            call();
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern void TrimHeap(nint keep);

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern void SetHeapOption(int option, int value);
}
