namespace Bulletin.LocalRun.Emulator;

/// <summary>A service of Azurite that this project uses.</summary>
public enum StorageService
{
    /// <summary>The blob service, for media.</summary>
    Blob,

    /// <summary>The table service, for everything else.</summary>
    Table,
}
