namespace Bulletin.LocalRun.Emulator;

/// <summary>
/// A lock on a folder for one process at a time: an open file that no other process can open. The operating system
/// releases it when the process ends for any reason; the empty file remains.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock; null if another process holds it. Creates the folder if it does not exist.</summary>
    /// <exception cref="LocalStorageException">The folder cannot be written.</exception>
    public static FolderLock? TryTake(string folder, string fileName)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, fileName);
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalStorageException($"The folder {folder} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Waits for the lock and takes it.</summary>
    /// <exception cref="LocalStorageException">The folder cannot be written, or the wait exceeded the limit.</exception>
    public static async Task<FolderLock> TakeAsync(string folder, string fileName, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < limit; waited += Pause)
        {
            if (TryTake(folder, fileName) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        throw new LocalStorageException(
            $"Another process has been holding {Path.Combine(folder, fileName)} for {limit.TotalMinutes:0} minutes. End it and try again.");
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => file.Dispose();

    // ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on Linux and macOS: .NET has one exception type for all I/O errors.
    private static bool IsHeldByAnother(IOException e) =>
        (e.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsLinux() ? 11 : 35);
}
