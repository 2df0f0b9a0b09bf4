using System.Collections.Frozen;

namespace Bulletin.Search;

/// <summary>The exceptions to the rules among the words that matter in municipal news, folded.</summary>
internal static class PolishIrregularForms
{
    /// <summary>The stems, with the forms that the rules do not reduce to them.</summary>
    private static readonly (string Stem, string Forms)[] Irregular =
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
        ("tysiac", "tysiac tysiaca tysiacu tysiacowi tysiacem tysiace tysiecy tysiacom tysiacami tysiacach"),
        ("pieniad", "pieniadz pieniadza pieniadzu pieniadzowi pieniadze pieniedzy pieniadzom pieniedzmi pieniadzach"),
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
        ("siet", "siec"),
        ("pamiet", "pamiec"),
        ("smiert", "smierc"),
        ("chet", "chec"),
        ("jedn", "jeden"),
        ("drug", "drudzy"),
        ("krw", "krew"),
        ("kreg", "krag"),
        ("budzet", "budzecie"),
        ("brat", "brat brata bratu bratem bracie bracia braci braciom bracmi braciach"),
    ];

    /// <summary>
    /// Stems that end like a shorter stem with a suffix. Without this table some of their forms would be cut and others
    /// not, or they would be confused with another word: <c>port</c> and <c>portal</c>.
    /// </summary>
    private static readonly string[] KeptStems =
    [
        // not the genitive -ów
        .. "budow przebudow rozbudow odbudow zabudow nadbudow rozmow zdrow polow odnow osnow dabrow".Split(' '),
        .. "krakow rzeszow tarnow chorzow glogow piotrkow tomaszow chrzanow pruszkow miechow zabierzow czernichow kocmyrzow".Split(' '),

        // not the past -ał, -ił
        .. "dzial oddzial wydzial udzial podzial rozdzial przedzial".Split(' '),
        .. "kanal lokal metal medal sygnal final regal portal terminal kapital material chwil profil".Split(' '),

        // not a participle or gerund: -an, -on, -en, -et
        .. "kapitan stadion szkolen urzadzen zarzadzen ogrodzen osiedlen budzet".Split(' '),

        // not the past -ela
        .. "niedziel".Split(' '),

        // not the cases -em, -om, -ach, -ej, -ym
        .. "problem system ekosystem poziom dyplom przelom atom zapach zamach strach".Split(' '),
        .. "kolej turniej nadziej przywilej zlodziej hokej rodzim".Split(' '),

        // not an infinitive: -ić, -ać
        .. "dzielnic stolic granic okolic tablic roznic rocznic kamienic piwnic swietlic tajemnic palac rodzic prysznic szkic".Split(' '),
        .. "katowic gliwic niepolomic michalowic wadowic biskupic".Split(' '),

        // not "we": -amy
        .. "program reklam panoram".Split(' '),

        // not soft: radio; miejsce is not miejski
        .. "radi miejsc".Split(' '),
    ];

    private static readonly FrozenDictionary<string, string> Forms = Irregular
        .SelectMany(entry => entry.Forms.Split(' ').Select(form => KeyValuePair.Create(form, entry.Stem)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Kept =
        KeptStems.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Returns the stem of an irregular form; null for any other word.</summary>
    public static string? StemOf(string word) => Forms.GetValueOrDefault(word);

    /// <summary>Returns the letters as a stem if the rules must not cut them; otherwise null.</summary>
    public static string? KeptStem(ReadOnlySpan<char> letters) => Kept.TryGetValue(letters, out string? stem) ? stem : null;
}
