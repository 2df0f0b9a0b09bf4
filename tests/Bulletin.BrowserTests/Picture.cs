using System.Text.RegularExpressions;

namespace Bulletin.BrowserTests;

/// <summary>The pictures of the sites, drawn when they are asked for.</summary>
internal static partial class Picture
{
    public const string ContentType = "image/svg+xml";

    /// <summary>Returns a picture of the size that its address tells.</summary>
    public static string Of(string address)
    {
        Match size = Size().Match(address);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{size.Groups[1]}" height="{size.Groups[2]}">
            <rect width="100%" height="100%" fill="#888"/></svg>
            """;
    }

    /// <summary>Answers a request for a picture.</summary>
    public static Task AnswerAsync(IRoute route) => route.FulfillAsync(new() { ContentType = ContentType, Body = Of(route.Request.Url) });

    [GeneratedRegex("/([0-9]+)x([0-9]+)/")]
    private static partial Regex Size();
}
