namespace Bulletin.Content.Files.Pdf;

/// <summary>
/// Watches tokens for actions that run programs, at every depth and in strings: a reader that jumps to a position in a string
/// would not take it for one.
/// </summary>
internal sealed class PdfPrograms
{
    private bool isKindNext;

    /// <summary>Adds a token; true if it is the kind of such an action.</summary>
    public bool IsFoundWith(PdfToken token, PdfLexer lexer)
    {
        if (token == PdfToken.Text)
        {
            isKindNext = false;
            return lexer.Text.IndexOf("/S"u8) >= 0 && IsIn(lexer.Text.ToArray());
        }

        bool isFound = isKindNext && token == PdfToken.Name && lexer.Word is "JavaScript" or "Launch";
        isKindNext = token == PdfToken.Name && lexer.Word is "S";
        return isFound;
    }

    private static bool IsIn(byte[] text)
    {
        var lexer = new PdfLexer(new PdfBytes(new MemoryStream(text), long.MaxValue, 1024, CancellationToken.None), text.Length);
        var inner = new PdfPrograms();
        while (lexer.Next() is not PdfToken.End and var token)
        {
            if (token != PdfToken.Text && inner.IsFoundWith(token, lexer))
            {
                return true;
            }
        }

        return false;
    }
}
