namespace Bulletin.Conversion.Text;

/// <summary>A cleaned body.</summary>
/// <param name="Html">The body as HTML to be shown.</param>
/// <param name="HasLostText">True if the original has text in elements that are not shown.</param>
internal sealed record CleanBody(string Html, bool HasLostText);
