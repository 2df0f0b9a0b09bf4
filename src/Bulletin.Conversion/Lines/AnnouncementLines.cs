using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Conversion.Text;

namespace Bulletin.Conversion.Lines;

/// <summary>
/// Converts entries of another system to import lines that respect the limits of an announcement. Whatever does not fit
/// is cut, left out or refused, and the report mentions it.
/// </summary>
internal sealed class AnnouncementLines(ConversionReport report)
{
    private const int MaximumAuthor = 200;
    private const int TitleFromText = 80;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Only hashes of slugs and addresses are kept, because a file may have very many.
    private readonly HashSet<UInt128> slugs = [];
    private readonly HashSet<UInt128> addresses = [];
    private readonly CategoryNames categoryNames = new(report);

    /// <summary>Converts an entry to a line; null if it is skipped, which the report then mentions.</summary>
    public ConvertedLine? Of(SourceEntry entry)
    {
        string title = entry.Title.Length > AnnouncementInput.MaximumTitle
            ? Lead.Cut(entry.Title, AnnouncementInput.MaximumTitle)
            : entry.Title;
        if (entry.Address is { } address && addresses.Contains(Fingerprint.Of(address.AbsoluteUri)))
        {
            report.Skip(entry.Number, title, $"has the address of an earlier entry: {address.AbsoluteUri}");
            return null;
        }

        CleanBody clean;
        try
        {
            clean = SourceBody.Clean(entry.Body, entry.Base ?? entry.Address, report);
        }
        catch (ContentException refused)
        {
            report.Skip(entry.Number, title, $"cannot be taken over: {refused.Message}");
            return null;
        }

        string body = clean.Html;
        if (title.Length == 0 && Lead.Cut(SourceText.FirstLine(body), TitleFromText) is var first)
        {
            if (first.Length == 0)
            {
                report.Skip(entry.Number, string.Empty, "has neither a title nor a text");
                return null;
            }

            title = first;
            report.Note(entry.Number, title, "has no title: the beginning of its text stands for it");
        }

        if (clean.HasLostText)
        {
            report.Note(entry.Number, title, "has text in elements that cannot be shown (such as <object> or <svg>), which is left out");
        }

        return Line(entry, title, body);
    }

    /// <summary>Registers a category of the other system, so that another with the same name gets a different name.</summary>
    public void AddCategory(SourceCategory category) => categoryNames.Of(category);

    private ConvertedLine Line(SourceEntry entry, string title, string body)
    {
        if (title.Length < entry.Title.Length)
        {
            report.Note(entry.Number, title, $"has a title of {entry.Title.Length} characters, cut to {AnnouncementInput.MaximumTitle}");
        }

        if (entry is { IsDraft: false, PublishedAt: null })
        {
            report.Note(entry.Number, title, "has no date: it is published with the moment of the import");
        }

        if (entry.Address is { } address)
        {
            addresses.Add(Fingerprint.Of(address.AbsoluteUri));
        }

        if (body.Contains('\uFFFD', StringComparison.Ordinal) && !entry.Body.Contains('\uFFFD', StringComparison.Ordinal))
        {
            report.Note(entry.Number, title, "has references to characters that do not exist; \uFFFD stands for each");
        }

        var json = new ArrayBufferWriter<byte>(1024 + body.Length);
        using (var writer = new Utf8JsonWriter(json, Options))
        {
            Write(writer, entry, title, body);
        }

        report.Convert();
        return new ConvertedLine(entry.Number, title, json.WrittenMemory);
    }

    private void Write(Utf8JsonWriter writer, SourceEntry entry, string title, string body)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "announcement");
        WriteIfAny(writer, "slug", Free(entry, title));
        writer.WriteString("status", entry.IsDraft ? "draft" : "published");
        writer.WriteString("title", title);
        WriteIfAny(writer, "lead", entry.Lead is { } lead ? Lead.Cut(lead, AnnouncementInput.MaximumLead) : null);
        WriteIfAny(writer, "language", Language(entry, title));
        writer.WriteString("body", body);
        writer.WriteString("format", "html");
        if (entry.Image is { } image)
        {
            writer.WriteStartObject("image");
            writer.WriteString("url", image.Url);
            writer.WriteString("alt", image.Alt);
            writer.WriteEndObject();
        }

        WriteCategories(writer, Categories(entry, title));
        if (entry is { Pinned: true, IsDraft: false })
        {
            writer.WriteBoolean("pinned", true);
        }

        WriteIfAny(writer, "author", entry.Author is { } author ? Lead.Cut(author, MaximumAuthor) : null);
        WriteIfAny(writer, "sourceUrl", entry.Address?.AbsoluteUri);
        if (entry is { IsDraft: false, PublishedAt: { } published })
        {
            writer.WriteString("publishedAt", Rfc3339.Format(published));
        }

        writer.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string member, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            writer.WriteString(member, text);
        }
    }

    private static void WriteCategories(Utf8JsonWriter writer, IReadOnlyList<SourceCategory> categories)
    {
        writer.WriteStartArray("categories");
        foreach (SourceCategory category in categories)
        {
            writer.WriteStartObject();
            WriteIfAny(writer, "slug", category.Slug);
            writer.WriteString("name", category.Name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // A second entry with the same slug gets a free one, generated from its title on import.
    private string? Free(SourceEntry entry, string title)
    {
        if (entry.Slug is not { } slug)
        {
            return null;
        }

        if (slugs.Add(Fingerprint.Of(slug)))
        {
            return slug;
        }

        report.Note(entry.Number, title, $"has the slug of an earlier entry ('{slug}'): it gets another");
        return null;
    }

    private string? Language(SourceEntry entry, string title)
    {
        if (entry.Language is not { } language)
        {
            return null;
        }

        if (LanguageTag.IsValid(language))
        {
            return LanguageTag.Canonical(language);
        }

        report.Note(entry.Number, title, "names a language that is none: it gets the site's");
        return null;
    }

    private List<SourceCategory> Categories(SourceEntry entry, string title)
    {
        var kept = new List<SourceCategory>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SourceCategory said in entry.Categories)
        {
            string? slug = said.Slug is { } asked && Slug.IsValid(asked) ? asked : null;
            string name = categoryNames.Of(said with { Slug = slug });
            if (name.Length > 0 && names.Add(TextFolding.Fold(name)) && !kept.Exists(other => slug is not null && other.Slug == slug))
            {
                kept.Add(new SourceCategory(slug, name));
            }
        }

        if (kept.Count <= AnnouncementInput.MaximumCategories)
        {
            return kept;
        }

        List<SourceCategory> rest = kept[AnnouncementInput.MaximumCategories..];
        report.Note(
            entry.Number,
            title,
            $"is in {kept.Count} categories; these are left out: {string.Join(", ", rest.Take(20).Select(category => category.Name))}");
        return kept[..AnnouncementInput.MaximumCategories];
    }
}
