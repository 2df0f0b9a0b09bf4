using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Editing.Batches;

/// <summary>The action of a batch on each of its announcements.</summary>
internal enum BatchAction
{
    Publish,
    Unpublish,
    Archive,
    Delete,
    Categorise,
}

/// <summary>An announcement in a batch.</summary>
/// <param name="Id">The id.</param>
/// <param name="Condition">The client's condition on the current revision.</param>
internal sealed record BatchItem(Guid Id, IfMatch Condition);

/// <summary>A batch in a request.</summary>
/// <param name="Action">The action.</param>
/// <param name="Categories">The slugs of the categories to set, for <see cref="BatchAction.Categorise"/> only.</param>
/// <param name="Items">The announcements, each once.</param>
internal sealed record BatchInput(BatchAction Action, Member<IReadOnlyList<string>> Categories, IReadOnlyList<BatchItem> Items)
{
    /// <summary>The maximum number of announcements in a batch.</summary>
    public const int MaximumItems = 100;

    /// <summary>The words for the actions.</summary>
    public static readonly string[] Words = [.. Enum.GetValues<BatchAction>().Select(WordOf)];

    /// <summary>The word for the action, used in revisions and in the change log.</summary>
    public string Word => WordOf(Action);

    /// <summary>Reads a batch.</summary>
    /// <param name="root">A JSON object.</param>
    /// <exception cref="ProblemException">Members are invalid; the problem lists them.</exception>
    public static BatchInput Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        HashSet<Guid> ids = [];
        Member<BatchAction?> action = members.Word("action", ActionOf, $"must be one of {string.Join(", ", Words)}");
        Member<IReadOnlyList<string>> categories = members.Array(
            "categories",
            AnnouncementInput.MaximumCategories,
            nullable: false,
            (item, name) => AnnouncementInput.CategoryOf(members, item, name));
        Member<IReadOnlyList<BatchItem>> items = members.Array(
            "items", MaximumItems, nullable: false, (item, name) => ItemOf(members, item, name, ids));
        if (!action.IsPresent)
        {
            members.Error("action", "is required");
        }

        if (!items.IsPresent)
        {
            members.Error("items", "is required");
        }
        else if (items.Value is { Count: 0 } && root.GetProperty("items").GetArrayLength() == 0)
        {
            members.Error("items", $"must have 1 to {MaximumItems} items, not 0");
        }

        members.ThrowIfWrong();
        return new BatchInput(action.Value!.Value, categories, items.Value!);
    }

    /// <summary>Checks that categories are given exactly if the action requires them, and that they exist.</summary>
    /// <exception cref="ProblemException">Categories are missing, not allowed for the action, or unknown.</exception>
    public void Check(CategorySet present)
    {
        if (Categories.IsPresent != (Action == BatchAction.Categorise))
        {
            throw Problem.Invalid(
                "categories",
                Categories.IsPresent ? $"are for the action {WordOf(BatchAction.Categorise)} only" : "are required for this action");
        }

        AnnouncementChange.CategoriesOf(Categories.Value ?? [], present);
    }

    private static BatchItem? ItemOf(JsonMembers members, JsonElement item, string name, HashSet<Guid> ids)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            members.Error(name, "must be an object");
            return null;
        }

        JsonMembers inside = members.Inside(name, item);
        string? id = inside.Parsed("id", text => Guid.TryParseExact(text, "D", out Guid parsed) && ids.Add(parsed)
            ? (text, null)
            : ((string?)null, parsed == Guid.Empty ? "must be the id of an announcement, a UUID" : "is in the batch already")).Value;
        IfMatch? condition = inside.Parsed(
            "ifMatch", text => IfMatch.Of(text) is { } read ? (read, null) : ((IfMatch?)null, "must be an ETag such as r3, or *")).Value;
        foreach (string required in (string[])["id", "ifMatch"])
        {
            if (!inside.Has(required))
            {
                inside.Error(required, "is required");
            }
        }

        inside.RefuseOthers();
        return id is null || condition is null ? null : new BatchItem(Guid.Parse(id), condition);
    }

    private static BatchAction? ActionOf(string word)
    {
        int index = Array.IndexOf(Words, word);
        return index < 0 ? null : (BatchAction)index;
    }

    private static string WordOf(BatchAction action) => action.ToString().ToLowerInvariant();
}
