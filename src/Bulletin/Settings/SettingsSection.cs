using System.Buffers;
using Bulletin.Content;
using Microsoft.Extensions.Configuration;
using NodaTime;
using NodaTime.Text;

namespace Bulletin.Settings;

/// <summary>Reads the settings of a section. An absent or blank one is null; a wrong one stops the start with a line that names it.</summary>
internal static class SettingsSection
{
    // None of these is in a usual address; in a mailto link they would have another meaning.
    private static readonly SearchValues<char> NotInEmail = SearchValues.Create(" <>\"?&%#");

    /// <summary>Throws if the section has a setting that does not exist: a misspelt one would otherwise be ignored silently.</summary>
    /// <exception cref="SettingsException">A setting does not exist.</exception>
    public static void CheckNames(this IConfigurationSection section, IReadOnlyCollection<string> names)
    {
        foreach (string name in section.GetChildren().Select(child => child.Key))
        {
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new SettingsException($"{section.Path}:{name} is no setting. There are {string.Join(", ", names)}.");
            }
        }
    }

    /// <summary>Throws if the section has a value of its own, which would be ignored silently, or a setting that does not exist.</summary>
    /// <exception cref="SettingsException">The section has such a value or setting.</exception>
    public static void CheckParts(this IConfigurationSection section, IReadOnlyCollection<string> names)
    {
        if (section.Value is not null)
        {
            throw new SettingsException($"{section.Path} must not have a value of its own.");
        }

        section.CheckNames(names);
    }

    /// <summary>Reads a text of limited length.</summary>
    public static string? Text(this IConfigurationSection section, string name, int maximum) =>
        section.Text(name, maximum, multiline: false);

    /// <summary>Reads a text of limited length that may have several lines.</summary>
    public static string? Lines(this IConfigurationSection section, string name, int maximum) =>
        section.Text(name, maximum, multiline: true);

    /// <summary>Reads a boolean; the default if it is absent.</summary>
    public static bool Boolean(this IConfigurationSection section, string name, bool whenAbsent) => section.Given(name) is not { } text
        ? whenAbsent
        : bool.TryParse(text, out bool value) ? value
        : throw new SettingsException($"{section.Path}:{name} must be true or false, not '{text}'.");

    /// <summary>Reads a date such as <c>2026-03-31</c>.</summary>
    public static LocalDate? Date(this IConfigurationSection section, string name) => section.Given(name) is not { } text
        ? null
        : LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date } ? date
        : throw new SettingsException($"{section.Path}:{name} must be a date such as 2026-03-31, not '{text}'.");

    /// <summary>Reads an absolute http or https URL, or a path of this site.</summary>
    public static string? Link(this IConfigurationSection section, string name) => section.Given(name) is not { } text
        ? null
        : text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal) ? text
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? url.AbsoluteUri
        : throw new SettingsException($"{section.Path}:{name} must be an http or https address, or a path that starts with '/'.");

    /// <summary>Reads an e-mail address.</summary>
    public static string? Email(this IConfigurationSection section, string name) => section.Text(name, 254) is not { } text
        ? null
        : text.Count(character => character == '@') == 1 && text[0] != '@' && text[^1] != '@' && !text.AsSpan().ContainsAny(NotInEmail)
            ? text
        : throw new SettingsException($"{section.Path}:{name} must be an e-mail address.");

    /// <summary>Reads a section that consists of a text and a link (<c>Url</c>), both of which are required.</summary>
    public static (string Text, string Url) NamedLink(this IConfigurationSection section, string textName, int maximum)
    {
        section.CheckParts([textName, "Url"]);
        return section.Text(textName, maximum) is { } text && section.Link("Url") is { } url
            ? (text, url)
            : throw new SettingsException($"{section.Path} must have both {textName} and Url.");
    }

    private static string? Given(this IConfigurationSection section, string name) => BulletinSettings.NullIfEmpty(section[name]);

    private static string? Text(this IConfigurationSection section, string name, int maximum, bool multiline) =>
        section.Given(name) is not { } text ? null
        : text.Length <= maximum && VisibleText.IsIn(text) && InputText.Problem(text, multiline) is null ? text
        : throw new SettingsException(
            $"{section.Path}:{name} must have at most {maximum} characters, none of them a control character, some of them visible.");
}
