namespace Bulletin.Benchmarks;

/// <summary>Announcements of about 3 KB of Polish text, each different from the others.</summary>
internal static class SampleText
{
    private const string Paragraph =
        "Metropolia zaprasza mieszkańców na konsultacje dotyczące środowiska i przestrzeni. Spotkania odbędą się w każdej gminie, "
        + "a wnioski zbierzemy w raporcie, który opublikujemy przed końcem kwartału. Więcej informacji: [strona projektu](https://example.org/projekt). "
        + "Prosimy o zgłaszanie uwag do końca miesiąca; każda zostanie rozpatrzona, a odpowiedź trafi do zgłaszającej osoby. ";

    /// <summary>The body of a request that makes announcement number <paramref name="number"/>.</summary>
    public static object Announcement(int number, IReadOnlyList<string> categories) => new
    {
        title = $"Konsultacje społeczne numer {number}: zieleń, woda i powietrze",
        lead = $"Zapraszamy na spotkanie numer {number}, na którym porozmawiamy o zieleni, wodzie i powietrzu.",
        body = $"## Spotkanie {number}\n\n" + string.Join("\n\n", Enumerable.Range(1, 6).Select(part => $"{number * part}. {Paragraph}")),
        categories = new[] { categories[number % categories.Count], categories[(number + 3) % categories.Count] }.Distinct(),
        status = "published",
    };
}
