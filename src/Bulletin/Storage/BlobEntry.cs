using Azure;

namespace Bulletin.Storage;

/// <summary>An entry of the list of blobs.</summary>
/// <param name="Name">The name of the blob.</param>
/// <param name="WrittenAt">The time at which it was written, by the clock of storage.</param>
/// <param name="Bytes">The length in bytes.</param>
/// <param name="ETag">The ETag, which changes when it is written or kept again.</param>
internal sealed record BlobEntry(string Name, DateTimeOffset WrittenAt, long Bytes, ETag ETag);
