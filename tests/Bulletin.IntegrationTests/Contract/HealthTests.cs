using System.Net;

namespace Bulletin.IntegrationTests.Contract;

public sealed class HealthTests(ContractFixture service) : ContractTests(service)
{
    [Theory]
    [InlineData("/health/live", "alive")]
    [InlineData("/health/ready", "ready")]
    public async Task The_service_says_that_it_works_and_nobody_keeps_the_answer(string address, string status)
    {
        Answer answer = (await Reader.GetAsync(address)).Is(HttpStatusCode.OK);
        Assert.Equal(status, (string?)answer.Json["status"]);
        Assert.Empty(answer.Json["away"]!.AsArray());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }
}
