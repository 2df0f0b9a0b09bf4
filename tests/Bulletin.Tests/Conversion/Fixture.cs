namespace Bulletin.Tests.Conversion;

/// <summary>Reads the files in the folder next to this one.</summary>
internal static class Fixture
{
    public static byte[] Bytes(string name)
    {
        using Stream stream = typeof(Fixture).Assembly.GetManifestResourceStream("Conversion/" + name)
            ?? throw new InvalidOperationException($"There is no file {name}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
