using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Bulletin.Changes;

/// <summary>
/// The state of the site that a client knows. Opaque to clients. It is not secret and grants nothing: a forged one
/// shows only what is public.
/// </summary>
/// <param name="Epoch">The epoch of the site; empty for a site without any write.</param>
/// <param name="Version">The version of the site up to which the client knows the change log.</param>
/// <param name="Time">The instant of the last due event that the client knows, or of its first request.</param>
/// <param name="Place">The progress within something that is returned in parts; null: none.</param>
internal sealed record ChangeToken(string Epoch, long Version, DateTimeOffset Time, ChangePlace? Place)
{
    /// <summary>The maximum length of a token in characters.</summary>
    public const int MaximumLength = 500;

    private const string Format = "1";
    private const char Separator = '|';

    /// <summary>The token in the form that clients get.</summary>
    public string Text => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(
        Separator,
        Format,
        Epoch,
        Version.ToString(CultureInfo.InvariantCulture),
        Time.UtcTicks.ToString(CultureInfo.InvariantCulture),
        Place?.Text ?? string.Empty)));

    /// <summary>Parses a token; null if it is malformed.</summary>
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
                ? new ChangeToken(
                    epoch,
                    parsed,
                    new DateTimeOffset(ticks, TimeSpan.Zero),
                    place.Length == 0 ? null : ChangePlace.Parse(place))
                : null;
    }
}

/// <summary>The progress within something that does not fit in one page.</summary>
/// <param name="Kind">The kind of what is returned in parts.</param>
/// <param name="Index">The index of the next change within the next change log entry; 0 for other kinds.</param>
/// <param name="After">The place in the list after which to continue; empty for its beginning.</param>
internal sealed record ChangePlace(ChangePlaceKind Kind, int Index, string After)
{
    /// <summary>The place in the form used in a token.</summary>
    public string Text => $"{(char)Kind}{Index.ToString(CultureInfo.InvariantCulture)}/{After}";

    /// <summary>Parses a place; null if it is malformed.</summary>
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

/// <summary>The kinds of data that are returned in parts.</summary>
internal enum ChangePlaceKind : ushort
{
    /// <summary>The categories, for a new client.</summary>
    Categories = 'k',

    /// <summary>The public announcements, for a new client.</summary>
    Announcements = 't',

    /// <summary>The changes of one change log entry.</summary>
    Entry = 'e',

    /// <summary>The announcements of a changed category, whose representations contain it.</summary>
    CategoryAnnouncements = 'c',

    /// <summary>The events due at the instant of the token, up to this id.</summary>
    Due = 'd',
}
