namespace Bulletin.Content.Files.Pdf;

/// <summary>The properties of a PDF that decide if everybody can read it.</summary>
/// <param name="Title">The title that the document has in itself; null if there is none.</param>
/// <param name="Language">The language of the whole document, a BCP 47 tag; null if it states none.</param>
/// <param name="IsTagged">True if its structure (headings, paragraphs, tables) is marked, as readers for the blind need it.</param>
/// <param name="HasText">False if it has only pictures, as from a scanner; null if that cannot be seen.</param>
/// <param name="Pages">The number of pages, as the document states it.</param>
internal sealed record PdfFacts(string? Title, string? Language, bool IsTagged, bool? HasText, int Pages);
