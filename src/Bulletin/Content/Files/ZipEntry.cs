namespace Bulletin.Content.Files;

/// <summary>An entry of the directory of a ZIP archive.</summary>
/// <param name="Name">The name with its folders; characters outside ASCII may be wrong.</param>
/// <param name="IsEncrypted">True if it can only be read with a password.</param>
/// <param name="Bytes">The length when unpacked, as the directory says.</param>
internal sealed record ZipEntry(string Name, bool IsEncrypted, long Bytes);
