using CsCheck;

namespace Bulletin.IntegrationTests.Model;

/// <summary>An action or an event. Its numbers select from the items that exist when it is performed.</summary>
internal abstract record Operation
{
    /// <summary>Chooses what is not part of the operation, such as the size of the pages that are compared after it.</summary>
    public int Salt { get; init; }

    public static Gen<Operation[]> Sequences { get; } = Gen.Select(
        Gen.Frequency(
            (6, Gen.Select(Shape.Gen, Operation (shape) => new Create(shape))),
            (4, Gen.Select(Target, Shape.Gen, Conditions, Operation (target, shape, condition) => new Replace(target, shape, condition))),
            (6, Gen.Select(Target, Shape.Gen, Conditions, Operation (target, shape, condition) => new Patch(target, shape, condition))),
            (5, Gen.Select(Target, Shape.Gen, Conditions, Operation (target, dates, condition) => new Publish(target, dates, condition))),
            (6, Gen.Select(Target, Gen.OneOf("unpublish", "archive", "restore"), Conditions, Operation (target, action, condition) => new Act(target, action, condition))),
            (2, Gen.Select(Target, Conditions, Operation (target, condition) => new Delete(target, condition))),
            (2, Gen.Select(Target, Operation (name) => new CreateCategory(name))),
            (1, Gen.Select(Target, Target, Target, Conditions, Operation (target, name, slug, condition) => new RenameCategory(target, name, slug, condition))),
            (1, Gen.Select(Target, Target, Conditions, Operation (target, moveTo, condition) => new DeleteCategory(target, moveTo, condition))),
            (2, Gen.Select(Target, Operation (target) => new ReplaceFile(target))),
            (6, Gen.Select(Gen.Int[0, Pass.Steps.Length - 1], Operation (step) => new Pass(step))),
            (3, Gen.Select(Gen.Bool, Gen.Bool, Operation (publish, archive) => new RunTimers(publish, archive))),
            (1, Gen.Select(Gen.Bool, Operation (isShort) => new Reschedule(isShort)))),
        Gen.Int[0, 1_000_000],
        (operation, salt) => operation with { Salt = salt }).Array[15, 45];

    private static Gen<int> Target => Gen.Int[0, 1000];

    // Mostly what an attentive editor sends.
    private static Gen<Condition> Conditions => Gen.Frequency(
        (6, Gen.Const(Condition.Fresh)), (2, Gen.Const(Condition.Any)), (2, Gen.Const(Condition.Stale)), (1, Gen.Const(Condition.None)));
}

internal sealed record Create(Shape Shape) : Operation;

internal sealed record Replace(int Target, Shape Shape, Condition Condition) : Operation;

internal sealed record Patch(int Target, Shape Shape, Condition Condition) : Operation;

internal sealed record Publish(int Target, Shape Dates, Condition Condition) : Operation;

internal sealed record Act(int Target, string Action, Condition Condition) : Operation;

internal sealed record Delete(int Target, Condition Condition) : Operation;

internal sealed record CreateCategory(int Name) : Operation;

internal sealed record RenameCategory(int Target, int Name, int Slug, Condition Condition) : Operation;

internal sealed record DeleteCategory(int Target, int MoveTo, Condition Condition) : Operation;

/// <summary>A medium gets another file.</summary>
internal sealed record ReplaceFile(int Target) : Operation;

internal sealed record RunTimers(bool Publish, bool Archive) : Operation;

/// <summary>The archiving period becomes another, and is applied.</summary>
internal sealed record Reschedule(bool IsShort) : Operation;

/// <summary>Time passes.</summary>
internal sealed record Pass(int Step) : Operation
{
    // The same distances as in shapes, so that dates are met to the instant, and passed by little.
    public static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1),
        TimeSpan.FromDays(3), TimeSpan.FromDays(30), TimeSpan.FromDays(100), TimeSpan.FromDays(365),
    ];
}

/// <summary>The <c>If-Match</c> of a request.</summary>
internal enum Condition
{
    Fresh,
    Any,
    Stale,
    None,
}

/// <summary>An editor's input for an announcement: the members whose bit is set.</summary>
internal sealed record Shape
{
    public static readonly (string Text, string Slug)[] Titles =
    [
        ("Remont mostu", "remont-mostu"), ("Łąka nad Wisłą", "laka-nad-wisla"), ("Nowa linia 7", "nowa-linia-7"), ("REMONT mostu!", "remont-mostu"),
    ];

