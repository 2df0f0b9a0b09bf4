using System.Text.Json;
using Bulletin.Announcements;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Editing.Batches;

/// <summary>What a batch does to each of its announcements.</summary>
internal enum BatchAction
{
    Publish,
    Unpublish,
    Archive,
    Delete,
    Categorise,
}

/// <summary>An announcement of a batch.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Condition">The revision that the client has read.</param>
internal sealed record BatchItem(Guid Id, IfMatch Condition);

/// <summary>What a client asks of a batch.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Categories">The slugs of the categories that each announcement shall have, when that is what is asked for.</param>
/// <param name="Items">The announcements, each once.</param>
internal sealed record BatchInput(BatchAction Action, Member<IReadOnlyList<string>> Categories, IReadOnlyList<BatchItem> Items)
{
    /// <summary>The most announcements of a batch.</summary>
    public const int MaximumItems = 100;

    /// <summary>The words of the actions.</summary>
    public static readonly string[] Words = [.. Enum.GetValues<BatchAction>().Select(WordOf)];

    /// <summary>The word of the action, which revisions and the change log show.</summary>
    public string Word => WordOf(Action);

    /// <summary>Reads the members.</summary>
    /// <param name="root">A JSON object.</param>
    /// <exception cref="ProblemException">Members are wrong; the problem names each.</exception>
    public static BatchInput Read(JsonElement root)
    {
        var members = new JsonMembers(root);
        HashSet<Guid> ids = [];
        Member<BatchAction?> action = members.Word("action", ActionOf, $"must be one of {string.Join(", ", Words)}");
        Member<IReadOnlyList<string>> categories = members.Array(
            "categories", AnnouncementInput.MaximumCategories, nullable: false, (item, name) => AnnouncementInput.CategoryOf(members, item, name));
        Member<IReadOnlyList<BatchItem>> items = members.Array("items", MaximumItems, nullable: false, (item, name) => ItemOf(members, item, name, ids));
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

    /// <summary>Checks the categories against the action and against those that there are.</summary>
    /// <exception cref="ProblemException">There are categories where none may be, or none where they must be, or they do not exist.</exception>
    public void Check(CategorySet present)
    {
        if (Categories.IsPresent != (Action == BatchAction.Categorise))
        {
            throw Problem.Invalid("categories", Categories.IsPresent ? $"are for the action {WordOf(BatchAction.Categorise)} only" : "are required for this action");
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
