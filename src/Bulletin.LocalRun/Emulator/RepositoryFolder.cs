namespace Bulletin.LocalRun.Emulator;

/// <summary>Finds the root folder of this repository's clone.</summary>
public static class RepositoryFolder
{
    /// <summary>
    /// Returns the nearest folder, from a start folder upwards, that contains both <c>Functions.sln</c> and
    /// <c>package.json</c>.
    /// </summary>
    /// <param name="start">
    /// The folder to start from, for example <see cref="AppContext.BaseDirectory"/> or the current folder.
    /// </param>
    /// <returns>The full path of the root folder.</returns>
    /// <exception cref="LocalStorageException">
    /// Neither <paramref name="start"/> nor a folder above it is the root folder.
    /// </exception>
    public static string Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (Holds(folder, "Functions.sln") && Holds(folder, "package.json"))
            {
                return folder.FullName;
            }
        }

        throw new LocalStorageException(
            $"The storage emulator is installed from the repository's package.json, " +
            $"but {Path.GetFullPath(start)} is not inside a clone of it. Run it in one, or name a storage in the setting BulletinStorage.");
    }

    private static bool Holds(DirectoryInfo folder, string file) => File.Exists(Path.Combine(folder.FullName, file));
}
