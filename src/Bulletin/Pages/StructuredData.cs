using System.Text;
using System.Text.Json;
using Bulletin.Reading;

namespace Bulletin.Pages;

/// <summary>Describes an announcement for search engines: JSON-LD of the type NewsArticle of schema.org.</summary>
internal static class StructuredData
{
    private const string Context = "https://schema.org";
    private const string Organization = "GovernmentOrganization";

    /// <summary>Returns the JSON, in which every character that could end a script element is escaped.</summary>
    public static string Of(AnnouncementRepresentation announcement, PageSite site)
    {
        using var stream = new MemoryStream();
        // The default encoder escapes <, > and &.
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("@context", Context);
            json.WriteString("@type", "NewsArticle");
            json.WriteString("headline", announcement.Title);
            json.WriteString("description", announcement.Lead);
            json.WriteString("url", announcement.Url);
            json.WriteString("mainEntityOfPage", announcement.Url);
            json.WriteString("inLanguage", announcement.Language);
            if (announcement.PublishedAt is { } published)
            {
                json.WriteString("datePublished", site.Dates.Machine(published));
                json.WriteString("dateModified", site.Dates.Machine(announcement.UpdatedAt ?? published));
            }

            WriteImage(json, announcement.Image);

            WriteThing(json, "publisher", Organization, site.Publisher, site.PublicUrl + "/");
            // A byline may be a person or a department, for which schema.org has no common type.
            if (announcement.Author is null)
            {
                WriteThing(json, "author", Organization, site.Publisher, null);
            }
            else
            {
                json.WriteString("creditText", announcement.Author);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteImage(Utf8JsonWriter json, AnnouncementImage? image)
    {
        if (PageMedia.Shared(image) is not { } shared)
        {
            return;
        }

        if (shared.Width is not { } width)
        {
            json.WriteString("image", shared.Url);
            return;
        }

        json.WriteStartObject("image");
        json.WriteString("@type", "ImageObject");
        json.WriteString("url", shared.Url);
        json.WriteNumber("width", width);
        json.WriteNumber("height", shared.Height!.Value);
        json.WriteString("caption", shared.Alt);
        if (image!.Credit is { } credit)
        {
            json.WriteString("creditText", credit);
        }

        json.WriteEndObject();
    }

    private static void WriteThing(Utf8JsonWriter json, string member, string type, string name, string? url)
    {
        json.WriteStartObject(member);
        json.WriteString("@type", type);
        json.WriteString("name", name);
        if (url is not null)
        {
            json.WriteString("url", url);
        }

        json.WriteEndObject();
    }
}
