namespace Bulletin.Site;

/// <summary>The names of the roles in settings and in the API.</summary>
internal static class RoleWords
{
    /// <summary>The names, from the lowest role to the highest.</summary>
    public static readonly string[] All = ["author", "editor", "admin"];

    public static string Word(this Role role) => All[(int)role];

    /// <summary>Returns the role with a name in lower case; null if there is none.</summary>
    public static Role? Parse(string word) => Array.IndexOf(All, word) is >= 0 and var index ? (Role)index : null;
}
