using Bulletin.Content;
using Bulletin.Http;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Bulletin.Tests.Http;

public sealed class QueryParametersTests
{
    private static readonly DateTimeZone Warsaw = DateTimeZoneProviders.Tzdb["Europe/Warsaw"];

    [Theory]
    [InlineData("limit=1", 1)]
    [InlineData("limit=100", 100)]
    [InlineData("", 20)]
    public void A_limit_is_1_to_100(string query, int limit) => Assert.Equal(limit, Parameters(query).Page("main").Limit);

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=1000")]
    [InlineData("limit=-1")]
    [InlineData("limit=abc")]
    [InlineData("limit=1.0")]
    [InlineData("limit=%201")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=999999999999999999999999")]
    [InlineData("limit=")]
    [InlineData("limit=5&limit=6")]
    [InlineData("limit=5,6")]
    public void Any_other_limit_is_refused_by_name(string query) => AssertWrong("limit", query, parameters => parameters.Page("main"));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        QueryParameters parameters = Parameters("pinned=yes&from=yesterday&limit=0&colour=red&%00=x");
        parameters.Boolean("pinned");
        parameters.InstantOrDate("from", Warsaw);
        parameters.Page("main");
        Assert.Equal(
            ["(unreadable)", "colour", "from", "limit", "pinned"],
            A.Errors(parameters.ThrowIfWrong).Select(error => error.Split(": ")[0]));
    }

    [Fact]
    public void A_parameter_that_nobody_asked_for_is_an_error_also_when_another_one_resembles_it() =>
        AssertWrong("Limits", "Limits=5", parameters => parameters.Page("main"));

    [Theory]
    [InlineData("from=2024-04-23", "2024-04-22T22:00:00Z")]
    [InlineData("from=2024-01-23", "2024-01-22T23:00:00Z")]
    // The clocks change: midnight is summer time no more.
    [InlineData("from=2024-10-28", "2024-10-27T23:00:00Z")]
    [InlineData("from=2024-04-23T10:00:00Z", "2024-04-23T10:00:00Z")]
    [InlineData("from=2024-04-23T10:00:00%2B02:00", "2024-04-23T08:00:00Z")]
    [InlineData("from=2024-04-23T10:00:00+02:00", "2024-04-23T08:00:00Z")]
    public void A_date_begins_at_midnight_in_the_time_zone_of_the_site(string query, string instant) =>
        Assert.Equal(instant, Rfc3339.Format(Parameters(query).InstantOrDate("from", Warsaw)!.Value));

    [Theory]
    [InlineData("from=2024-02-30")]
    [InlineData("from=23.04.2024")]
    [InlineData("from=2024-04-23T10:00:00")]
    [InlineData("from=0001-01-01")]
    [InlineData("from=9999-12-31")]
    [InlineData("from=")]
    public void An_impossible_date_is_refused_by_name(string query) => AssertWrong("from", query, parameters => parameters.InstantOrDate("from", Warsaw));

    [Fact]
    public void A_list_may_be_given_at_once_or_one_by_one_and_says_each_thing_once()
    {
        Assert.Equal(["a", "b", "c"], Parameters("category=c,a&category=b, a").List("category", 10));
        Assert.Empty(Parameters("").List("category", 10));
    }

    [Theory]
    [InlineData("category=")]
    [InlineData("category=a,,b")]
    [InlineData("category=a,b,c")]
    [InlineData("category=a%00")]
    public void A_list_with_a_hole_or_with_too_many_is_refused_by_name(string query) => AssertWrong("category", query, parameters => parameters.List("category", 2));

    [Fact]
    public void Words_are_one_of_those_that_are_known()
    {
        Assert.Equal("archived", Parameters("status=archived").Choice("status", "published", "archived"));
        Assert.Null(Parameters("").Choice("status", "published", "archived"));
        AssertWrong("status", "status=Archived", parameters => parameters.Choice("status", "published", "archived"));
        AssertWrong("status", "status=", parameters => parameters.Choice("status", "published", "archived"));
        Assert.Equal((true, false, null), (Parameters("pinned=true").Boolean("pinned"), Parameters("pinned=false").Boolean("pinned"), Parameters("").Boolean("pinned")));
        AssertWrong("pinned", "pinned=1", parameters => parameters.Boolean("pinned"));
    }

    [Fact]
    public void A_text_has_a_limit_and_no_control_characters()
    {
        Assert.Equal("łódź", Parameters("q=%C5%82%C3%B3d%C5%BA").Text("q", 4));
        AssertWrong("q", "q=abcde", parameters => parameters.Text("q", 4));
        AssertWrong("q", "q=a%0Ab", parameters => parameters.Text("q", 4));
    }

    [Theory]
    [InlineData("category=b,a&pinned=true", "pinned=true&category=a,b", true)]
    [InlineData("category=a&limit=5", "category=a&limit=50", true)]
    [InlineData("category=a", "category=a,b", false)]
    [InlineData("pinned=true", "pinned=false", false)]
    [InlineData("pinned=true", "", false)]
    public void A_cursor_goes_with_the_same_question_however_it_is_asked(string first, string second, bool fits)
    {
        string cursor = Read(first).Cursor!.After("place");
        QueryParameters parameters = Parameters($"{second}&cursor={cursor}");
        Cursor? read = Read(parameters).Cursor;
        Assert.Equal(fits, read is not null);
        if (!fits)
        {
            Assert.StartsWith("cursor: ", A.Errors(parameters.ThrowIfWrong).Single());
        }
    }

    [Fact]
    public void A_cursor_of_another_site_or_another_list_is_refused()
    {
        string cursor = Read("").Cursor!.After("place");
        Assert.Null(Parameters($"cursor={cursor}").Page("other").Cursor);
        Assert.Null(Parameters($"cursor={cursor}", "/api/editor/announcements").Page("main").Cursor);
    }

    [Theory]
    [InlineData("cursor=abc")]
    [InlineData("cursor=")]
    [InlineData("cursor=%C5%82")]
    public void What_is_no_cursor_is_refused_by_name(string query) => AssertWrong("cursor", query, parameters => parameters.Page("main"));

    private static (int Limit, Cursor? Cursor) Read(string query) => Read(Parameters(query));

    private static (int Limit, Cursor? Cursor) Read(QueryParameters parameters)
    {
        parameters.List("category", 10);
        parameters.Boolean("pinned");
        return parameters.Page("main");
    }

    private static QueryParameters Parameters(string query, string path = "/api/announcements")
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Request.QueryString = new QueryString(query.Length == 0 ? null : "?" + query);
        return new QueryParameters(context);
    }

    private static void AssertWrong<T>(string name, string query, Func<QueryParameters, T> read)
    {
        QueryParameters parameters = Parameters(query);
        read(parameters);
        Assert.StartsWith(name + ": ", Assert.Single(A.Errors(parameters.ThrowIfWrong)));
    }
}
