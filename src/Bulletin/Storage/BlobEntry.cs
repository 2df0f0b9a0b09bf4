namespace Bulletin.Storage;

/// <summary>An entry of the list of blobs.</summary>
/// <param name="Name">The name of the blob.</param>
/// <param name="WrittenAt">The time at which it was written, by the clock of storage.</param>
/// <param name="Bytes">The length in bytes.</param>
internal sealed record BlobEntry(string Name, DateTimeOffset WrittenAt, long Bytes);
