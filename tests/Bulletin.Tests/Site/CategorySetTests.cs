using Bulletin.Site;

namespace Bulletin.Tests.Site;

public sealed class CategorySetTests
{
    private static readonly Category Culture = A.Category(slug: "kultura", name: "Kultura") with { Order = 2, Count = 3, FormerSlugs = ["imprezy"] };
    private static readonly Category Lodz = A.Category(slug: "lodz", name: "Łódź") with { Order = 1 };
    private static readonly Category Nature = A.Category(slug: "srodowisko", name: "Środowisko") with { Order = 1 };
    private static readonly Category Events = A.Category(slug: "wydarzenia", name: "Wydarzenia") with
    {
        AliasOf = Culture.Id,
        Count = 4,
        FormerSlugs = ["co-gdzie-kiedy"],
        FormerIds = [Guid.Parse("11111111-1111-7111-8111-111111111111")],
    };

    private static readonly CategorySet Set = new(7, [Nature, Events, Culture, Lodz]);

    [Fact]
    public void Readers_see_them_by_order_and_then_by_name_without_those_that_are_merged() =>
        Assert.Equal(["lodz", "srodowisko", "kultura"], Set.Listed.Select(category => category.Slug));

    [Theory]
    [InlineData("kultura")]
    [InlineData("imprezy")]
    [InlineData("wydarzenia")]
    [InlineData("co-gdzie-kiedy")]
    public void Every_present_and_former_slug_leads_to_the_category_that_is_shown(string slug) => Assert.Equal(Culture, Set.Find(slug));

    [Fact]
    public void New_use_is_possible_under_the_present_slug_only()
    {
        Assert.Equal(Culture, Set.FindCurrent("kultura"));
        Assert.Null(Set.FindCurrent("imprezy"));
        Assert.Null(Set.FindCurrent("wydarzenia"));
        Assert.Null(Set.FindCurrent("Kultura"));
        Assert.Null(Set.Find("nie-ma"));
    }

    [Fact]
    public void An_id_of_a_merged_category_stands_for_the_one_that_it_went_into()
    {
        Assert.Equal(Culture, Set.Resolve(Culture.Id));
        Assert.Equal(Culture, Set.Resolve(Events.Id));
        Assert.Equal(Culture, Set.Resolve(Events.FormerIds[0]));
        Assert.Null(Set.Resolve(Guid.NewGuid()));
        CategorySet merged = Set.Without(Events.Id).With(Culture with { FormerIds = [Events.Id, .. Events.FormerIds] });
        Assert.Equal(Culture.Id, merged.Resolve(Events.Id)!.Id);
        Assert.Equal(Culture.Id, merged.Resolve(Events.FormerIds[0])!.Id);
    }

    [Fact]
    public void A_category_counts_and_lists_what_is_being_merged_into_it()
    {
        Assert.Equal(7, Set.CountOf(Culture));
        Assert.Equal(0, Set.CountOf(Nature));
        Assert.Equal([Events, Culture], Set.WithAliases(Culture));
    }

    [Theory]
    [InlineData("ŁÓDŹ")]
    [InlineData("lodz")]
    public void Names_are_the_same_but_for_case_and_diacritics(string name) => Assert.Equal(Lodz, Set.FindByName(name));

    [Fact]
    public void The_name_of_a_merged_category_is_free_again_but_its_slug_is_not()
    {
        Assert.Null(Set.FindByName("Wydarzenia"));
        Assert.True(Set.IsTaken("wydarzenia"));
        Assert.True(Set.IsTaken("co-gdzie-kiedy"));
        Assert.False(Set.IsTaken("inne"));
    }

    [Fact]
    public void A_changed_set_leaves_the_old_one_as_it_was()
    {
        CategorySet changed = Set.With(Lodz with { Slug = "miasto", FormerSlugs = ["lodz"] }).At(8);
        Assert.Equal(("miasto", 8), (changed.Find("lodz")!.Slug, changed.Stamp));
        Assert.Equal(("lodz", 7), (Set.Find("lodz")!.Slug, Set.Stamp));
        Assert.Null(Set.Without(Lodz.Id).Find("lodz"));
    }

    [Fact]
    public void A_present_slug_wins_over_a_former_one_of_another()
    {
        Category other = A.Category(slug: "inna", name: "Inna") with { FormerSlugs = ["kultura"] };
        foreach (Category[] order in (Category[][])[[Culture, other], [other, Culture]])
        {
            Assert.Equal(Culture, new CategorySet(0, order).Find("kultura"));
        }
    }
}
