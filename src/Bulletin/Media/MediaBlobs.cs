using Bulletin.Storage;

namespace Bulletin.Media;

/// <summary>
/// The names of the blobs of a site's media. Sites, and tables, may share a container: what one does not need belongs to another.
/// </summary>
internal static class MediaBlobs
{
    /// <summary>Returns the name of the blob of a file.</summary>
    /// <param name="site">The site.</param>
    /// <param name="hash">The SHA-256 of the bytes.</param>
    public static string File(SiteTable site, string hash) => $"{FilesOf(site)}{hash}";

    /// <summary>Returns the name of the blob of a picture in another size.</summary>
    /// <param name="site">The site.</param>
    /// <param name="hash">The SHA-256 of the bytes of the original.</param>
    /// <param name="rendition">The rendition in a word, such as <c>800.webp</c>.</param>
    public static string Rendition(SiteTable site, string hash, string rendition) => $"{File(site, hash)}/{rendition}";

    /// <summary>Returns the name of the blob of a large file that a client uploads straight to storage.</summary>
    public static string Upload(SiteTable site, Guid upload) => $"{UploadsOf(site)}{upload:D}";

    /// <summary>The prefix of the files of a site.</summary>
    public static string FilesOf(SiteTable site) => $"{site.Name}/{site.Site}/files/";

    /// <summary>The prefix of the uploads of a site.</summary>
    public static string UploadsOf(SiteTable site) => $"{site.Name}/{site.Site}/uploads/";
}
