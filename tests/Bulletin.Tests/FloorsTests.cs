using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;

namespace Bulletin.Tests;

/// <summary>
/// Tests the floors of <c>src/Bulletin</c>: a folder uses only the folders before it in the list in
/// <c>docs/design.md</c>, the only such list.
/// </summary>
public sealed class FloorsTests
{
    private static readonly Architecture Product = new ArchLoader().LoadAssembly(typeof(BulletinApp).Assembly).Build();

    private static readonly List<string> Floors = ReadFloors();

    [Fact]
    public void A_folder_uses_only_those_that_stand_before_it_in_the_list()
    {
        IEnumerable<string> upwards =
            from type in Product.Types
            where IsOurs(type)
            from used in type.GetTypeDependencies()
            where IsOurs(used) && FloorOf(used) > FloorOf(type)
            select $"{type.FullName} uses {used.FullName}";

        string all = string.Join('\n', upwards.Distinct().Order(StringComparer.Ordinal));
        Assert.True(all.Length == 0, all);
    }

    [Fact]
    public void The_list_has_every_folder_of_the_product()
    {
        IEnumerable<string> folders = Product.Types.Where(IsOurs).Select(FolderOf).Distinct().ToList();

        Assert.DoesNotContain(folders, folder => FloorOf(folder) < 0);
        Assert.All(Floors, floor => Assert.Contains(floor, folders));
    }

    private static List<string> ReadFloors() =>
    [
        .. EmbeddedFile.Text("design.md").Split('\n')
            .SkipWhile(line => line != "```floors").Skip(1).TakeWhile(line => line != "```")
            .Select(line => line.Split(' ')[0].TrimEnd('/')),
    ];

    // A type parameter has no namespace, and the type of a function pointer no name that begins with one.
    private static bool IsOurs(IType type) =>
        type.Namespace?.FullName is { } name && (name == "Bulletin" || name.StartsWith("Bulletin.", StringComparison.Ordinal))
        && type.FullName.StartsWith("Bulletin.", StringComparison.Ordinal);

    private static int FloorOf(IType type) => FloorOf(FolderOf(type));

    // A subfolder without a line of its own belongs to its parent's floor.
    private static int FloorOf(string folder)
    {
        int floor = Floors.IndexOf(folder);
        return floor >= 0 || !folder.Contains('/', StringComparison.Ordinal) ? floor : FloorOf(folder[..folder.LastIndexOf('/')]);
    }

    private static string FolderOf(IType type) =>
        type.Namespace.FullName == "Bulletin" ? "." : type.Namespace.FullName["Bulletin.".Length..].Replace('.', '/');
}
