namespace Bulletin.Tests;

/// <summary>A file of the repository that is embedded in the tests.</summary>
internal static class EmbeddedFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="name">The name of the resource.</param>
    /// <exception cref="FileNotFoundException">The tests contain no such file.</exception>
    public static string Text(string name)
    {
        using var reader = new StreamReader(
            typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name));
        return reader.ReadToEnd();
    }
}
