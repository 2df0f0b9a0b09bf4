namespace Bulletin.Search;

/// <summary>Levels the sounds that change at the end of a Polish stem between its forms.</summary>
internal static class PolishAlternations
{
    /// <summary>Levels the end of a stem.</summary>
    /// <param name="stem">The stem.</param>
    /// <param name="ending">The ending that was taken off.</param>
    /// <param name="softened">Whether a softening suffix stood between stem and ending.</param>
    public static void Level(ref StemBuffer stem, string ending, bool softened)
    {
        if (ending.Length == 0 && !softened)
            DropEOfMasculineEc(ref stem);
        LevelConsonants(ref stem, ending, softened || ending.StartsWith('i'));
        DropFleetingE(ref stem);
        LevelVowel(ref stem);
    }

    // mieszkaniec, mieszkańca; dworzec, dworca
    private static void DropEOfMasculineEc(ref StemBuffer stem)
    {
        if (stem.Length >= 6 && stem.EndsWith("iec"))
            stem.Replace(3, "c");
        else if (stem.Length >= 6 && stem.EndsWith("rzec"))
            stem.Replace(4, "rc");
    }

    private static void LevelConsonants(ref StemBuffer stem, string ending, bool soft)
    {
        var length = stem.Length;

        // oczyszczony, oczyścić
        if (length >= 6 && stem.EndsWith("szcz"))
            stem.Replace(4, "st");

        // lekarz, lekarka; dyrektor, dyrektorzy; teatr, teatrze
        else if (length >= 4 && stem.EndsWith("rz"))
            stem.Replace(2, "r");

        // zaproszenie, zaprosić
        else if (length >= 5 && stem.EndsWith("sz"))
            stem.Replace(2, "s");

        // droga, drodze; but rada, radzie
        else if (length >= 4 && stem.EndsWith("dz"))
            stem.Replace(2, ending == "e" ? "g" : "d");

        // miasto, mieście; wiadomość: also without an ending. But Polska, Polsce.
        else if (stem.Last == 'c')
            stem.Replace(1, soft || (ending.Length == 0 && stem.EndsWith("sc")) ? "t" : "k");
    }

    // budynek, budynku; książka, książek; handel, handlu; minister, ministra; światło, świateł
    private static void DropFleetingE(ref StemBuffer stem)
    {
        var e = stem.Length - 2;
        if (e < 3 || stem.Letters[e] != 'e')
            return;

        var before = stem.Letters[e - 1];
        if (stem.Last is 'k' or 'l' && before != 'i')
            stem.RemoveAt(e);
        else if (stem.Last == 'r')
            stem.Replace(before == 'i' && e > 3 ? 3 : 2, "r");
    }

    // powiat, powiecie; światło, świetle; objazd, objeździe; urząd, urzędu; kościół, kościele
    private static void LevelVowel(ref StemBuffer stem)
    {
        var vowel = stem.Letters.LastIndexOfAny("aeiouy");
        if (vowel < 1 || vowel == stem.Length - 1)
            return;

        var soft = stem.Letters[vowel - 1] == 'i';
        var isA = stem.Letters[vowel] == 'a';
        if (isA && (soft || stem.EndsWith("jazd") || stem.EndsWith("rzad")))
            stem.Set(vowel, 'e');
        else if (soft && stem.EndsWith("iol"))
            stem.Set(vowel, 'e');
    }
}
