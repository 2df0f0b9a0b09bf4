using Bulletin.Http;
using Bulletin.Problems;
using Microsoft.AspNetCore.Http;

namespace Bulletin.Tests.Http;

public sealed class IfMatchTests
{
    [Theory]
    [InlineData("\"r3\"")]
    [InlineData("*")]
    [InlineData("\"r1\", \"r3\"")]
    [InlineData("\"r1\",\"r3\"")]
    public void The_present_revision_matches(string header) => Header(header).Check(3);

    [Theory]
    [InlineData("\"r2\"")]
    [InlineData("\"R3\"")]
    [InlineData("\"r33\"")]
    [InlineData("\"*\"")]
    [InlineData("\"r1\", \"r2\"")]
    // If-Match compares strongly: a weak ETag never matches.
    [InlineData("W/\"r3\"")]
    public void Anything_else_was_changed_meanwhile_and_the_present_one_is_named(string header)
    {
        Problem problem = Assert.Throws<ProblemException>(() => Header(header).Check(3)).Problem;
        Assert.Equal((412, true), (problem.Kind.Status, problem.Detail.Contains("\"r3\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("r3")]
    [InlineData("3")]
    [InlineData("\"r3")]
    [InlineData("\"r3\" \"r4\"")]
    [InlineData(",")]
    [InlineData("\"r3\", *x")]
    public void What_is_no_ETag_is_refused_by_name(string header) =>
        Assert.StartsWith("If-Match: ", A.Errors(() => Header(header)).Single());

    [Fact]
    public void Several_headers_are_one_list() => Read("\"r1\"", "\"r3\"").Check(3);

    [Fact]
    public void Without_the_header_there_is_no_condition_unless_there_must_be_one()
    {
        Read().Check(7);
        Assert.Equal(428, Assert.Throws<ProblemException>(() => IfMatch.Require(new DefaultHttpContext())).Problem.Kind.Status);
    }

    [Fact]
    public void What_is_sent_as_ETag_matches_itself()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfMatch = IfMatch.ETagOf(12);
        IfMatch.Require(context).Check(12);
        Assert.Throws<ProblemException>(() => IfMatch.Require(context).Check(13));
    }

    internal static IfMatch Header(string header) => Read(header);

    private static IfMatch Read(params string[] headers)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfMatch = headers;
        return IfMatch.Read(context);
    }
}