    private static readonly TimeSpan?[] PublishedIn =
    [
        null, TimeSpan.FromDays(-400), TimeSpan.FromDays(-3), TimeSpan.FromMinutes(-1), TimeSpan.Zero, TimeSpan.FromMilliseconds(1),
        TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(30),
    ];

    private static readonly TimeSpan?[] ExpiresIn =
    [
        null, TimeSpan.FromDays(-1), TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(3), TimeSpan.FromDays(100),
    ];

    private static readonly TimeSpan?[] PinnedIn =
    [
        null, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(3), TimeSpan.FromDays(30),
        TimeSpan.FromDays(400), TimeSpan.FromMinutes(-1),
    ];

    public required Members Members { get; init; }

    public required int Title { get; init; }

    public required int Text { get; init; }

    public required bool Pinned { get; init; }

    public required int PinEnds { get; init; }

    public required bool Keep { get; init; }

    /// <summary>A bit for each category; the highest names one that does not exist.</summary>
    public required int Categories { get; init; }

    /// <summary>0 for null, which generates it from the title.</summary>
    public required int Slug { get; init; }

    /// <summary>A bit for each medium that it carries.</summary>
    public required int Files { get; init; }

    public required int Published { get; init; }

    public required int Expires { get; init; }

    public required bool IsPublished { get; init; }

    public required bool Minor { get; init; }

    public string TitleText => Titles[Title].Text;

    public string Body => Text == 0 ? string.Empty : $"Tekst {Text}.";

    public string Language => Text % 2 == 0 ? "pl" : "en-GB";

    public string? SlugText => Slug == 0 ? null : $"adres-{Slug}";

    public bool NamesUnknownCategory => (Categories & 64) != 0;

    public DateTimeOffset? PublishedAt(DateTimeOffset now) => now + PublishedIn[Published];

    public DateTimeOffset? ExpiresAt(DateTimeOffset now) => now + ExpiresIn[Expires];

    public DateTimeOffset? PinnedUntil(DateTimeOffset now) => now + PinnedIn[PinEnds];

    public bool Has(Members member) => (Members & member) != 0;

    public override string ToString() => string.Join(
        ", ",
        $"title {Title}",
        $"has {Members}",
        $"text {Text}",
        $"pinned {Pinned} for {PinnedIn[PinEnds]?.ToString() ?? "good"}",
        $"keep {Keep}",
        $"categories {Categories}",
        $"files {Files}",
        $"slug {SlugText ?? "null"}",
        $"published in {PublishedIn[Published]?.ToString() ?? "null"}",
        $"expires in {ExpiresIn[Expires]?.ToString() ?? "null"}",
        $"status {(IsPublished ? "published" : "draft")}",
        $"minor {Minor}");

    public static Gen<Shape> Gen { get; } = CsCheck.Gen.Select(
        CsCheck.Gen.Int[0, (int)Members.All], CsCheck.Gen.Int[0, (int)Members.All], CsCheck.Gen.Int[0, Titles.Length - 1], CsCheck.Gen.Int[0, 3],
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 3], CsCheck.Gen.Int[0, PinnedIn.Length - 1]), CsCheck.Gen.Int[0, 200], CsCheck.Gen.Int[0, 4],
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, PublishedIn.Length - 1], CsCheck.Gen.Int[0, ExpiresIn.Length - 1], CsCheck.Gen.Int[0, 3]),
        (some, more, title, text, pin, categories, slug, dates) => new Shape
        {
            // Fewer than half of the members, and rarely slugs and expiry; absent members are as interesting as present ones.
            Members = (Members)(some & more) | ((some & 1) != 0 ? Members.Status : 0),
            Title = title,
            Text = text,
            Pinned = (pin.Item1 & 1) != 0,
            PinEnds = pin.Item2,
            Keep = pin.Item1 == 3,
            Categories = categories < 128 ? categories & 63 : categories % 8 == 0 ? 64 : categories & 3,
            Slug = slug,
            Files = categories & ((1 << ModelSite.Media) - 1),
            Published = dates.Item1,
            Expires = dates.Item2,
            IsPublished = dates.Item3 > 0,
            Minor = dates.Item3 == 1,
        });
}

/// <summary>The members that a client sends.</summary>
[Flags]
internal enum Members
{
    None = 0,
    Title = 1,
    Body = 2,
    Language = 4,
    Pinned = 8,
    Keep = 16,
    Categories = 32,
    Slug = 64,
    PublishedAt = 128,
    ExpiresAt = 256,
    Status = 512,
    Minor = 1024,
    PinnedUntil = 2048,
    Files = 4096,
    All = 8191,
}
