namespace Bulletin.IntegrationTests.LocalRun;

/// <summary>An empty folder that is deleted with what is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bulletin-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
