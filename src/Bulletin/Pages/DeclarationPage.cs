namespace Bulletin.Pages;

/// <summary>The declaration of accessibility.</summary>
public sealed record DeclarationPage
{
    /// <summary>What surrounds the declaration.</summary>
    public required PageFrame Frame { get; init; }

    internal static DeclarationPage Of(PageSite site) => new()
    {
        Frame = new PageFrame
        {
            Site = site.Frame,
            Title = $"{site.Texts.Declaration} – {site.Frame.Name}",
            Language = site.Texts.Language,
            Canonical = site.PublicUrl + "/deklaracja-dostepnosci",
        },
    };
}
