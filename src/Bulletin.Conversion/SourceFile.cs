namespace Bulletin.Conversion;

/// <summary>The file that a conversion reads.</summary>
internal static class SourceFile
{
    /// <summary>Opens it for reading.</summary>
    /// <exception cref="ConversionException">It cannot be read; the message says why.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConversionException($"The file '{path}' cannot be read: {failure.Message}", failure);
        }
    }
}
