namespace Bulletin.BrowserTests;

/// <summary>The functions that tests run in pages: files in the folder Scripts.</summary>
internal static class Script
{
    public static string Read(string name)
    {
        using Stream stream = typeof(Script).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no Scripts/{name}.js.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
