using System.Globalization;
using System.Text;
using Bulletin.Content;
using Bulletin.Settings;
using NodaTime;

namespace Bulletin.Pages;

/// <summary>The declaration of accessibility.</summary>
public sealed record DeclarationPage
{
    /// <summary>The path of the page.</summary>
    public const string Path = "/deklaracja-dostepnosci";

    private const string OmbudsmanUrl = "https://bip.brpo.gov.pl/";

    private const string RequestUrl =
        "https://www.gov.pl/web/gov/zloz-wniosek-o-zapewnienie-dostepnosci-cyfrowej-strony-internetowej-lub-aplikacji-mobilnej";

    /// <summary>The frame around the declaration.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The sentence in which the institution commits itself, as HTML.</summary>
    public required string IntroHtml { get; init; }

    /// <summary>The sentence that names the site, as HTML.</summary>
    public required string AppliesToHtml { get; init; }

    /// <summary>The date on which the site was published, or null.</summary>
    public Stamp? Published { get; init; }

    /// <summary>The date of the last important update of the site, or null.</summary>
    public Stamp? Updated { get; init; }

    /// <summary>The sentence on the state of accessibility.</summary>
    public required string Status { get; init; }

    /// <summary>True if content that is not accessible is listed, or ought to be.</summary>
    public required bool HasInaccessible { get; init; }

    /// <summary>The date on which the declaration was prepared, or null.</summary>
    public Stamp? Prepared { get; init; }

    /// <summary>The date of its last review, or null.</summary>
    public Stamp? Reviewed { get; init; }

    /// <summary>The sentence with person, e-mail address and phone number for reports, as HTML.</summary>
    public required string FeedbackToHtml { get; init; }

    /// <summary>The sentence with the link to help with a request, as HTML.</summary>
    public required string ComplaintsHelpHtml { get; init; }

    /// <summary>The sentence with the link to the ombudsman, as HTML.</summary>
    public required string OmbudsmanHtml { get; init; }

    internal DeclarationSettings Settings => Frame.Site.Settings.Declaration;

    internal static DeclarationPage Of(PageSite site)
    {
        DeclarationTexts texts = site.Texts.DeclarationTexts;
        DeclarationSettings settings = site.Frame.Settings.Declaration;
        return new DeclarationPage
        {
            Frame = new PageFrame
            {
                Site = site.Frame,
                Heading = site.Texts.Declaration,
                Language = site.Texts.Language,
                Canonical = site.PublicUrl + Path,
            },
            IntroHtml = WithHtml(
                texts.Intro,
                Element("a11y-podmiot", site.Frame.Settings.Institution ?? texts.Missing),
                Element("a11y-zakres", texts.Scope)),
            AppliesToHtml = WithHtml(texts.AppliesTo, Link("a11y-url", site.PublicUrl + "/", site.Frame.Name)),
            Published = DateOf(site, settings.Published),
            Updated = DateOf(site, settings.Updated),
            Status = settings.Status switch
            {
                Conformance.Full => texts.StatusFull,
                Conformance.Partial => texts.StatusPartial,
                Conformance.None => texts.StatusNone,
                _ => texts.Missing,
            },
            HasInaccessible = settings.Status is Conformance.Partial or Conformance.None || settings.HasInaccessible,
            Prepared = DateOf(site, settings.Prepared),
            Reviewed = DateOf(site, settings.Reviewed),
            FeedbackToHtml = WithHtml(
                texts.FeedbackTo,
                Element("a11y-kontakt", settings.Contact ?? texts.Missing),
                settings.Email is { } email ? Link("a11y-email", "mailto:" + email, email) : Element("a11y-email", texts.Missing),
                settings.Phone is { } phone && PhoneNumber.UrlOf(phone) is { } url
                    ? Link("a11y-telefon", url, phone)
                    : Element("a11y-telefon", settings.Phone ?? texts.Missing)),
            ComplaintsHelpHtml = WithHtml(texts.ComplaintsHelp, Link(null, RequestUrl, texts.ComplaintsHelpLink)),
            OmbudsmanHtml = WithHtml(texts.Ombudsman, Link(null, OmbudsmanUrl, texts.OmbudsmanLink)),
        };
    }

    /// <summary>Returns the paragraphs of a text: its lines that are not empty.</summary>
    internal static IReadOnlyList<string> ParagraphsOf(string? text) =>
        text?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static Stamp? DateOf(PageSite site, LocalDate? date) => date is { } known ? site.Dates.Of(known) : null;

    private static string WithHtml(string text, params object[] html) =>
        string.Format(CultureInfo.InvariantCulture, HtmlEscape.Text(text), html);

    private static string Element(string id, string text) => $"<span id=\"{id}\">{HtmlEscape.Text(text)}</span>";

    private static string Link(string? id, string url, string text)
    {
        var html = new StringBuilder("<a");
        if (id is not null)
        {
            HtmlEscape.AppendAttribute(html, "id", id);
        }

        HtmlEscape.AppendAttribute(html, "href", url);
        return html.Append('>').Append(HtmlEscape.Text(text)).Append("</a>").ToString();
    }
}
