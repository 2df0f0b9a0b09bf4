namespace Bulletin.Previews;

/// <summary>A link that shows a draft as a reader would see it.</summary>
/// <param name="Url">The address to give away: whoever has it sees the draft.</param>
/// <param name="Token">What stands in it for <c>{token}</c>.</param>
/// <param name="ExpiresAt">From when on it shows nothing.</param>
internal sealed record PreviewRepresentation(string Url, string Token, DateTimeOffset ExpiresAt);
