namespace Bulletin.Previews;

/// <summary>A link that shows a draft as a reader would see it.</summary>
/// <param name="Url">The URL to pass on: everybody who has it can see the draft.</param>
/// <param name="Token">The value of <c>{token}</c> in the URL.</param>
/// <param name="ExpiresAt">The time at which the link expires.</param>
internal sealed record PreviewRepresentation(string Url, string Token, DateTimeOffset ExpiresAt);
