using System.Net;

namespace Bulletin.IntegrationTests.Contract;

/// <summary>Somebody who talks to the service with a credential, or without one.</summary>
public sealed class Caller(HttpClient http, string? token)
{
    public Request Get(string address) => Request(HttpMethod.Get, address);

    public Request Head(string address) => Request(HttpMethod.Head, address);

    public Request Post(string address) => Request(HttpMethod.Post, address);

    public Request Put(string address) => Request(HttpMethod.Put, address);

    public Request Patch(string address) => Request(HttpMethod.Patch, address);

    public Request Delete(string address) => Request(HttpMethod.Delete, address);

    public Request Request(HttpMethod method, string address) => new(http, token, method, address);

    public Task<Answer> GetAsync(string address) => Get(address).SendAsync();

    /// <summary>Makes an announcement.</summary>
    public async Task<Announcement> CreateAsync(object input) =>
        (await Post("/api/announcements").Json(input).SendAsync()).Announcement(HttpStatusCode.Created);

    /// <summary>Makes a published announcement of a title and nothing else.</summary>
    public Task<Announcement> PublishedAsync(string? title = null) =>
        CreateAsync(new { title = title ?? ContractTests.Unique("Ogłoszenie"), body = "Treść.", status = "published" });

    /// <summary>Makes a category with a name of its own.</summary>
    public async Task<Category> CreateCategoryAsync(object? input = null) =>
        (await Post("/api/categories").Json(input ?? new { name = ContractTests.Unique("Kategoria") }).SendAsync()).Category(HttpStatusCode.Created);

    /// <summary>The announcement as editors see it now.</summary>
    public async Task<Announcement> ReadAsync(Announcement announcement) => (await GetAsync(announcement.EditorsAddress)).Announcement();

    /// <summary>Changes an announcement under the ETag of what is given.</summary>
    public async Task<Announcement> PatchAsync(Announcement announcement, object change) =>
        (await Patch(announcement.Address).IfMatch(announcement.ETag).Json(change).SendAsync()).Announcement();

    /// <summary>Replaces an announcement under the ETag of what is given.</summary>
    public async Task<Announcement> PutAsync(Announcement announcement, object input) =>
        (await Put(announcement.Address).IfMatch(announcement.ETag).Json(input).SendAsync()).Announcement();

    /// <summary>Runs an action such as <c>publish</c>; <c>delete</c> is the DELETE request, and the answer is read afterwards.</summary>
    public async Task<Announcement> ActAsync(Announcement announcement, string action)
    {
        if (action != "delete")
        {
            return (await Post($"{announcement.Address}/{action}").SendAsync()).Announcement();
        }

        (await Delete(announcement.Address).IfMatch(announcement.ETag).SendAsync()).Is(HttpStatusCode.NoContent);
        return await ReadAsync(announcement);
    }
}
