namespace Bulletin.Conversion.Text;

/// <summary>A cleaned body.</summary>
/// <param name="Html">The body as it is shown.</param>
/// <param name="HasLostText">Whether text in it is not shown, because the element that it stands in is not.</param>
internal sealed record CleanBody(string Html, bool HasLostText);
