using System.Security.Cryptography;
using System.Text;
using Bulletin.Http;
using Bulletin.Settings;

namespace Bulletin.Pages;

/// <summary>The files that pages need: the stylesheet and the icon in the site's colours, and the script for other sites.</summary>
/// <remarks>
/// Stylesheet and icon have a hash of their content in their names, so browsers may keep them for ever. While instances of
/// two releases run, or a cache has pages of the former one, the name of another release leads to the present file, for a
/// moment.
/// </remarks>
internal sealed class PageAssets
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly Dictionary<string, FinishedAnswer> hashed = new(StringComparer.Ordinal);
    private readonly List<(string Begin, string End, FinishedAnswer Answer)> present = [];

    public PageAssets(BulletinSettings settings)
    {
        Stylesheet = AddHashed("site", "css", "text/css; charset=utf-8", InColours("site.css", settings.Pages));
        Icon = AddHashed("icon", "svg", "image/svg+xml", InColours("icon.svg", settings.Pages));
        Favicon = Finished(Read("favicon.ico"), "image/x-icon", Week);
        EmbedScript = Finished(Read("embed.js"), "text/javascript; charset=utf-8", Hour);
    }

    /// <summary>The file name of the stylesheet.</summary>
    public string Stylesheet { get; }

    /// <summary>The file name of the icon.</summary>
    public string Icon { get; }

    /// <summary>The icon for browsers that ask for it without a link.</summary>
    public FinishedAnswer Favicon { get; }

    /// <summary>The script with which other pages list announcements.</summary>
    public FinishedAnswer EmbedScript { get; }

    /// <summary>
    /// Returns the file with a name that contains its hash, or the present one for a name with another hash; null if there
    /// is none.
    /// </summary>
    public FinishedAnswer? Find(string name) => hashed.GetValueOrDefault(name)
        ?? present.Find(file => IsBetween(name, file.Begin, file.End)).Answer;

    private static bool IsBetween(string name, string begin, string end) =>
        name.StartsWith(begin, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal);

    private static byte[] InColours(string file, PageSettings settings) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Read(file))
        .Replace("{accent}", settings.Accent.ToString(), StringComparison.Ordinal)
        .Replace("{accent-dark}", settings.AccentDark.ToString(), StringComparison.Ordinal)
        .Replace("{page}", ColourPairs.Light.Page.ToString(), StringComparison.Ordinal)
        .Replace("{surface}", ColourPairs.Light.Surface.ToString(), StringComparison.Ordinal)
        .Replace("{page-dark}", ColourPairs.Dark.Page.ToString(), StringComparison.Ordinal)
        .Replace("{surface-dark}", ColourPairs.Dark.Surface.ToString(), StringComparison.Ordinal));

    private string AddHashed(string name, string extension, string contentType, byte[] body)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 6));
        string file = $"{name}.{hash}.{extension}";
        hashed[file] = Finished(body, contentType, PublicAnswer.ForEver);
        present.Add((name + ".", "." + extension, Finished(body, contentType, age: null)));
        return file;
    }

    private static FinishedAnswer Finished(byte[] body, string contentType, TimeSpan? age) =>
        new(new PublicAnswer { Body = body, ContentType = contentType, ConstantFor = age });

    private static byte[] Read(string file) => EmbeddedFile.Read("pages/" + file);
}
