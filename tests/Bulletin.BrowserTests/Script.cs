namespace Bulletin.BrowserTests;

/// <summary>The functions that tests run in pages: files in the folder Scripts, each of which is a function.</summary>
internal static class Script
{
    /// <summary>Returns a function that also sees everything in helpers.js.</summary>
    public static string Read(string name) => $"async argument => {{\n{File("helpers")}\nreturn ({File(name)})(argument);\n}}";

    private static string File(string name)
    {
        using Stream stream = typeof(Script).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no Scripts/{name}.js.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
