namespace Bulletin.Conversion;

/// <summary>Opens the files that conversions read.</summary>
internal static class SourceFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="ConversionException">The file cannot be read; the message gives the reason.</exception>
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
