namespace Bulletin.LocalRun.Emulator;

/// <summary>
/// A folder that one process at a time may work on: an open file that nobody else can open. The operating system lets go
/// of it when the process ends, however it ends; the empty file stays.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock, or gives <see langword="null"/> when another holds it. Makes the folder when missing.</summary>
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

    /// <summary>Waits until it has the lock.</summary>
    /// <exception cref="LocalStorageException">The folder cannot be written, or the lock was not free within the limit.</exception>
    public static async Task<FolderLock> TakeAsync(string folder, string fileName, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < limit; waited += Pause)
        {
            if (TryTake(folder, fileName) is { } taken)
                return taken;

            await Task.Delay(Pause, cancellationToken);
        }

        throw new LocalStorageException(
            $"Another process has been holding {Path.Combine(folder, fileName)} for {limit.TotalMinutes:0} minutes. End it and try again.");
    }

    /// <summary>Lets the next one in.</summary>
    public void Dispose() => file.Dispose();

    // ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS: .NET has one exception type for all I/O errors.
    private static bool IsHeldByAnother(IOException e) =>
        (e.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsLinux() ? 11 : 35);
}
