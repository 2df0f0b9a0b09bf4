using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Http;
using Bulletin.Problems;
using Bulletin.Settings;
using Bulletin.Site;
using NodaTime;

namespace Bulletin.Host;

/// <summary>
/// The commands <c>keys list</c>, <c>create</c>, <c>change</c> and <c>revoke</c>: API keys from the command line, for
/// the first admin and if no admin key is left. Running instances apply changes within 30 s.
/// </summary>
internal static class KeysCommand
{
    public static Command Create(string[] settings) => new("keys", "Lists, makes, changes and revokes the API keys that are stored.")
    {
        List(settings), Make(settings), Change(settings), Revoke(settings),
    };

    private static Command List(string[] settings)
    {
        var list = new Command("list", "Lists the stored keys: id, role, expiry, last use, name.");
        list.SetAction((_, cancellation) => MaintenanceCommands.RunAsync(settings, async services =>
        {
            (ApiKeySet keys, IReadOnlyDictionary<Guid, DateTimeOffset> lastUsed) =
                await services.GetRequiredService<ApiKeyEditor>().ListAsync(cancellation);
            foreach (ApiKey key in keys.All)
            {
                string used = lastUsed.TryGetValue(key.Id, out DateTimeOffset at) ? Rfc3339.Format(at) : "never used";
                await Console.Out.WriteLineAsync($"{key.Id:D}\t{key.Role.Word()}\t{Until(key)}\t{used}\t{key.Name}");
            }

            return 0;
        }));
        return list;
    }

    private static Command Make(string[] settings)
    {
        var name = new Argument<string>("name") { Description = "Who holds it, as revisions and the change log show." };
        var role = new Option<string>("--role") { Description = "What it allows: author, editor or admin.", Required = true };
        var expires = new Option<string>("--expires")
        {
            Description = "From when on it is refused: a date in the site's time zone, or an instant. It does not expire without.",
        };
        var make = new Command("create", "Makes a key. Its token is all that goes to standard output, this once.") { name, role, expires };
        make.SetAction((parsed, cancellation) => MaintenanceCommands.RunAsync(settings, async services =>
        {
            DateTimeZone zone = services.GetRequiredService<BulletinSettings>().TimeZone;
            ApiKeyInput input = InputOf(
                new JsonObject
                {
                    ["name"] = parsed.GetRequiredValue(name),
                    ["role"] = parsed.GetRequiredValue(role),
                    ["expiresAt"] = parsed.GetValue(expires) is { } end ? InstantOf(end, zone) : null,
                },
                isPatch: false);
            (ApiKey key, string token) = await services.GetRequiredService<ApiKeyEditor>().CreateAsync(input, Actor.Service, cancellation);
            await Console.Out.WriteLineAsync(token);
            await Console.Error.WriteLineAsync(
                $"Made the key '{key.Name}' ({key.Role.Word()}, {Until(key)}), id {key.Id:D}. "
                + "Its token stands on standard output and is shown this once.");
            return 0;
        }));
        return make;
    }

    private static Command Change(string[] settings)
    {
        var which = new Argument<string>("key") { Description = "Its id, or its name." };
        var name = new Option<string>("--name") { Description = "Another name; the holder keeps their drafts." };
        var role = new Option<string>("--role") { Description = "Another role: author, editor or admin." };
        var expires = new Option<string>("--expires")
        {
            Description = "Another end: a date in the site's time zone, an instant, or never.",
        };
        var change = new Command("change", "Changes the name, the role or the end of a key.") { which, name, role, expires };
        change.SetAction((parsed, cancellation) => MaintenanceCommands.RunAsync(settings, async services =>
        {
            ApiKeyEditor editor = services.GetRequiredService<ApiKeyEditor>();
            ApiKey key = await FindAsync(editor, parsed.GetRequiredValue(which), cancellation);
            var patch = new JsonObject();
            ReadOnlySpan<(string, string?)> given = [("name", parsed.GetValue(name)), ("role", parsed.GetValue(role))];
            foreach ((string member, string? value) in given)
            {
                if (value is not null)
                {
                    patch[member] = value;
                }
            }

            if (parsed.GetValue(expires) is { } end)
            {
                patch["expiresAt"] = end == "never" ? null : InstantOf(end, services.GetRequiredService<BulletinSettings>().TimeZone);
            }

            ApiKey changed = await editor.PatchAsync(key.Id, InputOf(patch, isPatch: true), IfMatch.None, Actor.Service, cancellation);
            await Console.Error.WriteLineAsync(
                $"The key {changed.Id:D} is '{changed.Name}' ({changed.Role.Word()}, {Until(changed)}), everywhere within 30 s.");
            return 0;
        }));
        return change;
    }

    private static Command Revoke(string[] settings)
    {
        var which = new Argument<string>("key") { Description = "Its id, or its name." };
        var revoke = new Command("revoke", "Revokes a key: it is refused everywhere within 30 s.") { which };
        revoke.SetAction((parsed, cancellation) => MaintenanceCommands.RunAsync(settings, async services =>
        {
            ApiKeyEditor editor = services.GetRequiredService<ApiKeyEditor>();
            ApiKey key = await FindAsync(editor, parsed.GetRequiredValue(which), cancellation);
            await editor.DeleteAsync(key.Id, IfMatch.None, Actor.Service, cancellation);
            await Console.Error.WriteLineAsync($"Revoked the key '{key.Name}', id {key.Id:D}. It is refused everywhere within 30 s.");
            return 0;
        }));
        return revoke;
    }

    private static async Task<ApiKey> FindAsync(ApiKeyEditor editor, string asked, CancellationToken cancellation)
    {
        (ApiKeySet keys, _) = await editor.ListAsync(cancellation);
        return (Guid.TryParseExact(asked, "D", out Guid id) ? keys.Find(id) : keys.FindByName(asked))
            ?? throw Problem.NotFound(
                $"There is no key '{asked}'. Bulletin.Host keys list shows all that are stored; "
                + "those of the settings go with their settings.");
    }

    private static string InstantOf(string text, DateTimeZone zone) =>
        SiteDate.Parse(text, zone) is { } instant ? Rfc3339.Format(instant) : text;

    // Goes through the API's reader, so that the same rules and messages apply.
    private static ApiKeyInput InputOf(JsonObject members, bool isPatch)
    {
        using var body = JsonDocument.Parse(members.ToJsonString());
        return ApiKeyInput.Read(body.RootElement, isPatch);
    }

    private static string Until(ApiKey key) => key.ExpiresAt is { } expiresAt ? $"until {Rfc3339.Format(expiresAt)}" : "does not expire";
}
