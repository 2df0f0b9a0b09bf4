using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Bulletin.Changes;

/// <summary>
/// Up to where a client knows the site. Opaque to clients; it is no secret and grants nothing: a forged one shows what is public.
/// </summary>
/// <param name="Epoch">The epoch of the site; empty for a site without any write.</param>
/// <param name="Version">The version of the site up to which the change log was told.</param>
/// <param name="Time">The instant of the last thing that fell due by the clock and was told, or of the beginning.</param>
/// <param name="Place">What is being told in parts, and how far; null when nothing is.</param>
internal sealed record ChangeToken(string Epoch, long Version, DateTimeOffset Time, ChangePlace? Place)
{
    /// <summary>The longest token in characters.</summary>
    public const int MaximumLength = 500;

    private const string Format = "1";
    private const char Separator = '|';

    /// <summary>The token as clients get it.</summary>
    public string Text => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(
        Separator,
        Format,
        Epoch,
        Version.ToString(CultureInfo.InvariantCulture),
        Time.UtcTicks.ToString(CultureInfo.InvariantCulture),
        Place?.Text ?? string.Empty)));

    /// <summary>Reads a token; null when it is none.</summary>
    public static ChangeToken? Parse(string text)
    {
        if (text.Length > MaximumLength || !Base64Url.IsValid(text))
        {
            return null;
        }

        string[] parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator);
        return parts is [Format, var epoch, var version, var time, var place]
            && epoch.Length <= 50 && epoch.All(char.IsAsciiLetterOrDigit)
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed)
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && (place.Length == 0 || ChangePlace.Parse(place) is not null)
                ? new ChangeToken(epoch, parsed, new DateTimeOffset(ticks, TimeSpan.Zero), place.Length == 0 ? null : ChangePlace.Parse(place))
                : null;
    }
}

/// <summary>How far something is told that does not fit one page.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Which of the changes of the next entry of the log is told next, from 0; 0 for everything else.</param>
/// <param name="After">The place after which its list goes on; empty for its beginning.</param>
internal sealed record ChangePlace(ChangePlaceKind Kind, int Index, string After)
{
    /// <summary>The place as a token holds it.</summary>
    public string Text => $"{(char)Kind}{Index.ToString(CultureInfo.InvariantCulture)}/{After}";

    /// <summary>Reads a place; null when it is none.</summary>
    public static ChangePlace? Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash >= 2
            && Enum.IsDefined((ChangePlaceKind)text[0])
            && int.TryParse(text.AsSpan(1, slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && text.AsSpan(slash + 1) is var after
            && !after.ContainsAnyExceptInRange(' ', '~')
                ? new ChangePlace((ChangePlaceKind)text[0], index, after.ToString())
                : null;
    }
}

/// <summary>What is told in parts.</summary>
internal enum ChangePlaceKind : ushort
{
    /// <summary>The categories, for a client that begins.</summary>
    Categories = 'k',

    /// <summary>The public announcements, for a client that begins.</summary>
    Announcements = 't',

    /// <summary>The changes of one entry of the log.</summary>
    Entry = 'e',

    /// <summary>The announcements of a category that changed: they name it.</summary>
    CategoryAnnouncements = 'c',

    /// <summary>What fell due at the instant of the token, up to this id.</summary>
    Due = 'd',
}
