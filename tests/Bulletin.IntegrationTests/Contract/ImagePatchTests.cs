using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>A merge patch merges what is inside a member, too (RFC 7396): the picture is the one member that has members.</summary>
public sealed class ImagePatchTests(ContractFixture service) : ContractTests(service)
{
    private const string Url = "https://img.example.org/a.jpg";

    [Theory]
    [InlineData("""{"alt": "Inny opis"}""", Url, "Inny opis")]
    [InlineData("""{"url": "https://img.example.org/b.jpg"}""", "https://img.example.org/b.jpg", "Opis")]
    [InlineData("""{"url": "https://img.example.org/b.jpg", "alt": "Inny opis"}""", "https://img.example.org/b.jpg", "Inny opis")]
    [InlineData("""{}""", Url, "Opis")]
    public async Task What_is_absent_in_it_stays(string image, string url, string alt)
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Zdjęcie"), image = new { url = Url, alt = "Opis" } });
        Announcement changed = await Editor.PatchAsync(made, $"{{\"image\": {image}}}");
        Assert.Equal((new Image(url, alt), image == "{}" ? 1 : 2), (changed.Image, changed.Revision));
    }

    [Theory]
    [InlineData("""{"alt": null}""", "image.alt")]
    [InlineData("""{"url": null}""", "image.url")]
    [InlineData("""{"url": null, "alt": null}""", "image.url", "image.alt")]
    [InlineData("""{"alt": ""}""", "image.alt")]
    [InlineData("""{"alt": "x", "size": 5}""", "image.size")]
    public async Task Neither_the_address_nor_the_text_can_be_taken_away(string image, params string[] named)
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Zdjęcie"), image = new { url = Url, alt = "Opis" } });
        (await Editor.Patch(made.Address).IfMatch(made.ETag).Json($"{{\"image\": {image}}}").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", named);
        Assert.Equal(made.Image, (await Editor.ReadAsync(made)).Image);
    }

    [Theory]
    [InlineData("""{"alt": "x"}""", "image.url")]
    [InlineData("""{"url": "https://img.example.org/a.jpg"}""", "image.alt")]
    [InlineData("""{}""", "image.url", "image.alt")]
    [InlineData("""{"alt": null}""", "image.url", "image.alt")]
    public async Task Where_there_is_none_a_new_one_needs_both(string image, params string[] named)
    {
        Announcement made = await Editor.CreateAsync(new { title = Unique("Bez zdjęcia") });
        (await Editor.Patch(made.Address).IfMatch(made.ETag).Json($"{{\"image\": {image}}}").SendAsync()).IsProblem(HttpStatusCode.BadRequest, "invalid", named);
        Announcement whole = await Editor.PatchAsync(made, new { image = new { url = Url, alt = "Opis" } });
        Assert.Equal(new Image(Url, "Opis"), whole.Image);
        Assert.Null((await Editor.PatchAsync(whole, """{"image": null}""")).Image);
    }
}
