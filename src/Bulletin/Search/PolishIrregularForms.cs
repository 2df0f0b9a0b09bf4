using System.Collections.Frozen;

namespace Bulletin.Search;

/// <summary>What the rules would get wrong, of the words that matter in municipal news, folded.</summary>
internal static class PolishIrregularForms
{
    /// <summary>A stem, and the forms that the rules do not bring to it.</summary>
    private static readonly (string Stem, string Forms)[] _irregular =
    [
        ("rok", "rok roku rokiem roki lata lat latom latami latach"),
        ("ludz", "czlowiek czlowieka czlowiekowi czlowiekiem czlowieku ludzie ludzi ludziom ludzmi ludziach"),
        ("dziec", "dziecko dziecka dziecku dzieckiem dzieci dzieciom dziecmi dzieciach"),
        ("dni", "dzien dnia dniu dniowi dniem dni dniom dniami dniach"),
        ("tygodn", "tydzien"),
        ("ps", "pies psa psu psem psie psy psow psom psami psach"),
        ("ws", "wies wsi wsia wsie wsiom wsiami wsiach"),
        ("gr", "gra gry grze gre gier grom grami grach"),
        ("las", "las lasu lasowi lasem lesie lasy lasow lasom lasami lasach"),
        ("ojk", "ojciec"),
        ("posl", "posel"),
        ("uczn", "uczen"),
        ("stopn", "stopien"),
        ("ogn", "ogien"),
        ("okn", "okien"),
        ("studn", "studzien"),
        ("kuchn", "kuchen"),
        ("wojn", "wojen"),
        ("wiosn", "wiosen"),
        ("wegl", "wegiel"),
        ("sosn", "sosen"),
        ("styczn", "styczen"),
        ("kwietn", "kwiecien"),
        ("sierpn", "sierpien"),
        ("wrzesn", "wrzesien wrzesnia wrzesniu wrzesniem"),
        ("grudn", "grudzien"),
        ("miesiac", "miesiac miesiaca miesiacu miesiacowi miesiacem miesiace miesiecy miesiacom miesiacami miesiacach"),
        ("tysiac", "tysiac tysiaca tysiacu tysiacem tysiace tysiecy tysiacom tysiacami tysiacach"),
        ("pieniad", "pieniadz pieniadza pieniadzu pieniadze pieniedzy pieniadzom pieniedzmi pieniadzach"),
        ("ksied", "ksiadz ksiedza ksiedzu ksiedzem ksieza ksiezy ksiezom ksiezmi"),
        ("ksieg", "ksiag"),
        ("blad", "blad bledu bledowi bledem bledzie bledy bledow bledom bledami bledach"),
        ("dab", "dab debu debowi debem debie deby debow debom debami debach"),
        ("zab", "zab zeba zebowi zebem zebie zeby zebow zebom zebami zebach"),
        ("golab", "golab golebia golebiowi golebiem golebiu golebie golebi golebiom golebiami golebiach"),
        ("okreg", "okrag"),
        ("wladz", "wladza wladzy wladze wladz wladzom wladzami wladzach"),
        ("rek", "reka reki rece reke rak rekom rekami rekach"),
        ("miejsk", "miejscy"),
        ("brat", "brat brata bratu bratem bracie bracia braci braciom bracmi braciach"),
    ];

    /// <summary>
    /// Stems that look like a shorter one with a suffix. Most would only be cut evenly; they stand here where that would make them
    /// meet another word, or not meet themselves.
    /// </summary>
    private const string Kept =
        // not the genitive -ów
        "budow przebudow rozbudow odbudow zabudow nadbudow rozmow zdrow polow odnow osnow dabrow "
        + "krakow rzeszow tarnow chorzow glogow piotrkow tomaszow chrzanow pruszkow miechow "
        // not the past -ał, -ił
        + "dzial oddzial wydzial udzial podzial rozdzial przedzial "
        + "kanal lokal metal medal sygnal final regal portal terminal kapital material chwil profil "
        // not the participle or gerund -an, -on, -en
        + "kapitan stadion szkolen urzadzen zarzadzen "
        // not the cases -em, -om, -ach, -ej
        + "problem system ekosystem poziom dyplom przelom atom zapach zamach strach "
        + "kolej turniej nadziej przywilej zlodziej hokej "
        // not the infinitive -ić, -ać
        + "dzielnic stolic granic okolic tablic roznic rocznic kamienic piwnic swietlic tajemnic palac "
        // not "we" -amy
        + "program reklam panoram "
        // not soft
        + "radi miejsc";

    private static readonly FrozenDictionary<string, string> _forms = _irregular
        .SelectMany(entry => entry.Forms.Split(' ').Select(form => KeyValuePair.Create(form, entry.Stem)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _kept =
        Kept.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The stem of an irregular form, null for any other word.</summary>
    public static string? StemOf(string word) => _forms.GetValueOrDefault(word);

    /// <summary>Whether the stemmer must not cut this stem.</summary>
    public static bool IsKeptStem(ReadOnlySpan<char> candidate, out string? stem) => _kept.TryGetValue(candidate, out stem);
}
