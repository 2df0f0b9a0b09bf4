namespace Bulletin.Http;

/// <summary>Reads the files that are part of the program.</summary>
internal static class EmbeddedFile
{
    /// <summary>Returns the content of a file.</summary>
    /// <param name="name">The logical name in the project file.</param>
    /// <exception cref="InvalidOperationException">The program has no such file.</exception>
    public static byte[] Read(string name)
    {
        using Stream stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
