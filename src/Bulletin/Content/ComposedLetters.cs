using System.Collections.Frozen;
using System.Text;

namespace Bulletin.Content;

/// <summary>
/// Joins Latin and Cyrillic letters with the marks that follow them, as Unicode's form NFC does: macOS writes the names of
/// files with letters and marks apart. .NET itself joins them only with ICU, without which this service runs.
/// </summary>
internal static class ComposedLetters
{
    // A mark, then pairs of a letter and the letter with the mark.
    private static readonly string[] Table =
    [
        "\u0300AÀEÈIÌNǸOÒUÙWẀYỲaàeèiìnǹoòuùwẁyỳ",
        "\u0301AÁCĆEÉGǴIÍKḰLĹMḾNŃOÓPṔRŔSŚUÚWẂYÝZŹaácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzźГЃКЌгѓкќ",
        "\u0302AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶZẐaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑ",
        "\u0303AÃEẼIĨNÑOÕUŨVṼYỸaãeẽiĩnñoõuũvṽyỹ",
        "\u0304AĀEĒGḠIĪOŌUŪYȲaāeēgḡiīoōuūyȳ",
        "\u0306AĂEĔGĞIĬOŎUŬaăeĕgğiĭoŏuŭИЙУЎЖӁийуўжӂ",
        "\u0307AȦBḂCĊDḊEĖFḞGĠHḢIİMṀNṄOȮPṖRṘSṠTṪWẆXẊYẎZŻaȧbḃcċdḋeėfḟgġhḣmṁnṅoȯpṗrṙsṡtṫwẇxẋyẏzż",
        "\u0308AÄEËHḦIÏOÖUÜWẄXẌYŸaäeëhḧiïoötẗuüwẅxẍyÿЕЁІЇеёії",
        "\u0309AẢEẺIỈOỎUỦYỶaảeẻiỉoỏuủyỷ",
        "\u030AAÅUŮaåuůwẘyẙ",
        "\u030BOŐUŰoőuű",
        "\u030CAǍCČDĎEĚGǦHȞIǏKǨLĽNŇOǑRŘSŠTŤUǓZŽaǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzž",
        "\u0323AẠBḄDḌEẸHḤIỊKḲLḶMṂNṆOỌRṚSṢTṬUỤVṾWẈYỴZẒaạbḅdḍeẹhḥiịkḳlḷmṃnṇoọrṛsṣtṭuụvṿwẉyỵzẓ",
        "\u0326SȘTȚsștț",
        "\u0327CÇDḐEȨGĢHḨKĶLĻNŅRŖSŞTŢcçdḑeȩgģhḩkķlļnņrŗsştţ",
        "\u0328AĄEĘIĮOǪUŲaąeęiįoǫuų",
    ];

    private static readonly FrozenDictionary<(char Letter, char Mark), char> Composed = Table
        .SelectMany(row => row[1..].Chunk(2), (row, pair) => KeyValuePair.Create((pair[0], row[0]), pair[1]))
        .ToFrozenDictionary();

    /// <summary>Returns the text with joined letters; marks that join with no letter stay.</summary>
    public static string Join(string text)
    {
        var joined = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            if (joined.Length > 0 && Composed.TryGetValue((joined[^1], character), out char one))
            {
                joined[^1] = one;
            }
            else
            {
                joined.Append(character);
            }
        }

        return joined.ToString();
    }
}
