using System.Buffers;

namespace Bulletin.Search;

/// <summary>Normalises the sounds at the end of a Polish stem that change from form to form.</summary>
internal static class PolishAlternations
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    /// <summary>Normalises the end of a stem.</summary>
    /// <param name="stem">The stem, with at least 3 letters.</param>
    /// <param name="ending">
    /// The ending that directly followed the stem, empty if there was none; null if another suffix was between them.
    /// </param>
    /// <param name="soft">True if the suffix or ending softened the last consonant.</param>
    public static void Level(ref StemBuffer stem, string? ending, bool soft)
    {
        if (ending is "")
        {
            DropEOfMasculine(ref stem);
        }

        LevelConsonant(ref stem, ending, soft);
        DropFleetingE(ref stem);
        LevelVowel(ref stem);
    }

    // mieszkaniec, mieszkańca; dworzec, dworca
    private static void DropEOfMasculine(ref StemBuffer stem)
    {
        if (stem.Length >= 6 && stem.EndsWith("iec"))
        {
            stem.Replace(3, "c");
        }
        else if (stem.Length >= 6 && stem.EndsWith("rzec"))
        {
            stem.Replace(4, "rc");
        }
    }

    private static void LevelConsonant(ref StemBuffer stem, string? ending, bool soft)
    {
        // oczyszczony, oczyścić
        if (stem.Length >= 6 && stem.EndsWith("szcz"))
        {
            stem.Replace(4, "st");
        }

        // dyrektor, dyrektorzy; teatr, teatrze
        else if (stem.Length >= 4 && stem.EndsWith("rz"))
        {
            stem.Replace(2, "r");
        }

        // zaproszony, zaprosić
        else if (stem.Length >= 5 && stem.EndsWith("sz"))
        {
            stem.Replace(2, "s");
        }

        // droga, drodze; but rada, radzie
        else if (stem.Length >= 4 && stem.EndsWith("dz"))
        {
            stem.Replace(2, ending == "e" && !soft ? "g" : "d");
        }
        else if (stem.Last == 'c')
        {
            LevelC(ref stem, ending, soft);
        }
    }

    private static void LevelC(ref StemBuffer stem, string? ending, bool soft)
    {
        // wiadomość, wiadomości must not become most, moście; but miejski, miejscy
        if (stem.Length >= 6 && stem.EndsWith("osc") && ending is not (null or "ie" or "y"))
        {
            return;
        }

        // miasto, mieście; część, części; poparcie, poparć; but rzeka, rzece
        bool isSoft = soft || (ending is "" && (stem.EndsWith("sc") || stem.EndsWith("arc")));
        stem.Replace(1, isSoft ? "t" : "k");
    }

    // budynek, budynku; książka, książek; handel, handlu; minister, ministra; światło, świateł
    private static void DropFleetingE(ref StemBuffer stem)
    {
        const int ShortestStart = 3;
        int start = stem.Length - 2;
        if (start < ShortestStart || stem.Letters[start] != 'e')
        {
            return;
        }

        bool softStart = stem.Letters[start - 1] == 'i';
        if (stem.Last is 'k' or 'l' && !softStart)
        {
            stem.Replace(2, stem.Last == 'k' ? "k" : "l");
        }
        else if (stem.Last == 'r' && !softStart)
        {
            stem.Replace(2, "r");
        }
        else if (stem.Last == 'r' && start > ShortestStart)
        {
            stem.Replace(3, "r");
        }
    }

    // powiat, powiecie; światło, świetle; objazd, objeździe; urząd, urzędu; kościół, kościele
    private static void LevelVowel(ref StemBuffer stem)
    {
        int vowel = stem.Letters.LastIndexOfAny(Vowels);
        if (vowel < 1 || vowel == stem.Length - 1)
        {
            return;
        }

        bool afterI = stem.Letters[vowel - 1] == 'i';
        bool changes = stem.Letters[vowel] switch
        {
            'a' => afterI || stem.EndsWith("jazd") || stem.EndsWith("rzad"),
            'o' => afterI && stem.EndsWith("ol"),
            _ => false,
        };
        if (changes)
        {
            stem.Set(vowel, 'e');
        }
    }
}
