using Bulletin.Content;

namespace Bulletin.Conversion.Lines;

/// <summary>
/// Assigns each category a name of its own within the length limit. An import identifies a category by its slug, or
/// else by its name, so two categories with one name and different slugs would become one: the second gets its slug
/// added to its name.
/// </summary>
internal sealed class CategoryNames(ConversionReport report)
{
    private const int MaximumName = 80;

    private readonly Dictionary<string, string> slugs = new(StringComparer.Ordinal);
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Returns the name of a category in the import; empty if it has none.</summary>
    public string Of(SourceCategory category)
    {
        string name = Lead.Cut(category.Name, MaximumName);
        if (category.Slug is not { } slug || name.Length == 0)
        {
            return name;
        }

        string folded = TextFolding.Fold(name);
        if (slugs.TryAdd(folded, slug) || slugs[folded] == slug)
        {
            return name;
        }

        string end = $" ({slug})";
        string own = end.Length < MaximumName - 10 ? Lead.Cut(category.Name, MaximumName - end.Length) + end : Lead.Cut(slug, MaximumName);
        if (told.Add(slug))
        {
            report.NoteFile($"has a category '{slug}' of the same name as '{slugs[folded]}': here it is called '{own}'");
        }

        return own;
    }
}
