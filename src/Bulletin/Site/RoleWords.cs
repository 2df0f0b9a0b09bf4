namespace Bulletin.Site;

/// <summary>The roles as words, in settings and in the API.</summary>
internal static class RoleWords
{
    /// <summary>The words, from the least role to the highest.</summary>
    public static readonly string[] All = ["author", "editor", "admin"];

    public static string Word(this Role role) => All[(int)role];

    /// <summary>The role of a word in lower case, or null.</summary>
    public static Role? Parse(string word) => Array.IndexOf(All, word) is >= 0 and var index ? (Role)index : null;
}
