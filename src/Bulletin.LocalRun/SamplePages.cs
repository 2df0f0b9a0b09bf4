using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Bulletin.LocalRun;

/// <summary>The settings of the sample site's pages: institution, contact, and a complete declaration of accessibility.</summary>
internal static class SamplePages
{
    private const string Section = "Bulletin:Pages";

    /// <summary>Adds the settings, unless there is any setting of the pages.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="today">The present date; the declaration was reviewed on the first day of its month.</param>
    public static void UseWhenNoneAreSet(IConfiguration configuration, DateOnly today)
    {
        if (configuration.GetSection(Section).GetChildren().Any())
        {
            return;
        }

        string reviewed = new DateOnly(today.Year, today.Month, 1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach ((string name, string value) in new (string, string)[]
        {
            ("Institution", "Urząd Metropolii Nadwiślańskiej"),
            ("Contact:Email", "urzad@example.org"),
            ("Contact:Phone", "+48 12 000 00 00"),
            ("Contact:Address", "ul. Przykładowa 1, 30-001 Przykładowo"),
            ("Declaration:Published", "2024-04-23"),
            ("Declaration:Updated", "2026-01-15"),
            ("Declaration:Prepared", "2024-04-23"),
            ("Declaration:Reviewed", reviewed),
            ("Declaration:Status", "partial"),
            ("Declaration:Exceptions:0", "Starsze skany dokumentów nie mają warstwy tekstowej. Ich treść przekażemy na żądanie."),
            ("Declaration:Exempt:0", "Mapy nie są dostępne cyfrowo. Adresy zaznaczonych miejsc podajemy w tekście."),
            ("Declaration:Assessment", "samoocena przeprowadzona przez podmiot publiczny"),
            ("Declaration:Contact", "Zespół do spraw dostępności"),
            ("Declaration:Email", "dostepnosc@example.org"),
            ("Declaration:Phone", "+48 12 000 00 01"),
            (
                "Declaration:Architecture",
                "Do budynku prowadzi wejście bez progu od ul. Przykładowej. Na wszystkie piętra można wjechać windą.\n"
                + "Na parterze jest toaleta dla osób z niepełnosprawnościami. Do budynku można wejść z psem asystującym."),
            (
                "Declaration:Communication",
                "W godzinach pracy urzędu można połączyć się z tłumaczem polskiego języka migowego przez internet.\n"
                + "W punkcie obsługi działa pętla indukcyjna."),
        })
        {
            configuration[$"{Section}:{name}"] = value;
        }
    }
}
