namespace Bulletin.Content.Files.Pdf;

/// <summary>
/// Watches tokens for actions that run programs, at every depth and in strings: a reader that jumps to a position in a string
/// would not take it for one.
/// </summary>
/// <param name="kinds">The kinds of actions.</param>
internal sealed class PdfPrograms(IReadOnlyCollection<string> kinds)
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

        bool isFound = isKindNext && token == PdfToken.Name && kinds.Contains(lexer.Word, StringComparer.Ordinal);
        isKindNext = token == PdfToken.Name && lexer.Word == "S";
        return isFound;
    }

    private bool IsIn(byte[] text)
    {
        var lexer = new PdfLexer(new PdfBytes(new MemoryStream(text), long.MaxValue, 1024, CancellationToken.None), text.Length);
        var inner = new PdfPrograms(kinds);
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
