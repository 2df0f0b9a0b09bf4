namespace Bulletin.Media;

/// <summary>A file in the system's folder for temporary files, deleted with the object.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private TemporaryFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Creates a file with a name that nobody else knows.</summary>
    /// <param name="write">Writes the content. If it fails, the file is deleted.</param>
    public static async Task<TemporaryFile> CreateAsync(Func<Stream, Task> write)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new TemporaryFile(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"bulletin-{Guid.NewGuid():N}"));
        try
        {
            var stream = new FileStream(file.Path, options);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => File.Delete(Path);
}
